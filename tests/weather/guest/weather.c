/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A service for bad weather: it does with each connection what the first byte
 * asks for, for as long as the client likes, and can say what it holds.
 *
 *	e  echoes what follows, until the client has no more
 *	g  sends bytes that count up, without end
 *	?  says how many bytes of heap and how many descriptors are in use
 *	x  ends the VM
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <ilwaco/heap.h>

#define PORT 80
#define CLIENTS 1000
#define BUFFER 2048

struct client {
	char mode; /* 0: not known yet */
	unsigned char counter;
	size_t begin, end; /* of what is to be sent */
	char *buffer;
};

static struct client clients[CLIENTS];
static struct pollfd watched[CLIENTS + 1]; /* [CLIENTS]: the listener */

static int listen_on(in_port_t port)
{
	struct sockaddr_in6 address = { .sin6_family = AF_INET6,
					.sin6_port = htons(port) };
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0);

	if (fd < 0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ||
	    listen(fd, 128) < 0) {
		perror("weather");
		exit(1);
	}
	return fd;
}

/* A peer that is gone without a word is found out in about ten seconds. */
static void keep_alive(int fd)
{
	int on = 1, idle = 4, interval = 2, count = 3;

	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count);
}

static void drop(int at)
{
	close(watched[at].fd);
	free(clients[at].buffer);
	clients[at] = (struct client){ 0 };
	watched[at].fd = -1;
}

static void admit(int fd)
{
	for (int i = 0; i < CLIENTS; i++) {
		if (watched[i].fd >= 0)
			continue;
		clients[i].buffer = malloc(BUFFER);
		if (clients[i].buffer == NULL)
			break;
		keep_alive(fd);
		fcntl(fd, F_SETFL, O_NONBLOCK);
		watched[i] = (struct pollfd){ .fd = fd, .events = POLLIN };
		return;
	}
	close(fd);
}

static void admit_all(void)
{
	int fd;

	while ((fd = accept(watched[CLIENTS].fd, NULL, NULL)) >= 0)
		admit(fd);
}

static int open_descriptors(void)
{
	int count = 0;

	for (int fd = 0; fd < 2 * CLIENTS; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static void report(struct client *client)
{
	struct ilw_heap_usage usage = ilw_heap_usage();

	client->end = (size_t)snprintf(client->buffer, BUFFER, "%zu %d\n",
				       usage.total - usage.free,
				       open_descriptors());
}

static void count_up(struct client *client)
{
	client->begin = 0;
	client->end = BUFFER;
	for (size_t i = 0; i < BUFFER; i++)
		client->buffer[i] = (char)client->counter++;
}

/* False: the connection has ended. */
static int choose(int at)
{
	struct client *client = &clients[at];

	if (recv(watched[at].fd, &client->mode, 1, 0) != 1)
		return 0;
	if (client->mode == 'x')
		exit(0);
	if (client->mode == '?')
		report(client);
	else if (client->mode == 'g')
		count_up(client);
	return client->mode == '?' || client->mode == 'g' ||
	       client->mode == 'e';
}

static int take(int at)
{
	struct client *client = &clients[at];
	ssize_t got;

	if (client->mode == 0)
		return choose(at);
	got = recv(watched[at].fd, client->buffer, BUFFER, 0);
	if (got < 0)
		return errno == EAGAIN;
	client->begin = 0;
	client->end = (size_t)got;
	return got > 0;
}

static int give(int at)
{
	struct client *client = &clients[at];
	ssize_t sent = send(watched[at].fd, client->buffer + client->begin,
			    client->end - client->begin, MSG_NOSIGNAL);

	if (sent < 0)
		return errno == EAGAIN;
	client->begin += (size_t)sent;
	if (client->begin == client->end && client->mode == 'g')
		count_up(client);
	return 1;
}

static void serve(int at)
{
	struct client *client = &clients[at];
	short ready = watched[at].revents;
	int stays = !(ready & POLLERR);

	if (stays && (ready & POLLOUT) && client->begin < client->end)
		stays = give(at);
	else if (stays && (ready & (POLLIN | POLLHUP)))
		stays = take(at);
	if (!stays) {
		drop(at);
		return;
	}
	watched[at].events = client->begin < client->end ? POLLOUT : POLLIN;
}

int main(void)
{
	for (int i = 0; i < CLIENTS; i++)
		watched[i].fd = -1;
	watched[CLIENTS] = (struct pollfd){ .fd = listen_on(PORT),
					    .events = POLLIN };
	for (;;) {
		if (poll(watched, CLIENTS + 1, -1) < 0)
			perror("poll");
		for (int i = 0; i < CLIENTS; i++)
			if (watched[i].fd >= 0 && watched[i].revents != 0)
				serve(i);
		if (watched[CLIENTS].revents != 0)
			admit_all();
	}
}
