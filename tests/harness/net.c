/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "process.h"

/* Below the ports that the system gives to clients. */
#define PORTS_FIRST 12000
#define PORTS_BLOCK 64
#define PORTS_BLOCKS 300
#define BLOCKS_HELD 32

#define UDP_AGAIN_MS 250

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static socklen_t make_address(union address *made, const char *text,
			      uint16_t port)
{
	memset(made, 0, sizeof *made);
	if (inet_pton(AF_INET, text, &made->v4.sin_addr) == 1) {
		made->v4.sin_family = AF_INET;
		made->v4.sin_port = htons(port);
		return sizeof made->v4;
	}
	if (inet_pton(AF_INET6, text, &made->v6.sin6_addr) == 1) {
		made->v6.sin6_family = AF_INET6;
		made->v6.sin6_port = htons(port);
		return sizeof made->v6;
	}
	fprintf(stderr, "not an address: %s\n", text);
	abort();
}

static bool port_is_free_for(int type, uint16_t port)
{
	union address address;
	socklen_t length = make_address(&address, "0.0.0.0", port);
	int one = 1;
	int probe = socket(AF_INET, type | SOCK_CLOEXEC, 0);
	bool is_free;

	/* For datagrams it would let two have the port. */
	if (type == SOCK_STREAM)
		setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	is_free = bind(probe, &address.any, length) == 0 &&
		  (type == SOCK_DGRAM || listen(probe, 1) == 0);
	close(probe);
	return is_free;
}

static bool port_is_free(uint16_t port)
{
	return port_is_free_for(SOCK_STREAM, port) &&
	       port_is_free_for(SOCK_DGRAM, port);
}

/* Others can see the block as free until whoever it is for listens; so it is
 * taken by a name as well, which goes with this process.  A process that asks
 * for many has done with its first ones. */
static bool take_block(unsigned int block)
{
	static int held[BLOCKS_HELD];
	static unsigned int next;
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	snprintf(name.sun_path + 1, sizeof name.sun_path - 1,
		 "denali-test-ports-%u", block);
	if (fd < 0 || bind(fd, (struct sockaddr *)&name, sizeof name) != 0) {
		close(fd);
		return false;
	}
	if (held[next % BLOCKS_HELD] != 0)
		close(held[next % BLOCKS_HELD]);
	held[next++ % BLOCKS_HELD] = fd;
	return true;
}

static bool take_blocks(unsigned int first, int ports)
{
	for (int i = 0; i * PORTS_BLOCK < ports; i++)
		if (!take_block((first + (unsigned int)i) % PORTS_BLOCKS))
			return false;
	return true;
}

uint16_t free_ports(int count)
{
	static unsigned int taken;
	unsigned int block = (unsigned int)getpid() + 151 * taken++;

	for (int tries = 0; tries < PORTS_BLOCKS; tries++, block++) {
		uint16_t first = (uint16_t)(PORTS_FIRST +
					    block % PORTS_BLOCKS * PORTS_BLOCK);
		int in_row = 0;

		if (!take_blocks(block, count))
			continue;
		while (in_row < count &&
		       port_is_free((uint16_t)(first + in_row)))
			in_row++;
		if (in_row == count)
			return first;
	}
	fputs("no free ports\n", stderr);
	abort();
}

static void set_deadline(int socket_, int milliseconds)
{
	struct timeval limit = { milliseconds / 1000,
				 milliseconds % 1000 * 1000 };

	setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

int tcp_connect(const char *address, uint16_t port, int milliseconds)
{
	union address to;
	socklen_t length = make_address(&to, address, port);
	int made = socket(to.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (made < 0)
		return -1;
	set_deadline(made, milliseconds);
	if (connect(made, &to.any, length) == 0)
		return made;
	close(made);
	return -1;
}

int tcp_begin(const char *address, uint16_t port, int milliseconds)
{
	union address to;
	socklen_t length = make_address(&to, address, port);
	int made = socket(to.any.sa_family,
			  SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (made < 0)
		return -1;
	connect(made, &to.any, length);
	fcntl(made, F_SETFL, 0);
	set_deadline(made, milliseconds);
	return made;
}

int tcp_listen(const char *address, uint16_t *port)
{
	union address own;
	socklen_t length = make_address(&own, address, 0);
	int listener = socket(own.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (listener < 0)
		return -1;
	if (bind(listener, &own.any, length) != 0 ||
	    listen(listener, 16) != 0 ||
	    getsockname(listener, &own.any, &length) != 0) {
		close(listener);
		return -1;
	}
	*port = ntohs(own.any.sa_family == AF_INET ? own.v4.sin_port :
						     own.v6.sin6_port);
	return listener;
}

int tcp_accept(int listener, int milliseconds)
{
	struct pollfd ready = { .fd = listener, .events = POLLIN };
	int made;

	if (poll(&ready, 1, milliseconds) != 1)
		return -1;
	made = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (made >= 0)
		set_deadline(made, milliseconds);
	return made;
}

bool send_all(int socket_, const void *data, size_t length)
{
	const char *at = data;

	while (length > 0) {
		ssize_t sent = send(socket_, at, length, MSG_NOSIGNAL);

		if (sent <= 0)
			return false;
		at += sent;
		length -= (size_t)sent;
	}
	return true;
}

bool receive(int socket_, struct bytes *into, size_t length)
{
	char buffer[65536];
	size_t got = 0;

	while (length == 0 || got < length) {
		size_t want = sizeof buffer;
		ssize_t now;

		if (length != 0 && length - got < want)
			want = length - got;
		now = recv(socket_, buffer, want, 0);
		if (now == 0)
			return length == 0;
		if (now < 0)
			return false;
		bytes_append(into, buffer, (size_t)now);
		got += (size_t)now;
	}
	return true;
}

bool tcp_exchange(const char *address, uint16_t port, const void *request,
		  size_t length, struct bytes *reply, int milliseconds)
{
	int connection = tcp_connect(address, port, milliseconds);
	bool done;

	bytes_clear(reply);
	if (connection < 0)
		return false;
	done = send_all(connection, request, length) &&
	       shutdown(connection, SHUT_WR) == 0 &&
	       receive(connection, reply, 0);
	close(connection);
	return done;
}

static int udp_open(const char *text, uint16_t port, int milliseconds,
		    int (*attach)(int, const struct sockaddr *, socklen_t))
{
	union address address;
	socklen_t length = make_address(&address, text, port);
	int own = socket(address.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	set_deadline(own, milliseconds);
	if (attach(own, &address.any, length) == 0)
		return own;
	close(own);
	return -1;
}

int udp_connect(const char *address, uint16_t port, int milliseconds)
{
	return udp_open(address, port, milliseconds, connect);
}

int udp_bind(const char *address, uint16_t port, int milliseconds)
{
	return udp_open(address, port, milliseconds, bind);
}

bool udp_exchange(const char *address, uint16_t port, const void *request,
		  size_t length, struct bytes *reply, int milliseconds)
{
	int own = udp_connect(address, port, UDP_AGAIN_MS);
	double deadline = now_ms() + milliseconds;
	char buffer[65536];
	ssize_t got = -1;

	bytes_clear(reply);
	if (own < 0)
		return false;
	while (got < 0 && now_ms() < deadline) {
		send(own, request, length, 0);
		got = recv(own, buffer, sizeof buffer, 0);
	}
	close(own);
	if (got < 0)
		return false;
	bytes_append(reply, buffer, (size_t)got);
	return true;
}

bool http_body(const struct bytes *reply, struct bytes *body)
{
	const char *blank;
	struct bytes head = { 0 };
	double length;
	bool good;

	bytes_clear(body);
	if (reply->data == NULL)
		return false;
	blank = memmem(reply->data, reply->length, "\r\n\r\n", 4);
	if (blank == NULL)
		return false;
	bytes_append(&head, reply->data, (size_t)(blank - reply->data));
	bytes_append(body, blank + 4,
		     reply->length - (size_t)(blank + 4 - reply->data));
	length = bytes_number_after(&head, "[Cc]ontent-[Ll]ength: *");
	good = bytes_match(&head, "^HTTP/1\\.[01] 200 ") &&
	       length == (double)body->length;
	bytes_free(&head);
	return good;
}

/* On a connection, which it closes; -1: none. */
static bool http_ask(int connection, const char *address, const char *path,
		     struct bytes *body)
{
	struct bytes reply = { 0 };
	char *request;
	int length;
	bool good;

	if (connection < 0)
		return false;
	length = asprintf(&request,
			  "GET %s HTTP/1.1\r\nHost: %s\r\n"
			  "Connection: close\r\n\r\n",
			  path, address);
	if (length < 0)
		abort();
	good = send_all(connection, request, (size_t)length) &&
	       receive(connection, &reply, 0) && http_body(&reply, body);
	close(connection);
	free(request);
	bytes_free(&reply);
	return good;
}

bool http_get(const char *address, uint16_t port, const char *path,
	      struct bytes *body, int milliseconds)
{
	bytes_clear(body);
	return http_ask(tcp_connect(address, port, milliseconds), address, path,
			body);
}

int http_get_together(uint16_t port, int connections, int milliseconds)
{
	int *sockets = calloc((size_t)connections, sizeof *sockets);
	int answered = 0;

	if (sockets == NULL)
		abort();
	for (int i = 0; i < connections; i++)
		sockets[i] = tcp_connect(LOOPBACK, port, milliseconds);
	for (int i = connections - 1; i >= 0; i--) {
		struct bytes body = { 0 };

		answered += http_ask(sockets[i], LOOPBACK, "/", &body);
		bytes_free(&body);
	}
	free(sockets);
	return answered;
}

bool http_await(struct process *process, uint16_t port, struct bytes *page,
		int try_ms, int milliseconds)
{
	double deadline = now_ms() + milliseconds;

	while (now_ms() < deadline && !process->ended) {
		if (http_get(LOOPBACK, port, "/", page, try_ms))
			return true;
		process_read_for(process, 10);
	}
	return false;
}
