/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names of addresses: the loopback's alone.
 */
#include <errno.h>
#include <netdb.h>
#include <string.h>

#include "hostent.h"

#define NAME_ROOM 64

int gethostbyaddr_r(const void *address, socklen_t length, int family,
		    struct hostent *entry, char *buffer, size_t room,
		    struct hostent **result, int *error)
{
	size_t wanted = hostent_length(family);
	const char *name;
	int full;

	*result = NULL;
	*error = wanted == 0 || length != wanted ? NO_RECOVERY : HOST_NOT_FOUND;
	if (*error == NO_RECOVERY)
		return 0;
	name = host_name(address, family);
	if (name == NULL)
		return 0;
	full = hostent_fill(entry, buffer, room, name, family, address);
	*error = full == 0 ? NETDB_SUCCESS : NETDB_INTERNAL;
	if (full == 0)
		*result = entry;
	return full;
}

struct hostent *gethostbyaddr(const void *address, socklen_t length, int family)
{
	static char buffer[NAME_ROOM];
	static struct hostent entry;
	struct hostent *result;
	int error;

	errno = gethostbyaddr_r(address, length, family, &entry, buffer,
				sizeof(buffer), &result, &error);
	if (result == NULL)
		h_errno = error;
	return result;
}

/* There is no list of hosts to go through. */

void sethostent(int stay_open)
{
	(void)stay_open;
}

struct hostent *gethostent(void)
{
	return NULL;
}

void endhostent(void)
{
}
