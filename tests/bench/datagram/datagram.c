/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Datagrams, counted, for the cost of one.
 *
 *   datagram receive COUNT        takes COUNT on port 7, then ends; answers
 *                                 every fortieth, so that its sender keeps
 *                                 pace
 *   datagram send COUNT LENGTH ADDRESS PORT
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define PORT 7
#define PACE 40

static char datagram[1472];

static int take(int count)
{
	struct sockaddr_in here = { .sin_family = AF_INET,
				    .sin_port = htons(PORT) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (bind(fd, (struct sockaddr *)&here, sizeof here) != 0)
		return 1;
	printf("ready\n");
	fflush(stdout);
	for (int taken = 1; taken <= count; taken++) {
		struct sockaddr_in from;
		socklen_t length = sizeof from;
		ssize_t got = recvfrom(fd, datagram, sizeof datagram, 0,
				       (struct sockaddr *)&from, &length);

		if (got < 0)
			return 1;
		if (taken % PACE == 0)
			sendto(fd, "go on", 5, 0, (struct sockaddr *)&from,
			       length);
	}
	return 0;
}

static int give(int count, size_t size, const char *address, const char *port)
{
	struct sockaddr_in there = { .sin_family = AF_INET,
				     .sin_port = htons((uint16_t)atoi(port)) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	inet_pton(AF_INET, address, &there.sin_addr);
	for (int given = 0; given < count; given++)
		if (sendto(fd, datagram, size, 0, (struct sockaddr *)&there,
			   sizeof there) < 0)
			given--; /* no room for now */
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "receive") == 0)
		return take(atoi(argv[2]));
	if (argc == 6 && strcmp(argv[1], "send") == 0 &&
	    (size_t)atoi(argv[3]) <= sizeof datagram)
		return give(atoi(argv[2]), (size_t)atoi(argv[3]), argv[4],
			    argv[5]);
	return 64;
}
