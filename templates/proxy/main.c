/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT-0
 *
 * @NAME@: passes what clients send to servers behind it, and back.
 *
 * BACKENDS in the environment lists the servers, which take turns, as in
 * "10.0.2.16:80,10.0.2.17:80"; where one does not take a connection the next is
 * tried.  Clients come to the port that PORT says, or 80.  What is said is not
 * looked at, so that it may be HTTP, TLS or anything else over TCP.
 *
 * Each way has a buffer of its own, and is read from only when that is empty;
 * each may end while the other goes on.  When all places are taken, the pair
 * that has been silent longest makes room.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "backend.h"
#include "net.h"

#define PAIRS 200
#define BUFFER 4096
#define CONNECT_MS 3000 /* then the next backend is tried */
#define SILENCE_MS 60000

/* What comes from one side and goes to the other. */
struct way {
	size_t start, end;
	bool ended;  /* its source sends no more */
	bool closed; /* and its target was told */
	char data[BUFFER];
};

/* The client is side 0, the backend side 1; ways[i] comes from side i. */
struct pair {
	int64_t deadline;
	bool connecting;
	size_t backend, tries;
	struct way ways[2];
};

/* The sides of pairs[i] are polls[1 + 2 * i] and the next; the first is for
 * those who come. */
static struct pollfd polls[1 + 2 * PAIRS];
static struct pair *pairs[PAIRS];
static size_t count;

static struct pollfd *sides_of(size_t i)
{
	return &polls[1 + 2 * i];
}

static void remove_pair(size_t i)
{
	for (int side = 0; side < 2; side++)
		if (sides_of(i)[side].fd >= 0)
			close(sides_of(i)[side].fd);
	free(pairs[i]);
	count--;
	/* In the order in which they came, so that of two that are silent
	 * equally long the older one goes first. */
	memmove(&pairs[i], &pairs[i + 1], (count - i) * sizeof(*pairs));
	memmove(sides_of(i), sides_of(i + 1), (count - i) * 2 * sizeof(*polls));
}

/* Begins to connect to the next backend that can be tried.  False: none. */
static bool try_backend(struct pair *pair, struct pollfd *sides)
{
	if (sides[1].fd >= 0)
		close(sides[1].fd);
	sides[1] = (struct pollfd){ .fd = -1, .events = POLLOUT };
	/* Nothing is heard of the client meanwhile, but that it has gone. */
	sides[0].events = 0;
	while (sides[1].fd < 0 && pair->tries < backend_count()) {
		pair->tries++;
		sides[1].fd = backend_connect(pair->backend++);
	}
	pair->connecting = true;
	pair->deadline = now_ms() + CONNECT_MS;
	return sides[1].fd >= 0;
}

/* Whether this way can go on, now or later; *moved is set if anything was. */
static bool pass_on(struct way *way, int from, int to, bool *moved)
{
	ssize_t size;

	if (way->start == way->end && !way->ended) {
		size = recv(from, way->data, sizeof(way->data), 0);
		if (size < 0)
			return errno == EAGAIN;
		way->ended = size == 0;
		way->start = 0;
		way->end = (size_t)size;
		*moved = true;
	}
	if (way->start < way->end) {
		size = send(to, way->data + way->start, way->end - way->start,
			    MSG_NOSIGNAL);
		if (size < 0)
			return errno == EAGAIN;
		way->start += (size_t)size;
		*moved = true;
	}
	if (way->ended && !way->closed && way->start == way->end) {
		shutdown(to, SHUT_WR);
		way->closed = true;
	}
	return true;
}

/* A side is read from when its way's buffer is empty, and written to when the
 * other way's is not. */
static short wanted(const struct way *from, const struct way *to)
{
	return (short)((from->start == from->end && !from->ended ? POLLIN : 0) |
		       (to->start < to->end ? POLLOUT : 0));
}

/* Whether the pair goes on. */
static bool relay(struct pair *pair, struct pollfd *sides)
{
	struct way *ways = pair->ways;
	bool moved = false;

	for (int side = 0; side < 2; side++)
		if (!pass_on(&ways[side], sides[side].fd, sides[1 - side].fd,
			     &moved))
			return false;
	if (moved)
		pair->deadline = now_ms() + SILENCE_MS;
	for (int side = 0; side < 2; side++)
		sides[side].events = wanted(&ways[side], &ways[1 - side]);
	return !ways[0].closed || !ways[1].closed;
}

/* The backend's socket says something.  Whether the pair goes on. */
static bool connected(struct pair *pair, struct pollfd *sides)
{
	int error = 0;
	socklen_t length = sizeof(error);

	getsockopt(sides[1].fd, SOL_SOCKET, SO_ERROR, &error, &length);
	if (error != 0)
		return try_backend(pair, sides);
	pair->connecting = false;
	pair->deadline = now_ms() + SILENCE_MS;
	return relay(pair, sides);
}

static void serve(size_t i)
{
	struct pollfd *sides = sides_of(i);
	bool goes_on;

	if (pairs[i]->connecting)
		goes_on = (sides[0].revents & (POLLERR | POLLHUP)) == 0 &&
			  connected(pairs[i], sides);
	else
		goes_on = ((sides[0].revents | sides[1].revents) & POLLERR) ==
				  0 &&
			  relay(pairs[i], sides);
	if (!goes_on)
		remove_pair(i);
}

/* When something moved, or it began to connect. */
static int64_t last_heard(const struct pair *pair)
{
	return pair->deadline - (pair->connecting ? CONNECT_MS : SILENCE_MS);
}

static void drop_most_silent(void)
{
	size_t silent = 0;

	for (size_t i = 1; i < count; i++)
		if (last_heard(pairs[i]) < last_heard(pairs[silent]))
			silent = i;
	remove_pair(silent);
}

static void add_client(int fd)
{
	int on = 1;
	struct pair *pair;

	if (count == PAIRS)
		drop_most_silent();
	pair = calloc(1, sizeof(*pair));
	if (pair == NULL) {
		close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	pair->backend = backend_next();
	sides_of(count)[0] = (struct pollfd){ .fd = fd };
	sides_of(count)[1] = (struct pollfd){ .fd = -1 };
	pairs[count++] = pair;
	if (!try_backend(pair, sides_of(count - 1)))
		remove_pair(count - 1);
}

/* Those whose time is up try the next backend, or go.  Who is next? */
static int64_t drop_late(void)
{
	int64_t now = now_ms(), next = FOREVER;

	for (size_t i = count; i-- > 0;) {
		struct pair *pair = pairs[i];

		if (pair->deadline <= now &&
		    !(pair->connecting && try_backend(pair, sides_of(i))))
			remove_pair(i);
		else if (pair->deadline < next)
			next = pair->deadline;
	}
	return next;
}

int main(void)
{
	const char *list = getenv("BACKENDS");

	if (list == NULL) {
		fprintf(stderr, "BACKENDS: not set; list servers as "
				"HOST:PORT,HOST:PORT\n");
		return 1;
	}
	backends_read(list);
	polls[0] = (struct pollfd){
		.fd = open_port(SOCK_STREAM, setting("PORT", 1, 65535, 80)),
		.events = POLLIN,
	};
	catch_stop();
	while (serving(count)) {
		int64_t next = drop_late();

		await(polls, (nfds_t)(1 + 2 * count), next);
		/* From the end, since those behind one that goes move up. */
		for (size_t i = count; i-- > 0;)
			if ((sides_of(i)[0].revents | sides_of(i)[1].revents) !=
			    0)
				serve(i);
		accept_clients(&polls[0], add_client);
	}
	return 0;
}
