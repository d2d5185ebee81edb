/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a connection is, for sessions.c and pump.c.
 */
#ifndef SUPERVISOR_SESSION_H
#define SUPERVISOR_SESSION_H

#include <stddef.h>

#include <mbedtls/ssl.h>

#include "identity.h"
#include "sessions.h"

#define PIECE 8192

/* Octets on their way from one socket to the other. */
struct piece {
	uint8_t data[PIECE];
	size_t at, length;
};

struct session {
	int client, inner;                    /* sockets; -1: closed */
	uint32_t client_events, inner_events; /* that epoll has been told */
	int handed; /* the other end of inner, which is the server's; -1 */
	struct identity *identity;
	mbedtls_ssl_context ssl;
	struct piece up, down; /* to the server; to the client */
	bool client_ended, inner_ended, said_goodbye;
	size_t drained; /* octets that came after that */
	struct sockaddr_storage address;
	socklen_t address_length;

	/* Below: under the lock of sessions.c. */
	enum phase phase;
	int64_t since, deadline;
	bool known; /* it has shown a token */
	bool gone;  /* the client has ended its side */
	bool dead;  /* this side is ending it */
	bool held;  /* by the server */
};

/* The client has sent something: if it is the beginning of a request, time
 * begins for its head. */
void session_came(struct session *session);

/* Has TLS use the client's socket. */
void pump_begin(struct session *session);

/* Moves what can be moved.  False: the connection is at its end.  *client and
 * *inner are the events to wait for. */
bool pump(struct session *session, uint32_t *client, uint32_t *inner);

/* The handshake, further.  1: done; 0: not yet, *client says what is awaited;
 * below 0: it has failed. */
int pump_handshake(struct session *session, uint32_t *client);

#endif
