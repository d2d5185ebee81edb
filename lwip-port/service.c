/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names of services.
 */
#include "service.h"

#include <netdb.h>
#include <stddef.h>
#include <string.h>

#define BOTH (SERVICE_TCP | SERVICE_UDP)

static const struct service services[] = {
	{ "echo", 7, BOTH },
	{ "discard", 9, BOTH },
	{ "daytime", 13, BOTH },
	{ "ftp", 21, SERVICE_TCP },
	{ "ssh", 22, SERVICE_TCP },
	{ "telnet", 23, SERVICE_TCP },
	{ "smtp", 25, SERVICE_TCP },
	{ "time", 37, BOTH },
	{ "domain", 53, BOTH },
	{ "tftp", 69, SERVICE_UDP },
	{ "http", 80, SERVICE_TCP },
	{ "pop3", 110, SERVICE_TCP },
	{ "ntp", 123, SERVICE_UDP },
	{ "imap", 143, SERVICE_TCP },
	{ "snmp", 161, BOTH },
	{ "ldap", 389, SERVICE_TCP },
	{ "https", 443, BOTH },
	{ "submission", 587, SERVICE_TCP },
	{ "syslog", 514, SERVICE_UDP },
	{ "ldaps", 636, SERVICE_TCP },
	{ "imaps", 993, SERVICE_TCP },
	{ "pop3s", 995, SERVICE_TCP },
	{ "mqtt", 1883, SERVICE_TCP },
	{ "mysql", 3306, SERVICE_TCP },
	{ "postgresql", 5432, SERVICE_TCP },
	{ "redis", 6379, SERVICE_TCP },
	{ "http-alt", 8080, SERVICE_TCP },
};

#define COUNT (sizeof(services) / sizeof(services[0]))

const struct service *service_by_name(const char *name, int protocols)
{
	for (size_t i = 0; i < COUNT; i++)
		if ((services[i].protocols & protocols) != 0 &&
		    strcmp(services[i].name, name) == 0)
			return &services[i];
	return NULL;
}

const struct service *service_by_port(uint16_t port, int protocols)
{
	for (size_t i = 0; i < COUNT; i++)
		if ((services[i].protocols & protocols) != 0 &&
		    services[i].port == port)
			return &services[i];
	return NULL;
}

static int protocols_of(const char *protocol)
{
	if (protocol == NULL)
		return BOTH;
	if (strcmp(protocol, "tcp") == 0)
		return SERVICE_TCP;
	return strcmp(protocol, "udp") == 0 ? SERVICE_UDP : 0;
}

/* The calls' results are static, as they always have been. */
static struct servent *answer(const struct service *service, int protocols)
{
	static char *no_aliases[1];
	static char name[16], protocol[4];
	static struct servent entry = { .s_name = name,
					.s_aliases = no_aliases,
					.s_proto = protocol };

	if (service == NULL)
		return NULL;
	strcpy(name, service->name);
	strcpy(protocol, (service->protocols & protocols & SERVICE_TCP) != 0 ?
				 "tcp" :
				 "udp");
	entry.s_port = htons(service->port);
	return &entry;
}

struct servent *getservbyname(const char *name, const char *protocol)
{
	int protocols = protocols_of(protocol);

	return answer(service_by_name(name, protocols), protocols);
}

struct servent *getservbyport(int port, const char *protocol)
{
	int protocols = protocols_of(protocol);

	return answer(service_by_port(ntohs((uint16_t)port), protocols),
		      protocols);
}

static size_t next;

void setservent(int stay_open)
{
	(void)stay_open;
	next = 0;
}

struct servent *getservent(void)
{
	return next < COUNT ? answer(&services[next++], BOTH) : NULL;
}

void endservent(void)
{
	next = 0;
}
