/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sends back what it gets, over TCP and UDP.
 *
 *	echo [PORT]
 *
 * The port is 7 unless said otherwise.  One thread; a TCP client that does not
 * read what comes back is not read from either.
 */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFFER 4096
#define CLIENTS 256

/* What came from a client and has not gone back. */
struct client {
	size_t start, end;
	char data[BUFFER];
};

/* The first two are the sockets of TCP and UDP that wait for anyone. */
#define FIRST 2
static struct pollfd polls[FIRST + CLIENTS];
static struct client *clients[FIRST + CLIENTS];
static nfds_t count = FIRST;

static void die(const char *what)
{
	fprintf(stderr, "echo: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int open_port(int type, unsigned long port)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6,
				    .sin6_port = htons((uint16_t)port) };
	int fd = socket(AF_INET6, type | SOCK_NONBLOCK, 0);
	int on = 1, off = 0;

	if (fd < 0)
		die("socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	if (bind(fd, (struct sockaddr *)&any, sizeof(any)) < 0)
		die("bind");
	return fd;
}

static void accept_client(void)
{
	int fd = accept4(polls[0].fd, NULL, NULL, SOCK_NONBLOCK);

	if (fd < 0)
		return;
	if (count < FIRST + CLIENTS)
		clients[count] = calloc(1, sizeof(struct client));
	if (count == FIRST + CLIENTS || clients[count] == NULL) {
		close(fd);
		return;
	}
	polls[count++] = (struct pollfd){ .fd = fd, .events = POLLIN };
}

static void answer_datagrams(void)
{
	static char data[65536];
	struct sockaddr_storage from;
	socklen_t length = sizeof(from);
	ssize_t size;

	while ((size = recvfrom(polls[1].fd, data, sizeof(data), 0,
				(struct sockaddr *)&from, &length)) >= 0) {
		sendto(polls[1].fd, data, (size_t)size, 0,
		       (struct sockaddr *)&from, length);
		length = sizeof(from);
	}
}

/* Whether the client is still there. */
static bool pass_on(int fd, struct client *client)
{
	ssize_t size;

	if (client->start == client->end) {
		size = recv(fd, client->data, BUFFER, 0);
		if (size <= 0)
			return size < 0 && errno == EAGAIN;
		client->start = 0;
		client->end = (size_t)size;
	}
	size = send(fd, client->data + client->start,
		    client->end - client->start, MSG_NOSIGNAL);
	if (size < 0)
		return errno == EAGAIN;
	client->start += (size_t)size;
	return true;
}

static void serve(nfds_t i)
{
	if (pass_on(polls[i].fd, clients[i])) {
		polls[i].events = clients[i]->start < clients[i]->end ?
					  POLLOUT :
					  POLLIN;
		return;
	}
	close(polls[i].fd);
	free(clients[i]);
	count--;
	polls[i] = polls[count];
	clients[i] = clients[count];
}

int main(int argc, char **argv)
{
	unsigned long port = argc > 1 ? strtoul(argv[1], NULL, 10) : 7;

	polls[0] = (struct pollfd){ .fd = open_port(SOCK_STREAM, port),
				    .events = POLLIN };
	polls[1] = (struct pollfd){ .fd = open_port(SOCK_DGRAM, port),
				    .events = POLLIN };
	if (listen(polls[0].fd, SOMAXCONN) < 0)
		die("listen");
	for (;;) {
		if (poll(polls, count, -1) < 0 && errno != EINTR)
			die("poll");
		for (nfds_t i = count - 1; i >= FIRST; i--)
			if (polls[i].revents != 0)
				serve(i);
		if (polls[1].revents != 0)
			answer_datagrams();
		if (polls[0].revents != 0)
			accept_client();
	}
}
