/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * gethostbyname and its kin, for old programs: one address.
 */
#include <errno.h>
#include <netdb.h>
#include <stddef.h>
#include <string.h>

#include "hostent.h"

/* What an entry points to, in the caller's buffer; the name follows. */
struct content {
	char *no_aliases[1];
	char *addresses[2];
	char address[sizeof(struct in6_addr)];
	char name[];
};

static int error_of(int result)
{
	switch (result) {
	case EAI_NONAME:
		return HOST_NOT_FOUND;
	case EAI_AGAIN:
		return TRY_AGAIN;
	default:
		return NO_RECOVERY;
	}
}

size_t hostent_length(int family)
{
	if (family == AF_INET)
		return sizeof(struct in_addr);
	return family == AF_INET6 ? sizeof(struct in6_addr) : 0;
}

int hostent_fill(struct hostent *entry, char *buffer, size_t room,
		 const char *name, int family, const void *address)
{
	size_t skip = -(uintptr_t)buffer % sizeof(char *);
	struct content *content = (void *)(buffer + skip);

	if (room < skip + sizeof(*content) + strlen(name) + 1)
		return ERANGE;
	*content = (struct content){ .addresses = { content->address } };
	memcpy(content->address, address, hostent_length(family));
	*entry = (struct hostent){ .h_name = strcpy(content->name, name),
				   .h_aliases = content->no_aliases,
				   .h_addrtype = family,
				   .h_length = (int)hostent_length(family),
				   .h_addr_list = content->addresses };
	return 0;
}

static const void *address_in(const struct addrinfo *info)
{
	if (info->ai_family == AF_INET)
		return &((const struct sockaddr_in *)(void *)info->ai_addr)
				->sin_addr;
	return &((const struct sockaddr_in6 *)(void *)info->ai_addr)->sin6_addr;
}

int gethostbyname2_r(const char *name, int family, struct hostent *entry,
		     char *buffer, size_t room, struct hostent **result,
		     int *error)
{
	struct addrinfo hints = { .ai_family = family,
				  .ai_socktype = SOCK_STREAM };
	struct addrinfo *list = NULL;
	int found = EAI_FAMILY, full;

	*result = NULL;
	if (hostent_length(family) > 0)
		found = getaddrinfo(name, NULL, &hints, &list);
	*error = error_of(found);
	if (found != 0)
		return 0;
	full = hostent_fill(entry, buffer, room, name, family,
			    address_in(list));
	freeaddrinfo(list);
	*error = full == 0 ? NETDB_SUCCESS : NETDB_INTERNAL;
	if (full == 0)
		*result = entry;
	return full;
}

int gethostbyname_r(const char *name, struct hostent *entry, char *buffer,
		    size_t room, struct hostent **result, int *error)
{
	return gethostbyname2_r(name, AF_INET, entry, buffer, room, result,
				error);
}

struct hostent *gethostbyname2(const char *name, int family)
{
	static char buffer[sizeof(struct content) + NI_MAXHOST + 4];
	static struct hostent entry;
	struct hostent *result;
	int error;

	errno = gethostbyname2_r(name, family, &entry, buffer, sizeof(buffer),
				 &result, &error);
	if (result == NULL)
		h_errno = error;
	return result;
}

struct hostent *gethostbyname(const char *name)
{
	return gethostbyname2(name, AF_INET);
}
