/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * One of two VMs that talk to each other, and to a client, over TCP:
 *
 *   5001  takes what comes until there is no more, and answers "done"
 *   5002  gives bytes until the client closes
 *   5003  sends BYTES bytes to port 5001 of the VM whose address is one lower,
 *         and answers with the milliseconds until that has said "done"
 */
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <ilwaco/registers.h>

#define SINK 5001
#define SOURCE 5002
#define ORDERS 5003
#define BYTES (256u << 20)

static char buffer[65536];

static void sink(int fd)
{
	while (recv(fd, buffer, sizeof buffer, 0) > 0)
		continue;
	send(fd, "done", 4, 0);
}

static void source(int fd)
{
	while (send(fd, buffer, sizeof buffer, MSG_NOSIGNAL) > 0)
		continue;
}

static long long milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Milliseconds it took; -1: it broke. */
static long long push(void)
{
	struct sockaddr_in there = { .sin_family = AF_INET,
				     .sin_port = htons(SINK) };
	long long start = milliseconds();
	uint32_t left = BYTES;
	ssize_t sent = -1;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	there.sin_addr.s_addr = htonl(ntohl(ilw_registers()->network.ipv4) - 1);
	if (connect(fd, (struct sockaddr *)&there, sizeof there) == 0)
		do {
			sent = send(fd, buffer, sizeof buffer, MSG_NOSIGNAL);
			left -= sent > 0 ? (uint32_t)sent : 0;
		} while (sent > 0 && left > sizeof buffer);
	shutdown(fd, SHUT_WR);
	if (sent > 0)
		sent = recv(fd, buffer, sizeof buffer, 0);
	close(fd);
	return sent > 0 ? milliseconds() - start : -1;
}

static void obey(int fd)
{
	char answer[32];
	int length = snprintf(answer, sizeof answer, "%lld\n", push());

	send(fd, answer, (size_t)length, MSG_NOSIGNAL);
}

static const struct {
	uint16_t port;
	void (*serve)(int fd);
} services[] = { { SINK, sink }, { SOURCE, source }, { ORDERS, obey } };
#define SERVICES (int)(sizeof services / sizeof *services)

int main(void)
{
	struct pollfd listeners[SERVICES];

	for (int i = 0; i < SERVICES; i++) {
		struct sockaddr_in here = { .sin_family = AF_INET,
					    .sin_port = htons(
						    services[i].port) };

		listeners[i].fd = socket(AF_INET, SOCK_STREAM, 0);
		listeners[i].events = POLLIN;
		if (bind(listeners[i].fd, (struct sockaddr *)&here,
			 sizeof here) != 0 ||
		    listen(listeners[i].fd, 4) != 0)
			return 1;
	}
	for (;;) {
		poll(listeners, (nfds_t)SERVICES, -1);
		for (int i = 0; i < SERVICES; i++) {
			int fd = listeners[i].revents & POLLIN ?
					 accept(listeners[i].fd, NULL, NULL) :
					 -1;

			if (fd < 0)
				continue;
			services[i].serve(fd);
			close(fd);
		}
	}
}
