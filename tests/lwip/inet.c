/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Addresses as text, compared with what the build host makes of the same
 * text, good or bad.
 */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "fake.h"

/* The build host's. */
#undef inet_pton
#undef inet_ntop
#undef inet_aton
int inet_pton(int, const char *restrict, void *restrict);
const char *inet_ntop(int, const void *restrict, char *restrict, socklen_t);
int inet_aton(const char *, struct in_addr *);

#define ROUNDS 300000
#define TEXT 64

static const char alphabet[] = "0123456789abf:.::: x";

static char any_character(void)
{
	return alphabet[(size_t)rand() % (sizeof(alphabet) - 1)];
}

/* A good address, more often than not with one character wrong. */
static void make_text(char text[TEXT])
{
	unsigned char address[16] = { 0 };
	size_t length;

	for (int i = 0; i < 16; i++)
		if (rand() % 3 == 0)
			address[i] = (unsigned char)rand();
	if (rand() % 4 == 0) {
		memset(address, 0, 10);
		memset(address + 10, 0xff, 2);
	}
	inet_ntop(rand() % 2 ? AF_INET : AF_INET6, address, text, TEXT);
	length = strlen(text);
	if (rand() % 2)
		text[(size_t)rand() % length] = any_character();
	if (rand() % 4 == 0) {
		memmove(text + 1, text, length + 1);
		text[0] = any_character();
	}
}

static void compare(int family, const char *text)
{
	unsigned char theirs[16] = { 0 }, ours[16] = { 0 };
	char their_text[TEXT], our_text[TEXT];

	cr_assert_eq(vm_inet_pton(family, text, ours),
		     inet_pton(family, text, theirs), "'%s'", text);
	cr_assert_arr_eq(ours, theirs, 16, "'%s'", text);
	inet_ntop(family, theirs, their_text, TEXT);
	vm_inet_ntop(family, theirs, our_text, TEXT);
	cr_assert_str_eq(our_text, their_text);
}

Test(inet, agrees_with_the_host)
{
	struct in_addr theirs, ours;
	char text[TEXT];

	for (int i = 0; i < ROUNDS; i++) {
		make_text(text);
		compare(AF_INET, text);
		compare(AF_INET6, text);
		theirs.s_addr = ours.s_addr = 0;
		cr_assert_eq(vm_inet_aton(text, &ours),
			     inet_aton(text, &theirs), "'%s'", text);
		cr_assert_eq(ours.s_addr, theirs.s_addr, "'%s'", text);
	}
}

/* "::" stands for one group of zeros at least. */
Test(inet, eight_groups_and_a_gap)
{
	compare(AF_INET6, "1:2:3:4:5:6:7:8::");
	compare(AF_INET6, "::1:2:3:4:5:6:7:8");
	compare(AF_INET6, "1:2:3:4::5:6:7:8");
	compare(AF_INET6, "1:2:3:4:5:6:7::");
	compare(AF_INET6, "::2:3:4:5:6:7:8");
}

Test(inet, older_forms)
{
	struct in_addr address;

	cr_assert(vm_inet_aton("0x7f.1", &address));
	cr_assert_eq(address.s_addr, htonl(INADDR_LOOPBACK));
	cr_assert(vm_inet_aton("017700000001", &address));
	cr_assert_eq(address.s_addr, htonl(INADDR_LOOPBACK));
	cr_assert_not(vm_inet_aton("1.2.3.256", &address));
	cr_assert_not(vm_inet_aton("", &address));
}
