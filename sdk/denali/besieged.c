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
