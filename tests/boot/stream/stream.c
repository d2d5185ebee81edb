/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Instance 0 counts datagrams to its port 9; the others send it as many as
 * they can.  Argument: for how many milliseconds.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include "guest/trap.h"

#define PORT 9
#define LENGTH 458 /* of the data; frames are of 500 bytes */
#define REST_MS 300

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ll + now.tv_nsec / 1000000;
}

static int count(int64_t until)
{
	struct sockaddr_in any = { .sin_family = AF_INET,
				   .sin_port = htons(PORT) };
	struct pollfd fd = { .fd = socket(AF_INET, SOCK_DGRAM, 0),
			     .events = POLLIN };
	char data[LENGTH];
	unsigned got = 0;

	if (bind(fd.fd, (struct sockaddr *)&any, sizeof any) != 0)
		return 1;
	while (now_ms() < until)
		if (poll(&fd, 1, (int)(until - now_ms())) == 1 &&
		    recv(fd.fd, data, sizeof data, 0) == LENGTH)
			got++;
	printf("got %u\n", got);
	return 0;
}

static int stream(int64_t until)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons(PORT) };
	int made = socket(AF_INET, SOCK_DGRAM, 0);
	char data[LENGTH] = { 0 };
	unsigned sent = 0;

	to.sin_addr.s_addr = ro_registers->network.ipv4 -
			     htonl(ro_registers->vm_id);
	while (now_ms() < until) {
		if (sendto(made, data, sizeof data, 0, (struct sockaddr *)&to,
			   sizeof to) == LENGTH)
			sent++;
		else
			poll(NULL, 0, 1);
	}
	printf("sent %u\n", sent);
	return 0;
}

int main(int argc, char **argv)
{
	int64_t until = now_ms() + (argc > 1 ? atoi(argv[1]) : 1000);

	if (ro_registers->vm_id == 0)
		return count(until + REST_MS);
	return stream(until);
}
