/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Ethernet addresses as text.
 */
#include <ctype.h>
#include <netinet/ether.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#define TEXT_LENGTH 18

struct ether_addr *ether_aton_r(const char *text, struct ether_addr *address)
{
	for (int i = 0; i < ETHER_ADDR_LEN; i++) {
		unsigned long value;
		char *end;

		if (!isxdigit((unsigned char)*text))
			return NULL;
		value = strtoul(text, &end, 16);
		if (value > 255 || *end != (i < 5 ? ':' : '\0'))
			return NULL;
		address->ether_addr_octet[i] = (uint8_t)value;
		text = end + 1;
	}
	return address;
}

struct ether_addr *ether_aton(const char *text)
{
	static struct ether_addr address;

	return ether_aton_r(text, &address);
}

char *ether_ntoa_r(const struct ether_addr *address, char *text)
{
	const uint8_t *a = address->ether_addr_octet;

	sniprintf(text, TEXT_LENGTH, "%x:%x:%x:%x:%x:%x", a[0], a[1], a[2],
		  a[3], a[4], a[5]);
	return text;
}

char *ether_ntoa(const struct ether_addr *address)
{
	static char text[TEXT_LENGTH];

	return ether_ntoa_r(address, text);
}
