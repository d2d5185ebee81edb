/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A name server with authority over one zone, by UDP and by TCP.
 *
 * Over TCP a client may ask one question after another; it has so long for
 * each, and who has kept us waiting longest makes room for a new one.
 */
#define _GNU_SOURCE /* accept4() */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "message.h"
#include "net.h"
#include "zone.h"

#define CLIENTS 40
#define QUERY_MAX 600
#define QUESTION_MS 10000
#define TURN 100 /* datagrams, then the others have theirs */

struct client {
	uint8_t in[2 + QUERY_MAX], out[2 + ANSWER_MAX];
	size_t in_length, out_length, sent;
	int64_t deadline;
	bool gone;
};

/* First those of UDP and of those who come by TCP; then polls[FIRST + i] is for
 * clients[i]. */
enum { UDP, TCP, FIRST };
static struct pollfd polls[FIRST + CLIENTS];
static struct client *clients[CLIENTS];
static size_t count;

static void answer_datagrams(void)
{
	uint8_t query[QUERY_MAX], answer[ANSWER_UDP];
	struct sockaddr_storage from;
	socklen_t size;
	ssize_t length;

	for (int i = 0; i < TURN; i++) {
		size_t out;

		size = sizeof(from);
		length = recvfrom(polls[UDP].fd, query, sizeof(query), 0,
				  (struct sockaddr *)&from, &size);
		if (length < 0)
			return;
		out = message_answer(query, (size_t)length, answer,
				     sizeof(answer));
		if (out > 0)
			sendto(polls[UDP].fd, answer, out, 0,
			       (struct sockaddr *)&from, size);
	}
}

static void read_more(struct client *c, int fd)
{
	ssize_t size = recv(fd, c->in + c->in_length,
			    sizeof(c->in) - c->in_length, 0);

	if (size > 0)
		c->in_length += (size_t)size;
	else if (size == 0 || errno != EAGAIN)
		c->gone = true;
}

/* A message has its length before it. */
static void answer_next(struct client *c)
{
	size_t length, out;

	if (c->out_length > 0 || c->in_length < 2)
		return;
	length = (size_t)c->in[0] << 8 | c->in[1];
	if (length > QUERY_MAX) {
		c->gone = true;
		return;
	}
	if (c->in_length < 2 + length)
		return;
	out = message_answer(c->in + 2, length, c->out + 2, ANSWER_MAX);
	c->in_length -= 2 + length;
	memmove(c->in, c->in + 2 + length, c->in_length);
	if (out == 0) {
		c->gone = true;
		return;
	}
	c->out[0] = (uint8_t)(out >> 8);
	c->out[1] = (uint8_t)out;
	c->out_length = 2 + out;
	c->sent = 0;
	c->deadline = now_ms() + QUESTION_MS;
}

static void write_more(struct client *c, int fd)
{
	ssize_t size = send(fd, c->out + c->sent, c->out_length - c->sent,
			    MSG_NOSIGNAL);

	if (size > 0)
		c->sent += (size_t)size;
	else if (errno != EAGAIN)
		c->gone = true;
	if (c->sent == c->out_length)
		c->out_length = 0;
}

static void serve(size_t i)
{
	struct pollfd *poll = &polls[FIRST + i];
	struct client *c = clients[i];

	if ((poll->revents & ~POLLOUT) != 0)
		read_more(c, poll->fd);
	do {
		answer_next(c);
		if (!c->gone && c->out_length > 0)
			write_more(c, poll->fd);
	} while (!c->gone && c->out_length == 0 && c->in_length > 2 &&
		 c->in_length >= 2 + ((size_t)c->in[0] << 8 | c->in[1]));
	/* Who does not read is not read from. */
	poll->events = c->out_length > 0 ? POLLOUT : POLLIN;
}

static void remove_client(size_t i)
{
	free(clients[i]);
	close(polls[FIRST + i].fd);
	count--;
	clients[i] = clients[count];
	polls[FIRST + i] = polls[FIRST + count];
}

static void drop_slowest(void)
{
	size_t slowest = 0;

	for (size_t i = 1; i < count; i++)
		if (clients[i]->deadline < clients[slowest]->deadline)
			slowest = i;
	remove_client(slowest);
}

static void accept_client(void)
{
	int fd = accept4(polls[TCP].fd, NULL, NULL, SOCK_NONBLOCK);
	struct client *c;

	if (fd < 0)
		return;
	if (count == CLIENTS)
		drop_slowest();
	c = calloc(1, sizeof(*c));
	if (c == NULL) {
		close(fd);
		return;
	}
	c->deadline = now_ms() + QUESTION_MS;
	clients[count] = c;
	polls[FIRST + count++] = (struct pollfd){ .fd = fd, .events = POLLIN };
}

/* Removes those who are gone or late.  Who is next? */
static int64_t drop_late(void)
{
	int64_t now = now_ms(), next = FOREVER;

	for (size_t i = count; i-- > 0;) {
		if (clients[i]->gone || clients[i]->deadline <= now)
			remove_client(i);
		else if (clients[i]->deadline < next)
			next = clients[i]->deadline;
	}
	return next;
}

int main(int argc, char **argv)
{
	unsigned int port = setting("PORT", 1, 65535, 53);

	zone_read(argc > 1 ? argv[1] : "/zone/example.test");
	polls[UDP].fd = open_port(SOCK_DGRAM, port);
	polls[TCP].fd = open_port(SOCK_STREAM, port);
	polls[UDP].events = polls[TCP].events = POLLIN;
	catch_stop();
	while (!stopping()) {
		int64_t next = drop_late();

		await(polls, FIRST + count, next);
		for (size_t i = count; i-- > 0;)
			if (polls[FIRST + i].revents != 0)
				serve(i);
		if (polls[UDP].revents != 0)
			answer_datagrams();
		if (polls[TCP].revents != 0)
			accept_client();
	}
	return 0;
}
