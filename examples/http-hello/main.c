/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A web server for a small static site: one thread, any number of clients.
 *
 *	http-hello [-p PORT] [-d DIRECTORY]
 *
 * The port is 80 unless the option or the environment's PORT says otherwise;
 * the site is in /site, which is bundled with the image.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "connection.h"

/* Seconds that a client may be silent. */
#define PATIENCE 30

/* polls[0] is the listening socket; polls[i] belongs to clients[i]. */
static struct pollfd *polls;
static struct connection **clients;
static size_t count = 1, room;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

/* A socket for both families, or for IPv4 where there is no IPv6. */
static int listen_at(unsigned int port)
{
	struct sockaddr_in6 any6 = { .sin6_family = AF_INET6,
				     .sin6_port = htons((uint16_t)port) };
	struct sockaddr_in any4 = { .sin_family = AF_INET,
				    .sin_port = htons((uint16_t)port) };
	int type = SOCK_STREAM | SOCK_NONBLOCK;
	int fd = socket(AF_INET6, type, 0);
	int result, on = 1, off = 0;

	if (fd >= 0) {
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
		result = bind(fd, (struct sockaddr *)&any6, sizeof(any6));
	} else {
		fd = socket(AF_INET, type, 0);
		if (fd < 0)
			die("socket");
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
		result = bind(fd, (struct sockaddr *)&any4, sizeof(any4));
	}
	if (result < 0)
		die("bind");
	if (listen(fd, SOMAXCONN) < 0)
		die("listen");
	return fd;
}

static int grow(void)
{
	size_t wanted = room == 0 ? 64 : 2 * room;
	void *more_polls = realloc(polls, wanted * sizeof(*polls));
	void *more_clients;

	if (more_polls == NULL)
		return -1;
	polls = more_polls;
	more_clients = realloc(clients, wanted * sizeof(*clients));
	if (more_clients == NULL)
		return -1;
	clients = more_clients;
	room = wanted;
	return 0;
}

static short wanted_events(const struct connection *client)
{
	return client->phase == PHASE_WRITE ? POLLOUT : POLLIN;
}

static void remove_at(size_t i)
{
	connection_free(clients[i]);
	count--;
	clients[i] = clients[count];
	polls[i] = polls[count];
}

static void serve(size_t i, time_t now)
{
	connection_serve(clients[i], now);
	polls[i].events = wanted_events(clients[i]);
	if (clients[i]->phase == PHASE_CLOSED)
		remove_at(i);
}

static void add(int fd, time_t now)
{
	struct connection *client;
	int on = 1;

	if ((count == room && grow() < 0) ||
	    (client = connection_new(fd)) == NULL) {
		close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	clients[count] = client;
	polls[count] = (struct pollfd){ .fd = fd, .events = POLLIN };
	count++;
	serve(count - 1, now);
}

static void accept_all(time_t now)
{
	int fd;

	while ((fd = accept4(polls[0].fd, NULL, NULL, SOCK_NONBLOCK)) >= 0)
		add(fd, now);
}

/* Drops clients that have been silent too long.  When to look again: a client
 * that is heard of meanwhile only makes that later. */
static time_t drop_silent(time_t now)
{
	time_t oldest = now;

	for (size_t i = count - 1; i > 0; i--) {
		if (now - clients[i]->active > PATIENCE)
			remove_at(i);
		else if (clients[i]->active < oldest)
			oldest = clients[i]->active;
	}
	return oldest + PATIENCE + 1;
}

static void serve_ready(int ready, time_t now)
{
	for (size_t i = count - 1; i > 0 && ready > 0; i--)
		if (polls[i].revents != 0) {
			ready--;
			serve(i, now);
		}
	if ((polls[0].revents & POLLIN) != 0)
		accept_all(now);
}

static void loop(void)
{
	time_t check = 0;

	for (;;) {
		time_t now = time(NULL);
		int ready;

		if (now >= check)
			check = drop_silent(now);
		ready = poll(polls, (nfds_t)count,
			     count > 1 ? (int)(check - now) * 1000 : -1);
		if (ready < 0 && errno != EINTR)
			die("poll");
		serve_ready(ready, time(NULL));
	}
}

static unsigned int parse_port(const char *text)
{
	char *end;
	unsigned long port = strtoul(text, &end, 10);

	if (*text == '\0' || *end != '\0' || port > 65535) {
		errno = EINVAL;
		die(text);
	}
	return (unsigned int)port;
}

int main(int argc, char **argv)
{
	const char *port = getenv("PORT");

	for (int i = 1; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "-p") == 0)
			port = argv[i + 1];
		else if (strcmp(argv[i], "-d") == 0)
			response_set_root(argv[i + 1]);
		else
			return 2;
	}
	if (grow() < 0)
		die("start");
	polls[0] = (struct pollfd){
		.fd = listen_at(port != NULL ? parse_port(port) : 80),
		.events = POLLIN
	};
	loop();
}
