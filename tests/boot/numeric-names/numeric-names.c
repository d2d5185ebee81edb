/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * getaddrinfo and getnameinfo for what needs no server: numeric addresses of
 * both families, numeric services, no name at all, and names that are neither.
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static void show(const char *name, const char *service, int flags)
{
	struct addrinfo hints = { .ai_flags = flags,
				  .ai_socktype = SOCK_STREAM };
	struct addrinfo *found;
	char host[64], port[16];
	int error = getaddrinfo(name, service, &hints, &found);

	printf("%s %s: ", name == NULL ? "-" : name, service);
	if (error != 0) {
		puts(error == EAI_NONAME ? "no such name" :
					   gai_strerror(error));
		return;
	}
	error = getnameinfo(found->ai_addr, found->ai_addrlen, host,
			    sizeof host, port, sizeof port,
			    NI_NUMERICHOST | NI_NUMERICSERV);
	if (error != 0)
		puts(gai_strerror(error));
	else
		printf("%s %s\n", host, port);
	freeaddrinfo(found);
}

int main(void)
{
	show("192.0.2.7", "80", 0);
	show("2001:db8::1:7", "8080", AI_NUMERICHOST);
	show("::1", "1", 0);
	show("not.an.address", "80", AI_NUMERICHOST);
	show("300.1.1.1", "80", AI_NUMERICHOST);
	return 0;
}
