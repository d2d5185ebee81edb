/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A client of a host's API, over TLS, that keeps its connection and resumes its
 * session: plain, so that tests see what the host says and no more.
 */
#ifndef HARNESS_API_H
#define HARNESS_API_H

#include <jansson.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"

#define API_TOKEN 64

struct api {
	const char *address; /* numeric */
	uint16_t port;
	char token[API_TOKEN]; /* empty: none is sent */
	int milliseconds;      /* that a connection or an answer may take */
	SSL_CTX *context;
	SSL_SESSION *session; /* NULL: none to resume */
	SSL *ssl;             /* NULL: not connected */
	int socket;
	double shook; /* what the last handshake took, in milliseconds */
};

/* Does not connect yet.  certificate: a PEM file, the only one to be trusted;
 * NULL: any.  token: NULL: none. */
void api_open(struct api *api, uint16_t port, const char *certificate,
	      const char *token);
/* Connects, if it is not connected. */
bool api_connect(struct api *api);
/* Closes the connection; it may be connected again. */
void api_disconnect(struct api *api);
void api_close(struct api *api);

/* A request with its answer: the status, with the body in reply, or -1 if none
 * came.  It is sent again on a new connection if the old one has ended without
 * a word: hosts that are crowded close those that seem to have nothing to say.
 */
int api_ask(struct api *api, const char *method, const char *path,
	    const void *body, size_t length, struct bytes *reply);

/* The same with JSON both ways.  body is freed, NULL: none; *answer is NULL if
 * what came is not JSON; answer may be NULL. */
int api_call(struct api *api, const char *method, const char *path,
	     json_t *body, json_t **answer);

#endif
