/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names of protocols.
 */
#include <netdb.h>
#include <string.h>

static const struct {
	const char *name;
	int number;
} protocols[] = {
	{ "ip", IPPROTO_IP },
	{ "icmp", IPPROTO_ICMP },
	{ "igmp", IPPROTO_IGMP },
	{ "tcp", IPPROTO_TCP },
	{ "udp", IPPROTO_UDP },
	{ "ipv6", IPPROTO_IPV6 },
	{ "ipv6-icmp", IPPROTO_ICMPV6 },
};

#define COUNT (sizeof(protocols) / sizeof(protocols[0]))

/* The calls' results are static, as they always have been. */
static struct protoent *answer(size_t i)
{
	static char *no_aliases[1];
	static char name[12];
	static struct protoent entry = { .p_name = name,
					 .p_aliases = no_aliases };

	strcpy(name, protocols[i].name);
	entry.p_proto = protocols[i].number;
	return &entry;
}

static size_t next;

struct protoent *getprotobyname(const char *name)
{
	for (size_t i = 0; i < COUNT; i++)
		if (strcmp(protocols[i].name, name) == 0)
			return answer(i);
	return NULL;
}

struct protoent *getprotobynumber(int number)
{
	for (size_t i = 0; i < COUNT; i++)
		if (protocols[i].number == number)
			return answer(i);
	return NULL;
}

void setprotoent(int stay_open)
{
	(void)stay_open;
	next = 0;
}

struct protoent *getprotoent(void)
{
	return next < COUNT ? answer(next++) : NULL;
}

void endprotoent(void)
{
	next = 0;
}
