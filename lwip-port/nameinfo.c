/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * getnameinfo: addresses and ports as text.  Only the loopback has a name.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>

#include "hostent.h"
#include "service.h"

#define FLAGS_KNOWN                                                            \
	(NI_NUMERICHOST | NI_NUMERICSERV | NI_NOFQDN | NI_NAMEREQD |           \
	 NI_DGRAM | NI_NUMERICSCOPE)

/* The parts of a socket address; NULL: of no family we know, or too short. */
static const void *split(const struct sockaddr *name, socklen_t length,
			 uint16_t *port)
{
	if (length >= sizeof(struct sockaddr_in) &&
	    name->sa_family == AF_INET) {
		const struct sockaddr_in *v4 = (const void *)name;

		*port = ntohs(v4->sin_port);
		return &v4->sin_addr;
	}
	if (length >= sizeof(struct sockaddr_in6) &&
	    name->sa_family == AF_INET6) {
		const struct sockaddr_in6 *v6 = (const void *)name;

		*port = ntohs(v6->sin6_port);
		return &v6->sin6_addr;
	}
	return NULL;
}

static int write_service(uint16_t port, char *to, socklen_t room, int flags)
{
	const struct service *known = service_by_port(
		port, (flags & NI_DGRAM) != 0 ? SERVICE_UDP : SERVICE_TCP);
	char digits[6];
	const char *text = digits;

	if ((flags & NI_NUMERICSERV) == 0 && known != NULL)
		text = known->name;
	else
		sniprintf(digits, sizeof(digits), "%u", port);
	if (strlen(text) >= room)
		return EAI_OVERFLOW;
	strcpy(to, text);
	return 0;
}

static int write_host(int family, const void *address, char *to, socklen_t room,
		      int flags)
{
	const char *name = NULL;

	if ((flags & NI_NUMERICHOST) == 0)
		name = host_name(address, family);
	if (name == NULL) {
		if ((flags & NI_NAMEREQD) != 0)
			return EAI_NONAME;
		return inet_ntop(family, address, to, room) != NULL ?
			       0 :
			       EAI_OVERFLOW;
	}
	if (strlen(name) >= room)
		return EAI_OVERFLOW;
	strcpy(to, name);
	return 0;
}

int getnameinfo(const struct sockaddr *name, socklen_t length, char *host,
		socklen_t host_room, char *service, socklen_t service_room,
		int flags)
{
	uint16_t port;
	const void *address = split(name, length, &port);

	int result = 0;

	if ((flags & ~FLAGS_KNOWN) != 0)
		return EAI_BADFLAGS;
	if (address == NULL)
		return EAI_FAMILY;
	if ((host == NULL || host_room == 0) &&
	    (service == NULL || service_room == 0))
		return EAI_NONAME;
	if (host != NULL && host_room > 0)
		result = write_host(name->sa_family, address, host, host_room,
				    flags);
	if (result != 0)
		return result;
	if (service != NULL && service_room > 0)
		return write_service(port, service, service_room, flags);
	return 0;
}
