/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT-0
 *
 * @NAME@: sends every client what it sends, to begin a protocol of your own.
 *
 * It answers at the port that PORT in the environment says, or 7.  One thread
 * has all clients; none can hold up another.  A client that does not read what
 * comes back is not read from either, so that it takes one buffer and no more.
 * When all places are taken, whoever has been silent longest makes room.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net.h"

#define CLIENTS 500
#define BUFFER 4096
#define SILENCE_MS 300000 /* then a client is taken for gone */

struct client {
	int64_t deadline;
	bool ended;        /* it sends no more */
	size_t start, end; /* what came and has not gone back */
	char data[BUFFER];
};

/* polls[i] is for clients[i]; the first is for those who come. */
static struct pollfd polls[1 + CLIENTS];
static struct client *clients[1 + CLIENTS];
static size_t count = 1;

static void remove_client(size_t i)
{
	close(polls[i].fd);
	free(clients[i]);
	count--;
	/* In the order in which they came, so that of two who are silent
	 * equally long the older one goes first. */
	memmove(&clients[i], &clients[i + 1], (count - i) * sizeof(*clients));
	memmove(&polls[i], &polls[i + 1], (count - i) * sizeof(*polls));
}

/* Whether the client is still there. */
static bool read_more(struct client *c, int fd)
{
	ssize_t size = recv(fd, c->data, sizeof(c->data), 0);

	if (size < 0)
		return errno == EAGAIN;
	c->ended = size == 0;
	c->start = 0;
	c->end = (size_t)size;
	return true;
}

/* Sending may take less than there is; the rest has its turn later. */
static bool write_back(struct client *c, int fd)
{
	ssize_t size = send(fd, c->data + c->start, c->end - c->start,
			    MSG_NOSIGNAL);

	if (size < 0)
		return errno == EAGAIN;
	c->start += (size_t)size;
	return true;
}

static void serve(size_t i)
{
	struct client *c = clients[i];
	bool there = true;

	c->deadline = now_ms() + SILENCE_MS;
	if (c->start == c->end)
		there = read_more(c, polls[i].fd);
	if (there && c->start < c->end)
		there = write_back(c, polls[i].fd);
	polls[i].events = c->start < c->end ? POLLOUT : POLLIN;
	if (!there || (c->ended && c->start == c->end))
		remove_client(i);
}

static void drop_most_silent(void)
{
	size_t silent = 1;

	for (size_t i = 2; i < count; i++)
		if (clients[i]->deadline < clients[silent]->deadline)
			silent = i;
	remove_client(silent);
}

static void add_client(int fd)
{
	struct client *c;

	if (count == 1 + CLIENTS)
		drop_most_silent();
	c = malloc(sizeof(*c));
	if (c == NULL) {
		close(fd);
		return;
	}
	c->deadline = now_ms() + SILENCE_MS;
	c->ended = false;
	c->start = c->end = 0;
	clients[count] = c;
	polls[count++] = (struct pollfd){ .fd = fd, .events = POLLIN };
}

/* Drops those that were silent too long.  Who is next? */
static int64_t drop_silent(void)
{
	int64_t now = now_ms(), next = FOREVER;

	for (size_t i = count - 1; i > 0; i--) {
		if (clients[i]->deadline <= now)
			remove_client(i);
		else if (clients[i]->deadline < next)
			next = clients[i]->deadline;
	}
	return next;
}

int main(void)
{
	polls[0] = (struct pollfd){
		.fd = open_port(SOCK_STREAM, setting("PORT", 1, 65535, 7)),
		.events = POLLIN,
	};
	catch_stop();
	while (serving(count - 1)) {
		int64_t next = drop_silent();

		await(polls, (nfds_t)count, next);
		/* From the end, since those behind one who goes move up. */
		for (size_t i = count - 1; i > 0; i--)
			if (polls[i].revents != 0)
				serve(i);
		accept_clients(&polls[0], add_client);
	}
	return 0;
}
