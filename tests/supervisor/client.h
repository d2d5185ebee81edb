/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A client of the supervisor's API, for tests: TLS and HTTP so plain that what
 * is sent can be anything.  And a supervisor for it to ask: the stand-in, as a
 * process with a folder of its own.
 *
 * Every wait has a deadline.
 */
#ifndef STANDIN_CLIENT_H
#define STANDIN_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "harness/bytes.h"
#include "harness/process.h"

/* ---- a supervisor ---- */

struct standin {
	struct process process;
	char folder[64];
	uint16_t port;
	char token[80]; /* the administrator's */
};

/* Starts one in a new folder, or again in the folder it had.  Aborts the test
 * if it does not come up. */
void standin_start(struct standin *standin);
/* Has it end (SIGTERM); the folder stays. */
void standin_stop(struct standin *standin);
/* Ends it, and removes the folder. */
void standin_finish(struct standin *standin);
/* A line for its machine (machine.h), and what it answers, which stays until
 * the next. */
const char *standin_control(const struct standin *standin, const char *line);
/* The same, of a line that it must be able to follow. */
void standin_order(const struct standin *standin, const char *line);

/* ---- a connection ---- */

#define CLIENT_TIME 20000 /* milliseconds, of one wait */

struct client;

/* A TCP connection and TLS over it.  NULL: no handshake within the time. */
struct client *client_open(uint16_t port);
void client_close(struct client *client);
/* The TCP socket, to do what TLS would not. */
int client_socket(const struct client *client);
/* False: the connection is at its end. */
bool client_send(struct client *client, const void *data, size_t length);
/* Reads until the peer ends.  False: it did not within the time. */
bool client_drain(struct client *client, struct bytes *into, int milliseconds);
/* Renegotiates; false: that was refused. */
bool client_renegotiate(struct client *client);
/* The common name of the certificate that the server has shown, which stays
 * until the next.  Sessions are forgotten, so that the next shows its own. */
const char *client_server(struct client *client);
/* Sessions are resumed from one connection to the next; how many were. */
unsigned client_resumed(void);

/* ---- requests ---- */

struct reply {
	int status; /* 0: there was no answer */
	struct bytes head, body;
	json_t *json; /* of the body, or NULL */
};

void reply_finish(struct reply *reply);
/* "error.code" of the body, or "". */
const char *reply_code(const struct reply *reply);

/* Sends a request and reads its answer.  token: NULL for none; body: NULL for
 * none. */
bool client_ask(struct client *client, const char *method, const char *target,
		const char *token, const void *body, size_t length,
		struct reply *reply);
/* Reads the answer to what has been sent with client_send. */
bool client_answer(struct client *client, struct reply *reply);

/* The same on a connection of its own: as the administrator, or with a token;
 * body is JSON text. */
struct reply ask(const struct standin *standin, const char *method,
		 const char *target, const char *body);
/* Sets limits of the tenant acme: JSON, without the braces. */
void standin_limit(const struct standin *standin, const char *limits);
struct reply ask_as(const struct standin *standin, const char *token,
		    const char *method, const char *target, const char *body);

/* Makes a tenant, if there is none of that name, and a token of its, with
 * scopes as in "read deploy". */
void standin_token(const struct standin *standin, const char *tenant,
		   const char *scopes, char token[80]);

#endif
