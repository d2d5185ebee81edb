/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "address.h"

#include <arpa/inet.h>
#include <string.h>

#include "parse.h"

unsigned cidr_length(const struct cidr *cidr)
{
	return cidr->family == AF_INET ? 4 : 16;
}

bool cidr_parse(const char *text, struct cidr *cidr)
{
	const char *slash = strchr(text, '/');
	char address[ADDRESS_TEXT_MAX];
	uint64_t prefix;

	*cidr = (struct cidr){ 0 };
	if (slash == NULL || (size_t)(slash - text) >= sizeof address)
		return false;
	memcpy(address, text, (size_t)(slash - text));
	address[slash - text] = '\0';
	cidr->family = strchr(address, ':') != NULL ? AF_INET6 : AF_INET;
	if (inet_pton(cidr->family, address, cidr->bytes) != 1)
		return false;
	if (!parse_number(slash + 1, 0, 8 * cidr_length(cidr), &prefix))
		return false;
	cidr->prefix = (unsigned)prefix;
	return true;
}

bool address_add(uint8_t *bytes, unsigned length, uint32_t number)
{
	uint64_t carry = number;

	for (unsigned i = length; i > 0 && carry > 0; i--) {
		carry += bytes[i - 1];
		bytes[i - 1] = (uint8_t)carry;
		carry >>= 8;
	}
	return carry == 0;
}

bool cidr_add(const struct cidr *cidr, uint32_t number, struct cidr *sum)
{
	*sum = *cidr;
	return address_add(sum->bytes, cidr_length(cidr), number);
}

/* The bits of byte i that belong to the prefix. */
static uint8_t prefix_mask(const struct cidr *cidr, unsigned i)
{
	if (cidr->prefix >= 8 * (i + 1))
		return 0xff;
	if (cidr->prefix <= 8 * i)
		return 0;
	return (uint8_t)(0xff << (8 * (i + 1) - cidr->prefix));
}

struct cidr cidr_network(const struct cidr *cidr)
{
	struct cidr network = *cidr;

	for (unsigned i = 0; i < cidr_length(cidr); i++)
		network.bytes[i] &= prefix_mask(cidr, i);
	return network;
}

bool cidr_contains(const struct cidr *cidr, const struct cidr *address)
{
	struct cidr moved = *address, network;

	if (cidr->family != address->family)
		return false;
	moved.prefix = cidr->prefix;
	moved = cidr_network(&moved);
	network = cidr_network(cidr);
	return cidr_compare(&moved, &network) == 0;
}

bool cidr_is_host(const struct cidr *cidr)
{
	unsigned length = cidr_length(cidr);
	bool all_zero = true, all_one = true;

	/* Prefixes of one or two addresses have neither special one. */
	if (cidr->prefix + 1 >= 8 * length)
		return true;
	for (unsigned i = 0; i < length; i++) {
		uint8_t mask = prefix_mask(cidr, i);

		all_zero = all_zero && (cidr->bytes[i] & ~mask) == 0;
		all_one = all_one && (cidr->bytes[i] | mask) == 0xff;
	}
	return !all_zero && !(all_one && cidr->family == AF_INET);
}

int cidr_compare(const struct cidr *a, const struct cidr *b)
{
	return memcmp(a->bytes, b->bytes, sizeof a->bytes);
}

const char *cidr_text(const struct cidr *cidr, char text[ADDRESS_TEXT_MAX])
{
	inet_ntop(cidr->family, cidr->bytes, text, ADDRESS_TEXT_MAX);
	return text;
}
