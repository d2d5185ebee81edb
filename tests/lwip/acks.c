/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Which acknowledgement makes which needless.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "acks.h"

#define IPV4_TCP (14 + 20)
#define LENGTH (IPV4_TCP + 32)

static uint8_t bytes[2][LENGTH];
static struct pbuf frames[2];

/* TCP over IPv4, 12 bytes of options, an acknowledgement of so much. */
static void make(unsigned int i, uint8_t acknowledged)
{
	uint8_t *b = bytes[i];

	memset(b, 0, LENGTH);
	b[12] = 0x08;
	b[14] = 0x45;
	b[23] = 6;
	memcpy(b + 26, "\x0a\0\0\1\x0a\0\0\2", 8);
	b[IPV4_TCP + 1] = 80;
	b[IPV4_TCP + 3] = 99;
	b[IPV4_TCP + 11] = acknowledged;
	b[IPV4_TCP + 12] = 0x80;
	b[IPV4_TCP + 13] = 0x10;
	frames[i] = (struct pbuf){ .payload = b,
				   .len = LENGTH,
				   .tot_len = LENGTH };
}

static void start(void)
{
	make(0, 1);
	make(1, 2);
}

TestSuite(acks, .init = start);

Test(acks, a_later_one_takes_the_place)
{
	cr_assert(acks_only(&frames[0]));
	cr_assert(acks_supersede(&frames[0], &frames[1]));
	cr_assert_not(acks_supersede(&frames[1], &frames[0]));
}

/* Three alike are how TCP says that a segment is missing. */
Test(acks, a_repeated_one_is_kept)
{
	make(1, 1);
	cr_assert_not(acks_supersede(&frames[0], &frames[1]));
}

Test(acks, sequence_numbers_wrap)
{
	memset(bytes[0] + IPV4_TCP + 8, 0xff, 4);
	cr_assert(acks_supersede(&frames[0], &frames[1]));
}

/* Addresses, ports, sequence number: any other byte there is another flow. */
Test(acks, another_connections_is_kept)
{
	for (unsigned int at = 26; at < IPV4_TCP + 8; at++) {
		make(1, 2);
		bytes[1][at] ^= 1;
		cr_assert_not(acks_supersede(&frames[0], &frames[1]), "%u", at);
	}
}

Test(acks, whatever_says_more_is_no_mere_acknowledgement)
{
	for (unsigned int flag = 1; flag < 0x40; flag <<= 1) {
		make(0, 1);
		bytes[0][IPV4_TCP + 13] ^= (uint8_t)flag;
		cr_assert_not(acks_only(&frames[0]), "%x", flag);
	}
	make(0, 1);
	bytes[0][IPV4_TCP + 12] = 0x70; /* four bytes of data */
	cr_assert_not(acks_only(&frames[0]));
	make(0, 1);
	bytes[0][23] = 17;
	cr_assert_not(acks_only(&frames[0]));
	make(0, 1);
	frames[0].next = &frames[1];
	cr_assert_not(acks_only(&frames[0]));
}

/* One with SACK blocks is longer, and says what another does not. */
Test(acks, other_options_are_kept)
{
	frames[1].len -= 12;
	cr_assert_not(acks_supersede(&frames[0], &frames[1]));
}
