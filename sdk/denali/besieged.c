/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "besieged.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_S 30
#define PORT_FIRST 20000
#define PORT_LAST 32000

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

static struct sockaddr_in loopback(uint16_t port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

/* Sends, and takes all that comes. */
static size_t exchange(int fd, uint16_t port, char *reply, size_t room)
{
	static const char request[] = "GET / HTTP/1.1\r\nHost: neighbour\r\n"
				      "Connection: close\r\n\r\n";
	struct timeval patience = { .tv_sec = PATIENCE_S };
	struct sockaddr_in to = loopback(port);
	size_t length = 0;
	ssize_t got;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0 ||
	    send(fd, request, sizeof request - 1, MSG_NOSIGNAL) < 0)
		return 0;
	while (length < room) {
		got = recv(fd, reply + length, room - length, 0);
		if (got < 0)
			return 0;
		if (got == 0)
			break;
		length += (size_t)got;
	}
	return length;
}

enum besieged besieged_ask(uint16_t port, double *took)
{
	double begun = now_ms();
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char reply[1024];
	size_t length = exchange(fd, port, reply, sizeof reply - 1);

	*took = now_ms() - begun;
	close(fd);
	reply[length] = '\0';
	if (strstr(reply, "\r\n\r\nintact\n") != NULL)
		return BESIEGED_INTACT;
	return strstr(reply, "\r\n\r\nbroken") != NULL ? BESIEGED_BROKEN :
							 BESIEGED_SILENT;
}

static int port_is_free(uint16_t port)
{
	struct sockaddr_in own = loopback(port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int one = 1, free;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	free = bind(fd, (struct sockaddr *)&own, sizeof own) == 0;
	close(fd);
	return free;
}

/* From a place that depends on who asks, so that two seldom want the same. */
uint16_t besieged_ports(uint32_t count)
{
	uint32_t span = PORT_LAST - PORT_FIRST;
	uint32_t begin = (uint32_t)getpid() * 131 % span, in_row = 0;

	for (uint32_t i = 0; i < 2 * span; i++) {
		uint32_t at = (begin + i) % span;

		if (at == 0)
			in_row = 0;
		in_row = port_is_free((uint16_t)(PORT_FIRST + at)) ?
				 in_row + 1 :
				 0;
		if (in_row == count)
			return (uint16_t)(PORT_FIRST + at + 1 - count);
	}
	return 0;
}
