/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Internet addresses with a prefix length, and numbers added to them.
 *
 * Bytes are in network order, so that an address is a big-endian number.
 */
#ifndef COMMON_ADDRESS_H
#define COMMON_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#define ADDRESS_TEXT_MAX 48 /* an IPv6 address and its NUL fit */

struct cidr {
	int family;        /* AF_INET or AF_INET6; 0: none */
	uint8_t bytes[16]; /* 4 or 16 of them */
	unsigned prefix;   /* length in bits */
};

unsigned cidr_length(const struct cidr *cidr); /* of the address, in bytes */

/* Read ADDRESS/PREFIX.  False if text is not that. */
bool cidr_parse(const char *text, struct cidr *cidr);

/* Add a number to an address of length bytes, in network order; false if it
 * has no room. */
bool address_add(uint8_t *bytes, unsigned length, uint32_t number);

/* The address that comes number after; false if it has no room. */
bool cidr_add(const struct cidr *cidr, uint32_t number, struct cidr *sum);

/* The prefix's own address, all host bits zero. */
struct cidr cidr_network(const struct cidr *cidr);

/* Is address, of the same family, in cidr's prefix? */
bool cidr_contains(const struct cidr *cidr, const struct cidr *address);

/* Can a machine have it: neither the network's address nor the broadcast? */
bool cidr_is_host(const struct cidr *cidr);

/* Order of two addresses of a family: below, at or above 0. */
int cidr_compare(const struct cidr *a, const struct cidr *b);

/* The address alone, without the prefix.  Returns text. */
const char *cidr_text(const struct cidr *cidr, char text[ADDRESS_TEXT_MAX]);

#endif
