/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * One of many: a page that says which, and one that ends the VM.
 */
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "net.h"
#include "server.h"

static char address[INET_ADDRSTRLEN] = "nowhere";

static void find_address(void)
{
	struct ifaddrs *all;

	if (getifaddrs(&all) != 0)
		die("no addresses");
	for (const struct ifaddrs *one = all; one != NULL;
	     one = one->ifa_next) {
		const struct sockaddr_in *in = (const void *)one->ifa_addr;

		if (in != NULL && in->sin_family == AF_INET &&
		    in->sin_addr.s_addr != htonl(INADDR_LOOPBACK))
			inet_ntop(AF_INET, &in->sin_addr, address,
				  sizeof(address));
	}
	freeifaddrs(all);
}

static void answer(const struct request *request, struct response *response)
{
	static unsigned int visits;

	if (strcmp(request->path, "/") == 0)
		response_print(response, "%s, visit %u\n", address, ++visits);
	else if (strcmp(request->path, "/end") != 0)
		response_error(response, 404);
	else if (strcmp(request->method, "POST") == 0)
		exit(0);
	else
		response_error(response, 405);
}

int main(void)
{
	find_address();
	server_run(setting("PORT", 1, 65535, 80), answer);
	return 0;
}
