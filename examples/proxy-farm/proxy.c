/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Passes connections on to one of several VMs, each to the next.
 *
 * What a client asks is kept until the first byte of the answer.  If the VM
 * does not take it, or is lost by then, another gets it, unless that could do a
 * thing twice: of what has been sent already, only GET and HEAD are sent again.
 *
 * A client that says nothing has no VM yet.  When all places are taken, whoever
 * has been still for longest makes room.
 */
#define _GNU_SOURCE /* accept4() */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "backends.h"
#include "net.h"

#define PAIRS 100
#define ROOM 8192
#define CONNECT_MS 2000
#define ANSWER_MS 10000 /* until its first byte */
#define STILL_MS 30000  /* nothing moves either way */

/* One way: bytes from one side, of which some have gone to the other. */
struct way {
	char data[ROOM];
	size_t sent, length;
	bool ended;  /* the one side has no more to say */
	bool passed; /* and the other has been told */
};

struct pair {
	struct way up, down; /* to the VM, from it */
	unsigned int backend, tries;
	bool connected;
	bool kept;     /* all of up is there, to be sent again */
	bool answered; /* a byte of the answer has come */
	bool repeated; /* a VM was lost that had taken the connection */
	bool over;
	int64_t deadline;
};

/* Pair i has polls 2 * i + 1, the client, and 2 * i + 2, the VM or -1. */
static struct pollfd polls[1 + 2 * PAIRS];
static struct pair *pairs[PAIRS];
static size_t count;

static int *client_of(size_t i)
{
	return &polls[2 * i + 1].fd;
}

static int *server_of(size_t i)
{
	return &polls[2 * i + 2].fd;
}

static void remove_pair(size_t i)
{
	close(*client_of(i));
	if (*server_of(i) >= 0)
		close(*server_of(i));
	free(pairs[i]);
	count--;
	pairs[i] = pairs[count];
	polls[2 * i + 1] = polls[2 * count + 1];
	polls[2 * i + 2] = polls[2 * count + 2];
}

/* Nobody answers. */
static void give_up(size_t i)
{
	static const char text[] = "HTTP/1.1 502 Bad Gateway\r\n"
				   "Connection: close\r\n"
				   "Content-Length: 0\r\n\r\n";

	if (!pairs[i]->answered)
		send(*client_of(i), text, sizeof(text) - 1, MSG_NOSIGNAL);
	pairs[i]->over = true;
}

static void connect_next(size_t i)
{
	struct pair *p = pairs[i];

	p->connected = false;
	p->up.sent = 0;
	p->up.passed = false;
	p->deadline = now_ms() + CONNECT_MS;
	while (p->tries++ < backends_count()) {
		*server_of(i) = backends_connect(&p->backend);
		if (*server_of(i) >= 0)
			return;
		backends_lost(p->backend);
	}
	give_up(i);
}

static bool may_repeat(const struct pair *p)
{
	const char *data = p->up.data;

	if (p->answered || !p->kept)
		return false;
	return p->up.sent == 0 || strncmp(data, "GET ", 4) == 0 ||
	       strncmp(data, "HEAD ", 5) == 0;
}

/* One that takes connections is not dead: what happens to them later may be the
 * client's doing.  So it is asked elsewhere once. */
static void lose_server(size_t i)
{
	struct pair *p = pairs[i];
	bool again = may_repeat(p) && !p->repeated;

	if (!p->connected)
		backends_lost(p->backend);
	p->repeated = p->repeated || p->connected;
	close(*server_of(i));
	*server_of(i) = -1;
	if (again)
		connect_next(i);
	else
		give_up(i);
}

/* These two return false when the connection is broken. */
static bool take(int fd, struct way *way)
{
	ssize_t size = recv(fd, way->data + way->length, ROOM - way->length, 0);

	if (size > 0)
		way->length += (size_t)size;
	way->ended = way->ended || size == 0;
	return size >= 0 || errno == EAGAIN;
}

static bool give(int fd, struct way *way, bool keep)
{
	ssize_t size = 0;

	if (way->sent < way->length)
		size = send(fd, way->data + way->sent, way->length - way->sent,
			    MSG_NOSIGNAL);
	if (size < 0)
		return errno == EAGAIN;
	way->sent += (size_t)size;
	if (way->ended && !way->passed && way->sent == way->length) {
		shutdown(fd, SHUT_WR);
		way->passed = true;
	}
	if (keep)
		return true;
	way->length -= way->sent;
	memmove(way->data, way->data + way->sent, way->length);
	way->sent = 0;
	return true;
}

static void hear_client(size_t i)
{
	struct pair *p = pairs[i];

	if (p->up.length == ROOM) {
		p->over = (polls[2 * i + 1].revents & (POLLHUP | POLLERR)) != 0;
		return;
	}
	if (!take(*client_of(i), &p->up)) {
		p->over = true;
		return;
	}
	p->deadline = now_ms() + (p->answered ? STILL_MS : ANSWER_MS);
	/* Too much to be kept. */
	if (p->up.length == ROOM)
		p->kept = false;
	if (*server_of(i) < 0 && p->up.length > 0)
		connect_next(i);
	else if (*server_of(i) < 0 && p->up.ended)
		p->over = true;
}

static void hear_server(size_t i)
{
	struct pair *p = pairs[i];
	int error = 0;
	socklen_t size = sizeof(error);

	if (!p->connected) {
		getsockopt(*server_of(i), SOL_SOCKET, SO_ERROR, &error, &size);
		p->connected = error == 0;
		p->deadline = now_ms() + ANSWER_MS;
	}
	if (!p->connected ||
	    (p->down.length < ROOM && !take(*server_of(i), &p->down))) {
		lose_server(i);
		return;
	}
	/* An end is no answer. */
	if (p->down.ended && p->down.length == 0 && !p->answered) {
		p->down.ended = false;
		lose_server(i);
		return;
	}
	if (p->down.length > 0 && !p->answered) {
		p->answered = true;
		p->kept = false;
		backends_found(p->backend);
	}
}

static void pass_on(size_t i)
{
	struct pair *p = pairs[i];
	size_t before = p->down.length + p->up.length - p->up.sent, after;

	if (!give(*client_of(i), &p->down, false)) {
		p->over = true;
		return;
	}
	if (p->connected && *server_of(i) >= 0 &&
	    !give(*server_of(i), &p->up, p->kept)) {
		lose_server(i);
		return;
	}
	after = p->down.length + p->up.length - p->up.sent;
	if (p->answered && after != before)
		p->deadline = now_ms() + STILL_MS;
	p->over = p->over || p->down.passed;
}

static void serve(size_t i)
{
	if (polls[2 * i + 1].revents != 0)
		hear_client(i);
	if (!pairs[i]->over && *server_of(i) >= 0 &&
	    polls[2 * i + 2].revents != 0)
		hear_server(i);
	if (!pairs[i]->over)
		pass_on(i);
	if (pairs[i]->over)
		remove_pair(i);
}

static void wait_for(size_t i)
{
	const struct pair *p = pairs[i];
	bool asks = p->up.sent < p->up.length;

	polls[2 * i + 1].events =
		(short)((p->up.ended || p->up.length == ROOM ? 0 : POLLIN) |
			(p->down.length > 0 ? POLLOUT : 0));
	polls[2 * i + 2].events =
		(short)((p->down.ended || p->down.length == ROOM ? 0 : POLLIN) |
			(asks || !p->connected ? POLLOUT : 0));
}

static void drop_stillest(void)
{
	size_t stillest = 0;

	for (size_t i = 1; i < count; i++)
		if (pairs[i]->deadline < pairs[stillest]->deadline)
			stillest = i;
	remove_pair(stillest);
}

static void accept_client(void)
{
	int fd = accept4(polls[0].fd, NULL, NULL, SOCK_NONBLOCK);
	struct pair *p;
	int on = 1;

	if (fd < 0)
		return;
	if (count == PAIRS)
		drop_stillest();
	p = calloc(1, sizeof(*p));
	if (p == NULL) {
		close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	p->kept = true;
	p->deadline = now_ms() + STILL_MS;
	pairs[count] = p;
	polls[2 * count + 1] = (struct pollfd){ .fd = fd };
	polls[2 * count + 2] = (struct pollfd){ .fd = -1 };
	count++;
}

/* Those whose time is up: the VM's fault, if it is to answer.  Who is next? */
static int64_t check_time(void)
{
	int64_t now = now_ms(), next = FOREVER;

	for (size_t i = count; i-- > 0;) {
		if (pairs[i]->deadline <= now && *server_of(i) >= 0 &&
		    !pairs[i]->answered)
			lose_server(i);
		else if (pairs[i]->deadline <= now)
			pairs[i]->over = true;
		if (pairs[i]->over) {
			remove_pair(i);
			continue;
		}
		wait_for(i);
		if (pairs[i]->deadline < next)
			next = pairs[i]->deadline;
	}
	return next;
}

int main(void)
{
	backends_find();
	catch_stop();
	polls[0] = (struct pollfd){
		.fd = open_port(SOCK_STREAM, setting("PORT", 1, 65535, 80)),
		.events = POLLIN
	};
	while (!stopping()) {
		int64_t next = check_time();

		await(polls, 1 + 2 * count, next);
		for (size_t i = count; i-- > 0;)
			serve(i);
		if (polls[0].revents != 0)
			accept_client();
	}
	return 0;
}
