/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT-0
 */
#include "server.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net.h"

#define CLIENTS 128
#define REQUEST_MS 10000 /* for a request, from its connection or the last */
#define STALL_MS 20000   /* without a byte taken of an answer */
#define DRAIN_MS 2000    /* for a client to see that it was refused */

enum phase { READ, WRITE, DRAIN, CLOSED };

struct client {
	enum phase phase;
	int64_t deadline;
	bool close; /* after this answer */

	char in[REQUEST_MAX]; /* a request, or the beginning of one, or more */
	size_t in_length, head_length; /* head_length 0: not seen yet */
	struct request request;

	char *out; /* what goes before the file */
	size_t out_length, out_sent;
	int file;
	size_t file_left;
};

/* polls[i] is for clients[i]; the first is for those who come. */
static struct pollfd polls[1 + CLIENTS];
static struct client *clients[1 + CLIENTS];
static size_t count = 1;
static void (*answer_request)(const struct request *request,
			      struct response *response);

static void remove_client(size_t i)
{
	if (clients[i]->file >= 0)
		close(clients[i]->file);
	free(clients[i]->out);
	free(clients[i]);
	close(polls[i].fd);
	count--;
	/* In the order in which they came, so that of two who are late by the
	 * same the older one goes first. */
	memmove(&clients[i], &clients[i + 1], (count - i) * sizeof(*clients));
	memmove(&polls[i], &polls[i + 1], (count - i) * sizeof(*polls));
}

/* Send what the response says, and forget the request. */
static void begin_answer(struct client *c, struct response *response,
			 size_t length)
{
	c->close = c->close || c->request.close || stopping();
	c->out = http_format(&c->request, response, c->close, &c->out_length);
	free(response->body);
	c->out_sent = 0;
	c->file = response->file;
	c->file_left = c->request.is_head ? 0 : response->file_size;
	c->in_length -= length;
	memmove(c->in, c->in + length, c->in_length);
	c->head_length = 0;
	c->request = (struct request){ 0 };
	c->phase = c->out != NULL ? WRITE : CLOSED;
	c->deadline = now_ms() + STALL_MS;
}

/* After this the bytes make no sense any more. */
static void refuse(struct client *c, int status)
{
	struct response response = { .file = -1 };

	response_error(&response, status);
	c->close = true;
	begin_answer(c, &response, 0);
}

/* Answer the request if it is whole.  Whether something happened. */
static bool take_request(struct client *c)
{
	struct response response = { .status = 200, .file = -1 };
	int status = 0;
	size_t length;

	if (c->head_length == 0) {
		c->head_length = http_head_length(c->in, c->in_length);
		if (c->head_length > 0)
			status = http_parse(c->in, c->head_length, &c->request);
		else if (c->in_length == sizeof(c->in))
			status = 431;
		else
			return false;
	}
	length = c->head_length + c->request.length;
	if (status == 0 && length > sizeof(c->in))
		status = 413;
	if (status != 0) {
		refuse(c, status);
		return true;
	}
	if (c->in_length < length)
		return false;
	c->request.body = c->in + c->head_length;
	answer_request(&c->request, &response);
	begin_answer(c, &response, length);
	return true;
}

/* Whether something came. */
static bool read_more(struct client *c, int fd)
{
	ssize_t size = recv(fd, c->in + c->in_length,
			    sizeof(c->in) - c->in_length, 0);

	if (size > 0)
		c->in_length += (size_t)size;
	else if (size == 0 || errno != EAGAIN)
		c->phase = CLOSED;
	return size > 0;
}

/* Closing a socket that holds bytes nobody read resets the connection, and the
 * client might not see the answer: so the end is said, and the rest is read. */
static void finish_answer(struct client *c, int fd)
{
	free(c->out);
	c->out = NULL;
	if (c->file >= 0)
		close(c->file);
	c->file = -1;
	c->phase = READ;
	c->deadline = now_ms() + REQUEST_MS;
	if (!c->close)
		return;
	shutdown(fd, SHUT_WR);
	c->phase = DRAIN;
	c->deadline = now_ms() + DRAIN_MS;
}

/* Whether one can go on, since the answer has been sent. */
static bool write_answer(struct client *c, int fd)
{
	ssize_t size;

	if (c->out_sent < c->out_length)
		size = send(fd, c->out + c->out_sent,
			    c->out_length - c->out_sent, MSG_NOSIGNAL);
	else
		size = sendfile(fd, c->file, NULL, c->file_left);
	if (size <= 0) {
		if (size == 0 || errno != EAGAIN)
			c->phase = CLOSED;
		return false;
	}
	c->deadline = now_ms() + STALL_MS;
	if (c->out_sent < c->out_length)
		c->out_sent += (size_t)size;
	else
		c->file_left -= (size_t)size;
	if (c->out_sent == c->out_length && c->file_left == 0)
		finish_answer(c, fd);
	return true;
}

static void drain(struct client *c, int fd)
{
	ssize_t size = recv(fd, c->in, sizeof(c->in), 0);

	if (size == 0 || (size < 0 && errno != EAGAIN))
		c->phase = CLOSED;
}

/* Reads once at most, so that everybody has a turn. */
static void serve(size_t i)
{
	struct client *c = clients[i];
	bool may_read = true, going = true;

	while (going && (c->phase == READ || c->phase == WRITE)) {
		if (c->phase == WRITE) {
			going = write_answer(c, polls[i].fd);
			continue;
		}
		going = take_request(c) ||
			(may_read && read_more(c, polls[i].fd));
		may_read = false;
	}
	if (c->phase == DRAIN)
		drain(c, polls[i].fd);
	polls[i].events = c->phase == WRITE ? POLLOUT : POLLIN;
	if (c->phase == CLOSED)
		remove_client(i);
}

static void drop_slowest(void)
{
	size_t slowest = 1;

	for (size_t i = 2; i < count; i++)
		if (clients[i]->deadline < clients[slowest]->deadline)
			slowest = i;
	remove_client(slowest);
}

static void add_client(int fd)
{
	struct client *c;
	int on = 1;

	if (count == 1 + CLIENTS)
		drop_slowest();
	c = malloc(sizeof(*c));
	if (c == NULL) {
		close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	c->phase = READ;
	c->deadline = now_ms() + REQUEST_MS;
	c->close = false;
	c->in_length = c->head_length = 0;
	c->request = (struct request){ 0 };
	c->out = NULL;
	c->file = -1;
	clients[count] = c;
	polls[count++] = (struct pollfd){ .fd = fd, .events = POLLIN };
}

/* Drops those whose time is up.  Who is next? */
static int64_t drop_late(void)
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

void server_run(unsigned int port, void (*answer)(const struct request *request,
						  struct response *response))
{
	answer_request = answer;
	catch_stop();
	polls[0] = (struct pollfd){ .fd = open_port(SOCK_STREAM, port),
				    .events = POLLIN };
	/* When we stop, clients that are kept waiting for no answer may have a
	 * request under way: it is answered, and told that it was the last. */
	while (serving(count - 1)) {
		int64_t next = drop_late();

		await(polls, (nfds_t)count, next);
		for (size_t i = count - 1; i > 0; i--)
			if (polls[i].revents != 0)
				serve(i);
		accept_clients(&polls[0], add_client);
	}
}
