/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "connection.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "request.h"

struct connection *connection_new(int fd)
{
	struct connection *c = malloc(sizeof(*c));

	if (c == NULL)
		return NULL;
	c->fd = fd;
	c->phase = PHASE_READ;
	c->response.file = -1;
	c->in_length = 0;
	c->out_start = c->out_end = 0;
	return c;
}

void connection_free(struct connection *connection)
{
	if (connection->response.file >= 0)
		close(connection->response.file);
	close(connection->fd);
	free(connection);
}

/* Answers a request, of which in holds length bytes. */
static void answer(struct connection *c, const struct request *request,
		   size_t length)
{
	c->out_start = 0;
	c->out_end = response_make(request, &c->response, c->out, OUT_SIZE);
	c->in_length -= length;
	memmove(c->in, c->in + length, c->in_length);
	c->phase = PHASE_WRITE;
}

/* Looks for a request in what was read.  Whether there was one. */
static bool take_request(struct connection *c)
{
	struct request request;
	size_t length = request_length(c->in, c->in_length);

	if (length > 0)
		request_parse(c->in, length, &request);
	else if (c->in_length == IN_SIZE)
		request_refuse(431, &request);
	else
		return false;
	answer(c, &request, length);
	return true;
}

/* Whether something came. */
static bool read_more(struct connection *c)
{
	ssize_t count = recv(c->fd, c->in + c->in_length,
			     IN_SIZE - c->in_length, 0);

	if (count > 0) {
		c->in_length += (size_t)count;
		return true;
	}
	if (count == 0 || errno != EAGAIN)
		c->phase = PHASE_CLOSED;
	return false;
}

/* Adds as much of the file as there is room for. */
static void load(struct connection *c)
{
	struct response *response = &c->response;
	size_t room = OUT_SIZE - c->out_end;
	ssize_t count;

	if (response->size == 0 || room == 0)
		return;
	count = read(response->file, c->out + c->out_end,
		     room < response->size ? room : response->size);
	if (count <= 0) {
		c->phase = PHASE_CLOSED;
		return;
	}
	c->out_end += (size_t)count;
	response->size -= (size_t)count;
}

/* What follows the last request would meet a closed socket, which would reset
 * the connection, and the answer might be lost: then the end is announced, and
 * what comes is read until the client sees it. */
static void finish(struct connection *c)
{
	if (c->response.file >= 0)
		close(c->response.file);
	c->response.file = -1;
	c->phase = PHASE_READ;
	if (!c->response.close)
		return;
	c->phase = PHASE_CLOSED;
	if (c->in_length == 0 && !c->response.drain)
		return;
	shutdown(c->fd, SHUT_WR);
	c->phase = PHASE_DRAIN;
}

/* Whether all that was there has been sent, so that one can go on. */
static bool write_answer(struct connection *c)
{
	ssize_t count;

	load(c);
	if (c->phase == PHASE_CLOSED)
		return false;
	count = send(c->fd, c->out + c->out_start, c->out_end - c->out_start,
		     MSG_NOSIGNAL);
	if (count < 0) {
		if (errno != EAGAIN)
			c->phase = PHASE_CLOSED;
		return false;
	}
	c->out_start += (size_t)count;
	if (c->out_start < c->out_end)
		return false;
	c->out_start = c->out_end = 0;
	if (c->response.size == 0)
		finish(c);
	return true;
}

static void drain(struct connection *c)
{
	ssize_t count = recv(c->fd, c->in, IN_SIZE, 0);

	if (count == 0 || (count < 0 && errno != EAGAIN))
		c->phase = PHASE_CLOSED;
}

/* Reads once at most, so that a client that never stops sending lets the
 * others have their turn. */
void connection_serve(struct connection *connection, time_t now)
{
	struct connection *c = connection;
	bool may_read = true, going = true;

	c->active = now;
	while (going)
		switch (c->phase) {
		case PHASE_READ:
			going = take_request(c) || (may_read && read_more(c));
			may_read = false;
			break;
		case PHASE_WRITE:
			going = write_answer(c);
			break;
		case PHASE_DRAIN:
			drain(c);
			return;
		case PHASE_CLOSED:
			return;
		}
}
