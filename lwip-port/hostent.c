/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * gethostbyname, for old programs: one IPv4 address, in static memory.
 */
#include <netdb.h>
#include <string.h>

static int host_error;

int *__h_errno_location(void)
{
	return &host_error;
}

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

struct hostent *gethostbyname(const char *name)
{
	static char canonical[NI_MAXHOST + 1];
	static char *no_aliases[1], *addresses[2];
	static struct in_addr address;
	static struct hostent entry = { .h_name = canonical,
					.h_aliases = no_aliases,
					.h_addrtype = AF_INET,
					.h_length = sizeof(address),
					.h_addr_list = addresses };
	struct addrinfo hints = { .ai_family = AF_INET,
				  .ai_socktype = SOCK_STREAM };
	struct addrinfo *list;
	int result = getaddrinfo(name, NULL, &hints, &list);

	if (result != 0) {
		host_error = error_of(result);
		return NULL;
	}
	memcpy(&address,
	       &((struct sockaddr_in *)(void *)list->ai_addr)->sin_addr,
	       sizeof(address));
	freeaddrinfo(list);
	strncpy(canonical, name, NI_MAXHOST);
	addresses[0] = (char *)&address;
	return &entry;
}

const char *hstrerror(int error)
{
	switch (error) {
	case 0:
		return "No error";
	case HOST_NOT_FOUND:
		return "Unknown host";
	case TRY_AGAIN:
		return "No answer now; try again later";
	case NO_DATA:
		return "The name has no address";
	default:
		return "Name resolution failed";
	}
}
