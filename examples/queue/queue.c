/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A queue of messages, each of which is delivered at least once.
 *
 *	PUT TEXT     OK NUMBER, when it is on the disk; FULL
 *	GET          MSG NUMBER TEXT, as soon as there is one
 *	ACK NUMBER   OK: it has been dealt with; NONE: it had been already
 *
 * A message that somebody has got is his until he acknowledges it, his
 * connection ends, or LEASE seconds have passed: then somebody else gets it.
 * Nobody is answered before what he was told of is on the disk; all who have
 * said something at the same time wait for the disk together.
 */
#define _GNU_SOURCE /* accept4() */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net.h"
#include "store.h"

#define CLIENTS 100
#define MESSAGES 5000
#define RECORD 24 /* bytes in the store, besides the text */
#define IN (TEXT_MAX + 16)
#define OUT (4 * IN)

struct client {
	char in[IN], out[OUT];
	size_t in_length, out_length;
	bool waiting; /* for a message */
	bool gone;
};

struct message {
	struct message *next;
	uint64_t number;
	const struct client *owner; /* null: anybody may have it */
	int64_t until;              /* he is its owner no longer */
	char text[];
};

/* polls[i] is for clients[i]; the first is for those who come. */
static struct pollfd polls[1 + CLIENTS];
static struct client *clients[1 + CLIENTS];
static size_t count = 1;

static struct message *first, **last = &first; /* by their numbers */
static unsigned int messages;
static size_t bytes; /* that they take in the store */
static uint64_t next_number;
static int64_t lease_ms;

static void add_message(uint64_t number, const char *text)
{
	struct message *m = malloc(sizeof(*m) + strlen(text) + 1);

	if (m == NULL)
		die("no memory for a message");
	*m = (struct message){ .number = number };
	strcpy(m->text, text);
	*last = m;
	last = &m->next;
	messages++;
	bytes += RECORD + strlen(text);
}

static bool find_and_remove(uint64_t number)
{
	struct message **link = &first, *m;

	while (*link != NULL && (*link)->number != number)
		link = &(*link)->next;
	m = *link;
	if (m == NULL)
		return false;
	*link = m->next;
	if (*link == NULL)
		last = link;
	messages--;
	bytes -= RECORD + strlen(m->text);
	free(m);
	return true;
}

static void remove_message(uint64_t number)
{
	find_and_remove(number);
}

/* There is always room: a client is not read from without it. */
static void answer(struct client *c, const char *format, uint64_t number,
		   const char *text)
{
	int length = snprintf(c->out + c->out_length, OUT - c->out_length,
			      format, (unsigned long long)number, text);

	if (length < 0 || (size_t)length >= OUT - c->out_length)
		c->gone = true;
	else
		c->out_length += (size_t)length;
}

static void put(struct client *c, const char *text)
{
	if (messages == MESSAGES) {
		answer(c, "FULL\n", 0, "");
		return;
	}
	store_put(next_number, text);
	add_message(next_number, text);
	answer(c, "OK %llu\n", next_number++, "");
}

static void acknowledge(struct client *c, const char *number)
{
	uint64_t acknowledged = strtoull(number, NULL, 10);

	if (!find_and_remove(acknowledged)) {
		answer(c, "NONE\n", 0, "");
		return;
	}
	store_done(acknowledged);
	answer(c, "OK\n", 0, "");
}

static void obey(struct client *c, const char *line)
{
	if (strncmp(line, "PUT ", 4) == 0 && line[4] != '\0' &&
	    strlen(line + 4) <= TEXT_MAX)
		put(c, line + 4);
	else if (strcmp(line, "GET") == 0)
		c->waiting = true;
	else if (strncmp(line, "ACK ", 4) == 0)
		acknowledge(c, line + 4);
	else
		answer(c, "ERROR\n", 0, "");
}

/* The end of a line that can be obeyed: there is room for its answer, and no
 * other is awaited. */
static char *next_line(struct client *c)
{
	if (c->gone || c->waiting || c->out_length + IN + 32 > OUT)
		return NULL;
	return memchr(c->in, '\n', c->in_length);
}

static void obey_all(struct client *c)
{
	char *end;

	while ((end = next_line(c)) != NULL) {
		size_t length = (size_t)(end + 1 - c->in);

		*end = '\0';
		if (end > c->in && end[-1] == '\r')
			end[-1] = '\0';
		/* A line has no NUL: the store's lines are text. */
		if (strlen(c->in) + 2 < length)
			c->gone = true;
		else
			obey(c, c->in);
		c->in_length -= length;
		memmove(c->in, c->in + length, c->in_length);
	}
	if (c->in_length == IN && memchr(c->in, '\n', IN) == NULL)
		c->gone = true;
}

static void read_more(struct client *c, int fd)
{
	ssize_t size = recv(fd, c->in + c->in_length, IN - c->in_length, 0);

	if (size > 0)
		c->in_length += (size_t)size;
	else if (size == 0 || errno != EAGAIN)
		c->gone = true;
}

static void write_more(struct client *c, int fd)
{
	ssize_t size = send(fd, c->out, c->out_length, MSG_NOSIGNAL);

	if (size < 0) {
		if (errno != EAGAIN)
			c->gone = true;
		return;
	}
	c->out_length -= (size_t)size;
	memmove(c->out, c->out + size, c->out_length);
}

/* Those who wait get what is nobody's.  When does the next become so? */
static int64_t deal(void)
{
	int64_t now = now_ms(), next = FOREVER;
	size_t i = 1;

	for (struct message *m = first; m != NULL; m = m->next) {
		if (m->owner != NULL && m->until <= now)
			m->owner = NULL;
		while (i < count && (!clients[i]->waiting || clients[i]->gone))
			i++;
		if (m->owner == NULL && i < count) {
			answer(clients[i], "MSG %llu %s\n", m->number, m->text);
			clients[i]->waiting = false;
			m->owner = clients[i];
			m->until = now + lease_ms;
		}
		if (m->owner != NULL && m->until < next)
			next = m->until;
	}
	return next;
}

static void remove_client(size_t i)
{
	for (struct message *m = first; m != NULL; m = m->next)
		if (m->owner == clients[i])
			m->owner = NULL;
	free(clients[i]);
	close(polls[i].fd);
	count--;
	clients[i] = clients[count];
	polls[i] = polls[count];
}

static void accept_client(void)
{
	int fd = accept4(polls[0].fd, NULL, NULL, SOCK_NONBLOCK);
	struct client *c = fd >= 0 && count < 1 + CLIENTS ?
				   calloc(1, sizeof(*c)) :
				   NULL;

	if (c == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	clients[count] = c;
	polls[count++] = (struct pollfd){ .fd = fd, .events = POLLIN };
}

static void put_all(void)
{
	for (const struct message *m = first; m != NULL; m = m->next)
		store_put(m->number, m->text);
}

/* What everybody has said, then the disk, then the answers. */
static int64_t turn(void)
{
	int64_t next;

	for (size_t i = 1; i < count; i++) {
		struct client *c = clients[i];
		bool full = c->in_length == IN;

		if (!full && (polls[i].revents & ~POLLOUT) != 0)
			read_more(c, polls[i].fd);
		else if ((polls[i].revents & (POLLHUP | POLLERR)) != 0)
			c->gone = true;
		obey_all(c);
	}
	for (size_t i = count - 1; i > 0; i--)
		if (clients[i]->gone)
			remove_client(i);
	next = deal();
	if (store_is_long(bytes))
		store_renew(next_number, put_all);
	store_flush();
	for (size_t i = 1; i < count; i++) {
		struct client *c = clients[i];

		if (c->out_length > 0)
			write_more(c, polls[i].fd);
		polls[i].events = (short)((c->in_length < IN ? POLLIN : 0) |
					  (c->out_length > 0 ? POLLOUT : 0));
		if (c->gone || next_line(c) != NULL)
			next = 0;
	}
	return next;
}

int main(void)
{
	lease_ms = 1000 * (int64_t)setting("LEASE", 1, 3600, 30);
	next_number = store_open("/data", add_message, remove_message);
	polls[0] = (struct pollfd){
		.fd = open_port(SOCK_STREAM, setting("PORT", 1, 65535, 7100)),
		.events = POLLIN
	};
	catch_stop();
	while (!stopping()) {
		int64_t next = turn();

		await(polls, (nfds_t)count, next);
		if (polls[0].revents != 0)
			accept_client();
	}
	return 0;
}
