/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A web server with TLS: one thread, many clients.
 *
 * A client has so long for its handshake and for each request, and may read its
 * answer slowly but not stop.  When all places are taken, whoever has kept us
 * waiting longest makes room.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mbedtls/net_sockets.h>

#include "net.h"
#include "site.h"
#include "tls.h"

#define CLIENTS 64
#define REQUEST_MS 10000
#define STALL_MS 20000

struct client {
	int socket;
	mbedtls_ssl_context ssl;
	bool greeted; /* the handshake is done */
	bool last;    /* no request after this answer */
	char in[REQUEST_MAX];
	size_t in_length;
	char *out;
	size_t out_length, sent;
	int64_t deadline;
};

/* polls[i] is for clients[i]; the first is for those who come. */
static struct pollfd polls[1 + CLIENTS];
static struct client *clients[1 + CLIENTS];
static size_t count = 1;

static void remove_client(size_t i)
{
	mbedtls_ssl_free(&clients[i]->ssl);
	close(clients[i]->socket);
	free(clients[i]->out);
	free(clients[i]);
	count--;
	clients[i] = clients[count];
	polls[i] = polls[count];
}

/* The answer to a request of so many bytes, or why there is none. */
static void answer(struct client *c, struct request *request, size_t length,
		   int status)
{
	struct response response = { .status = 200, .file = -1 };

	if (status == 0)
		site_answer(request, &response);
	else
		response_error(&response, status);
	c->last = status != 0 || request->close || stopping();
	c->out = http_format(request, &response, c->last, &c->out_length);
	c->sent = 0;
	free(response.body);
	c->in_length -= length;
	memmove(c->in, c->in + length, c->in_length);
	c->deadline = now_ms() + STALL_MS;
}

/* Whether there is an answer now. */
static bool take_request(struct client *c)
{
	size_t head = http_head_length(c->in, c->in_length);
	struct request request = { 0 };
	char *copy;
	int status;

	if (head == 0 && c->in_length < sizeof(c->in))
		return false;
	/* A request whose body is still to come is read again then. */
	copy = head > 0 ? malloc(head) : NULL;
	if (copy != NULL)
		memcpy(copy, c->in, head);
	status = copy != NULL ? http_parse(copy, head, &request) : 431;
	if (status == 0 && head + request.length > sizeof(c->in))
		status = 413;
	if (status == 0 && c->in_length < head + request.length) {
		free(copy);
		return false;
	}
	request.body = c->in + head;
	answer(c, &request, status == 0 ? head + request.length : 0, status);
	free(copy);
	return true;
}

/* The steps return mbedTLS's codes: what to wait for, or why it is over. */
static int give_answer(struct client *c)
{
	while (c->sent < c->out_length) {
		int size = mbedtls_ssl_write(&c->ssl,
					     (unsigned char *)c->out + c->sent,
					     c->out_length - c->sent);

		if (size < 0)
			return size;
		c->sent += (size_t)size;
		c->deadline = now_ms() + STALL_MS;
	}
	free(c->out);
	c->out = NULL;
	c->deadline = now_ms() + REQUEST_MS;
	if (!c->last)
		return 0;
	mbedtls_ssl_close_notify(&c->ssl);
	return MBEDTLS_ERR_SSL_CONN_EOF;
}

static int go_on(struct client *c)
{
	int code = c->greeted ? 0 : mbedtls_ssl_handshake(&c->ssl);

	c->greeted = c->greeted || code == 0;
	while (code == 0) {
		int size;

		if (c->out != NULL) {
			code = give_answer(c);
			continue;
		}
		if (take_request(c)) {
			if (c->out == NULL)
				return MBEDTLS_ERR_SSL_ALLOC_FAILED;
			continue;
		}
		size = mbedtls_ssl_read(&c->ssl,
					(unsigned char *)c->in + c->in_length,
					sizeof(c->in) - c->in_length);
		if (size <= 0)
			return size == 0 ? MBEDTLS_ERR_SSL_CONN_EOF : size;
		c->in_length += (size_t)size;
	}
	return code;
}

static void serve(size_t i)
{
	int code = go_on(clients[i]);

	if (code == MBEDTLS_ERR_SSL_WANT_READ)
		polls[i].events = POLLIN;
	else if (code == MBEDTLS_ERR_SSL_WANT_WRITE)
		polls[i].events = POLLOUT;
	else
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

	if (count == 1 + CLIENTS)
		drop_slowest();
	c = calloc(1, sizeof(*c));
	if (c == NULL) {
		close(fd);
		return;
	}
	c->socket = fd;
	c->deadline = now_ms() + REQUEST_MS;
	clients[count] = c;
	polls[count++] = (struct pollfd){ .fd = fd, .events = POLLIN };
	if (tls_open(&c->ssl, &c->socket) != 0)
		remove_client(count - 1);
}

/* Removes those whose time is up.  Who is next? */
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

int main(void)
{
	tls_begin("/etc/tls");
	polls[0] = (struct pollfd){
		.fd = open_port(SOCK_STREAM, setting("PORT", 1, 65535, 443)),
		.events = POLLIN
	};
	catch_stop();
	while (serving(count - 1)) {
		int64_t next = drop_late();

		await(polls, (nfds_t)count, next);
		for (size_t i = count - 1; i > 0; i--)
			if (polls[i].revents != 0)
				serve(i);
		accept_clients(&polls[0], add_client);
	}
	return 0;
}
