/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * IPv4 addresses by their classes, for old programs.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

static in_addr_t host_mask(in_addr_t address)
{
	if (IN_CLASSA(address))
		return IN_CLASSA_HOST;
	return IN_CLASSB(address) ? IN_CLASSB_HOST : IN_CLASSC_HOST;
}

static unsigned int shift(in_addr_t mask)
{
	return (unsigned int)__builtin_ctz(~mask);
}

in_addr_t inet_lnaof(struct in_addr address)
{
	in_addr_t host = ntohl(address.s_addr);

	return host & host_mask(host);
}

in_addr_t inet_netof(struct in_addr address)
{
	in_addr_t host = ntohl(address.s_addr);

	return host >> shift(host_mask(host));
}

/* The network's number tells how much of an address it is. */
struct in_addr inet_makeaddr(in_addr_t network, in_addr_t local)
{
	in_addr_t mask = IN_CLASSC_HOST;

	if (network < 128)
		mask = IN_CLASSA_HOST;
	else if (network < 65536)
		mask = IN_CLASSB_HOST;
	return (struct in_addr){ htonl(network << shift(mask) |
				       (local & mask)) };
}

/* Like inet_addr, but parts that are not there are no zeros on the right. */
in_addr_t inet_network(const char *text)
{
	in_addr_t sum = 0;

	for (int part = 0; part < 4; part++) {
		unsigned long value;
		char *end;

		if (*text < '0' || *text > '9')
			return INADDR_NONE;
		value = strtoul(text, &end, 0);
		if (value > 255)
			return INADDR_NONE;
		sum = sum << 8 | (in_addr_t)value;
		if (*end != '.')
			return *end == '\0' || strchr(" \t\n", *end) != NULL ?
				       sum :
				       INADDR_NONE;
		text = end + 1;
	}
	return INADDR_NONE;
}
