/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "api.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "net.h"
#include "process.h"

#define USUAL_MS 60000
#define TRIES 5

static int keep_session(SSL *ssl, SSL_SESSION *session)
{
	struct api *api = SSL_get_ex_data(ssl, 0);

	SSL_SESSION_free(api->session);
	api->session = session;
	return 1;
}

void api_open(struct api *api, uint16_t port, const char *certificate,
	      const char *token)
{
	*api = (struct api){ .address = LOOPBACK,
			     .port = port,
			     .milliseconds = USUAL_MS,
			     .context = SSL_CTX_new(TLS_client_method()),
			     .socket = -1 };
	if (api->context == NULL)
		abort();
	SSL_CTX_set_session_cache_mode(api->context, SSL_SESS_CACHE_CLIENT);
	SSL_CTX_sess_set_new_cb(api->context, keep_session);
	SSL_CTX_set_mode(api->context, SSL_MODE_AUTO_RETRY);
	snprintf(api->token, sizeof api->token, "%s",
		 token != NULL ? token : "");
	if (certificate == NULL)
		return;
	SSL_CTX_set_verify(api->context, SSL_VERIFY_PEER, NULL);
	if (SSL_CTX_load_verify_locations(api->context, certificate, NULL) != 1)
		abort();
}

bool api_connect(struct api *api)
{
	double begun = now_ms();
	int on = 1;

	if (api->ssl != NULL)
		return true;
	api->socket = tcp_connect(api->address, api->port, api->milliseconds);
	if (api->socket < 0)
		return false;
	setsockopt(api->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	api->ssl = SSL_new(api->context);
	SSL_set_ex_data(api->ssl, 0, api);
	SSL_set_fd(api->ssl, api->socket);
	if (api->session != NULL)
		SSL_set_session(api->ssl, api->session);
	if (SSL_connect(api->ssl) != 1) {
		api_disconnect(api);
		return false;
	}
	api->shook = now_ms() - begun;
	return true;
}

void api_disconnect(struct api *api)
{
	if (api->ssl != NULL) {
		/* One that is hung up on without a word is not resumed. */
		SSL_set_shutdown(api->ssl,
				 SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
		SSL_free(api->ssl);
	}
	api->ssl = NULL;
	if (api->socket >= 0)
		close(api->socket);
	api->socket = -1;
}

void api_close(struct api *api)
{
	api_disconnect(api);
	SSL_SESSION_free(api->session);
	SSL_CTX_free(api->context);
	*api = (struct api){ .socket = -1 };
}

static bool send_bytes(struct api *api, const void *data, size_t length)
{
	const char *at = data;

	while (length > 0) {
		int sent = SSL_write(api->ssl, at,
				     length < 16384 ? (int)length : 16384);

		if (sent <= 0)
			return false;
		at += sent;
		length -= (size_t)sent;
	}
	return true;
}

static bool send_request(struct api *api, const char *method, const char *path,
			 const void *body, size_t length)
{
	struct bytes head = { 0 };
	char number[64];
	bool sent;

	bytes_append_text(&head, method);
	bytes_append_text(&head, " ");
	bytes_append_text(&head, path);
	bytes_append_text(&head, " HTTP/1.1\r\nHost: denali\r\n");
	if (api->token[0] != '\0') {
		bytes_append_text(&head, "Authorization: Bearer ");
		bytes_append_text(&head, api->token);
		bytes_append_text(&head, "\r\n");
	}
	if (body != NULL || strcmp(method, "GET") != 0) {
		snprintf(number, sizeof number, "Content-Length: %zu\r\n",
			 length);
		bytes_append_text(&head, number);
	}
	bytes_append_text(&head, "\r\n");
	/* What is small leaves in one piece. */
	if (length > 0 && length < 16384) {
		bytes_append(&head, body, length);
		length = 0;
	}
	sent = send_bytes(api, head.data, head.length) &&
	       send_bytes(api, body, length);
	bytes_free(&head);
	return sent;
}

/* Whether something came. */
static bool more(struct api *api, struct bytes *into)
{
	char buffer[16384];
	int got = SSL_read(api->ssl, buffer, sizeof buffer);

	if (got > 0)
		bytes_append(into, buffer, (size_t)got);
	return got > 0;
}

/* Reads until there are so many bytes from that offset. */
static bool fill(struct api *api, struct bytes *all, size_t at, size_t length)
{
	while (all->length < at + length)
		if (!more(api, all))
			return false;
	return true;
}

static bool take_chunks(struct api *api, struct bytes *all, size_t at,
			struct bytes *reply)
{
	for (;;) {
		char *end = NULL;
		size_t length;

		while (all->length <= at ||
		       (end = strstr(all->data + at, "\r\n")) == NULL)
			if (!more(api, all))
				return false;
		length = strtoul(all->data + at, NULL, 16);
		at = (size_t)(end - all->data) + 2;
		if (!fill(api, all, at, length + 2))
			return false;
		if (length == 0)
			return true;
		bytes_append(reply, all->data + at, length);
		at += length + 2;
	}
}

/* The value of a header, in a head that is a string. */
static const char *header(const char *head, const char *name)
{
	const char *line = head;

	while ((line = strstr(line, "\r\n")) != NULL) {
		line += 2;
		if (strncasecmp(line, name, strlen(name)) == 0)
			return line + strlen(name);
	}
	return NULL;
}

static bool take_body(struct api *api, struct bytes *all, size_t at, bool none,
		      struct bytes *reply)
{
	const char *length = header(all->data, "Content-Length: ");
	const char *coding = header(all->data, "Transfer-Encoding: chunked");
	size_t size = length != NULL ? strtoul(length, NULL, 10) : 0;

	if (none)
		return true;
	if (coding != NULL)
		return take_chunks(api, all, at, reply);
	if (!fill(api, all, at, size))
		return false;
	bytes_append(reply, all->data + at, size);
	return true;
}

/* The answer's status; -1: it is not whole; 0: nothing came at all. */
static int take_answer(struct api *api, const char *method, struct bytes *reply)
{
	struct bytes all = { 0 };
	char *end = NULL;
	int status = 0;
	bool last;

	while (end == NULL && more(api, &all))
		end = strstr(all.data, "\r\n\r\n");
	if (end == NULL || sscanf(all.data, "HTTP/1.%*d %d", &status) != 1) {
		status = all.length == 0 ? 0 : -1;
	} else {
		end[2] = '\0';
		last = header(all.data, "Connection: close") != NULL;
		if (!take_body(api, &all, (size_t)(end + 4 - all.data),
			       strcmp(method, "HEAD") == 0 || status == 204,
			       reply))
			status = -1;
		if (last)
			api_disconnect(api);
	}
	bytes_free(&all);
	return status;
}

int api_ask(struct api *api, const char *method, const char *path,
	    const void *body, size_t length, struct bytes *reply)
{
	int status, tries = 0;
	bool sent;

	do {
		bytes_clear(reply);
		if (!api_connect(api))
			return -1;
		/* Whoever is refused may be told before all is sent. */
		sent = send_request(api, method, path, body, length);
		status = take_answer(api, method, reply);
		if (!sent || status <= 0)
			api_disconnect(api);
	} while (status == 0 && tries++ < TRIES);
	return status > 0 ? status : -1;
}

int api_call(struct api *api, const char *method, const char *path,
	     json_t *body, json_t **answer)
{
	char *text = body != NULL ? json_dumps(body, JSON_COMPACT) : NULL;
	struct bytes reply = { 0 };
	int status = api_ask(api, method, path, text,
			     text != NULL ? strlen(text) : 0, &reply);

	if (answer != NULL)
		*answer = reply.length > 0 ? json_loadb(reply.data,
							reply.length, 0, NULL) :
					     NULL;
	json_decref(body);
	free(text);
	bytes_free(&reply);
	return status;
}
