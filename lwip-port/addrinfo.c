/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * getaddrinfo and what belongs to it.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "hosts.h"
#include "resolver.h"
#include "service.h"

#define FLAGS_KNOWN                                                            \
	(AI_PASSIVE | AI_CANONNAME | AI_NUMERICHOST | AI_V4MAPPED | AI_ALL |   \
	 AI_ADDRCONFIG | AI_NUMERICSERV)

/* One result, in one block. */
struct node {
	struct addrinfo info;
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} address;
};

/* Addresses found: at most one of each family, or those of a VM's name.  IPv4's
 * are shown as IPv6's where only these are wanted. */
#define FOUND_MAX 32

struct found {
	ip_addr_t addresses[FOUND_MAX];
	int count;
	uint32_t scope; /* of a link-local one, as digits tell it */
};

static const struct {
	int type;
	int protocol;
	int service;
} kinds[] = {
	{ SOCK_STREAM, IPPROTO_TCP, SERVICE_TCP },
	{ SOCK_DGRAM, IPPROTO_UDP, SERVICE_UDP },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static bool wants_kind(const struct addrinfo *hints, size_t kind)
{
	return (hints->ai_socktype == 0 ||
		hints->ai_socktype == kinds[kind].type) &&
	       (hints->ai_protocol == 0 ||
		hints->ai_protocol == kinds[kind].protocol);
}

static int check_hints(const struct addrinfo *hints)
{
	if ((hints->ai_flags & ~FLAGS_KNOWN) != 0)
		return EAI_BADFLAGS;
	if (hints->ai_family != AF_UNSPEC && hints->ai_family != AF_INET &&
	    hints->ai_family != AF_INET6)
		return EAI_FAMILY;
	for (size_t i = 0; i < KINDS; i++)
		if (wants_kind(hints, i))
			return 0;
	return EAI_SOCKTYPE;
}

static bool wants_family(const struct addrinfo *hints, int family)
{
	return hints->ai_family == AF_UNSPEC || hints->ai_family == family;
}

static bool wants_mapped(const struct addrinfo *hints)
{
	return hints->ai_family == AF_INET6 &&
	       (hints->ai_flags & AI_V4MAPPED) != 0;
}

static void add(struct found *found, const ip_addr_t *address)
{
	found->addresses[found->count++] = *address;
}

/* No name: any address, or the loopback's; IPv6 first, which takes both. */
static void find_nothing(const struct addrinfo *hints, struct found *found)
{
	bool passive = (hints->ai_flags & AI_PASSIVE) != 0;
	ip_addr_t v6 = IPADDR6_INIT_HOST(0, 0, 0, passive ? 0 : 1);
	ip_addr_t v4 = IPADDR4_INIT(passive ? 0 : PP_HTONL(INADDR_LOOPBACK));

	if (wants_family(hints, AF_INET6))
		add(found, &v6);
	if (wants_family(hints, AF_INET))
		add(found, &v4);
}

/* An address in digits, with the interface it is for, if any, after a %. */
static bool read_ip6(const char *name, uint32_t address[4], uint32_t *scope)
{
	char digits[INET6_ADDRSTRLEN];
	size_t length = strcspn(name, "%");
	char *end;

	if (length >= sizeof(digits))
		return false;
	memcpy(digits, name, length);
	digits[length] = '\0';
	if (inet_pton(AF_INET6, digits, address) != 1)
		return false;
	*scope = 0;
	if (name[length] == '\0')
		return true;
	name += length + 1;
	*scope = if_nametoindex(name);
	if (*scope == 0 && *name >= '0' && *name <= '9') {
		*scope = strtoul(name, &end, 10);
		return *end == '\0';
	}
	return *scope != 0;
}

/* 0: the name is not an address in digits; else as getaddrinfo, or 1. */
static int find_number(const char *name, const struct addrinfo *hints,
		       struct found *found)
{
	ip_addr_t address;
	struct in_addr v4;
	uint32_t v6[4];

	if (inet_aton(name, &v4)) {
		if (!wants_family(hints, AF_INET) && !wants_mapped(hints))
			return EAI_NONAME;
		ip_addr_set_ip4_u32_val(address, v4.s_addr);
	} else if (read_ip6(name, v6, &found->scope)) {
		if (!wants_family(hints, AF_INET6))
			return EAI_NONAME;
		IP_ADDR6(&address, v6[0], v6[1], v6[2], v6[3]);
	} else {
		return 0;
	}
	add(found, &address);
	return 1;
}

/* Where either family will do, IPv6 is asked for only if it leads anywhere. */
static bool asks_ip6(const struct addrinfo *hints)
{
	if (!wants_family(hints, AF_INET6))
		return false;
	return (hints->ai_family == AF_INET6 &&
		(hints->ai_flags & AI_ADDRCONFIG) == 0) ||
	       resolver_has_ip6();
}

static bool asks_ip4(const struct addrinfo *hints, const struct found *found)
{
	if ((hints->ai_flags & AI_ADDRCONFIG) != 0 && !resolver_has_ip4())
		return false;
	if (wants_mapped(hints))
		return found->count == 0 || (hints->ai_flags & AI_ALL) != 0;
	return wants_family(hints, AF_INET);
}

static int find_name(const char *name, const struct addrinfo *hints,
		     struct found *found)
{
	int result4 = EAI_NONAME, result6 = EAI_NONAME;
	ip_addr_t address;

	if (asks_ip6(hints)) {
		result6 = resolver_look_up(name, true, &address);
		if (result6 == 0)
			add(found, &address);
	}
	if (asks_ip4(hints, found)) {
		result4 = resolver_look_up(name, false, &address);
		if (result4 == 0)
			add(found, &address);
	}
	if (found->count > 0)
		return 0;
	return result4 != EAI_NONAME ? result4 : result6;
}

/* As find_number. */
static int find_vm(const char *name, const struct addrinfo *hints,
		   struct found *found)
{
	const char *table = getenv("DENALI_HOSTS");
	struct in_addr addresses[FOUND_MAX];
	int count;

	if (table == NULL)
		return 0;
	count = hosts_find(table, name, addresses, FOUND_MAX);
	if (count > 0 && !wants_family(hints, AF_INET) && !wants_mapped(hints))
		return EAI_NONAME;
	for (int i = 0; i < count; i++) {
		ip_addr_t address;

		ip_addr_set_ip4_u32_val(address, addresses[i].s_addr);
		add(found, &address);
	}
	return count > 0;
}

static int find(const char *name, const struct addrinfo *hints,
		struct found *found)
{
	struct addrinfo active = *hints;
	int result;

	if (name == NULL) {
		find_nothing(hints, found);
		return 0;
	}
	result = find_number(name, hints, found);
	if (result != 0)
		return result == 1 ? 0 : result;
	if ((hints->ai_flags & AI_NUMERICHOST) != 0)
		return EAI_NONAME;
	if (strcmp(name, "localhost") == 0) {
		active.ai_flags = 0;
		find_nothing(&active, found);
		return 0;
	}
	result = find_vm(name, hints, found);
	if (result != 0)
		return result == 1 ? 0 : result;
	return find_name(name, hints, found);
}

static bool is_number(const char *text)
{
	return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

/* The port of a service for a kind of socket; -1: it has none. */
static int port_of(const char *service, size_t kind)
{
	const struct service *known;

	if (service == NULL)
		return 0;
	if (is_number(service)) {
		unsigned long number = strtoul(service, NULL, 10);

		return number <= 65535 ? (int)number : -1;
	}
	known = service_by_name(service, kinds[kind].service);
	return known != NULL ? known->port : -1;
}

static struct node *make_node(const struct found *found, int i, int family,
			      int port, size_t kind)
{
	const ip_addr_t *address = &found->addresses[i];
	struct endpoint endpoint = { .address = *address, .port = (u16_t)port };
	struct node *node = calloc(1, sizeof(*node));

	if (node == NULL)
		return NULL;
	if (family == AF_UNSPEC)
		family = IP_IS_V6(address) ? AF_INET6 : AF_INET;
	node->info.ai_family = family;
	node->info.ai_socktype = kinds[kind].type;
	node->info.ai_protocol = kinds[kind].protocol;
	node->info.ai_addrlen = sizeof(node->address);
	node->info.ai_addr = &node->address.any;
	address_write(node->info.ai_family, &endpoint, &node->address.any,
		      &node->info.ai_addrlen);
	if (family == AF_INET6)
		node->address.v6.sin6_scope_id = found->scope;
	return node;
}

/* A result for each address and kind.  EAI_SERVICE: no kind has the service. */
static int make_list(const struct found *found, const char *service,
		     const struct addrinfo *hints, struct addrinfo **list)
{
	struct addrinfo **last = list;

	*list = NULL;
	for (int i = 0; i < found->count; i++)
		for (size_t kind = 0; kind < KINDS; kind++) {
			int port = port_of(service, kind);
			struct node *node;

			if (port < 0 || !wants_kind(hints, kind))
				continue;
			node = make_node(found, i, hints->ai_family, port,
					 kind);
			if (node == NULL) {
				freeaddrinfo(*list);
				return EAI_MEMORY;
			}
			*last = &node->info;
			last = &node->info.ai_next;
		}
	return *list != NULL ? 0 : EAI_SERVICE;
}

static int name_first(struct addrinfo *list, const char *name,
		      const struct addrinfo *hints)
{
	if ((hints->ai_flags & AI_CANONNAME) == 0)
		return 0;
	list->ai_canonname = strdup(name);
	if (list->ai_canonname != NULL)
		return 0;
	freeaddrinfo(list);
	return EAI_MEMORY;
}

int getaddrinfo(const char *name, const char *service,
		const struct addrinfo *hints, struct addrinfo **list)
{
	static const struct addrinfo no_hints;
	struct found found = { .count = 0 };
	int result;

	if (hints == NULL)
		hints = &no_hints;
	if (name == NULL && service == NULL)
		return EAI_NONAME;
	result = check_hints(hints);
	if (result == 0 && name == NULL &&
	    (hints->ai_flags & AI_CANONNAME) != 0)
		result = EAI_BADFLAGS;
	if (result == 0 && service != NULL && !is_number(service) &&
	    (hints->ai_flags & AI_NUMERICSERV) != 0)
		result = EAI_NONAME;
	if (result == 0)
		result = find(name, hints, &found);
	if (result == 0)
		result = make_list(&found, service, hints, list);
	if (result == 0 && name != NULL)
		result = name_first(*list, name, hints);
	return result;
}

void freeaddrinfo(struct addrinfo *list)
{
	while (list != NULL) {
		struct addrinfo *next = list->ai_next;

		free(list->ai_canonname);
		free(list);
		list = next;
	}
}

const char *gai_strerror(int error)
{
	switch (error) {
	case 0:
		return "Success";
	case EAI_BADFLAGS:
		return "Unknown flag in ai_flags";
	case EAI_NONAME:
		return "No address for this name";
	case EAI_AGAIN:
		return "No answer now; try again later";
	case EAI_FAIL:
		return "Name resolution failed";
	case EAI_NODATA:
	case EAI_ADDRFAMILY:
		return "No address of this kind for this name";
	case EAI_FAMILY:
		return "Address family not supported";
	case EAI_SOCKTYPE:
		return "Socket type not supported";
	case EAI_SERVICE:
		return "Unknown service";
	case EAI_MEMORY:
		return "Out of memory";
	case EAI_SYSTEM:
		return "System error";
	case EAI_OVERFLOW:
		return "Buffer too small";
	default:
		return "Unknown error";
	}
}
