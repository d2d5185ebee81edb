/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a connection is, to those that serve it: sessionthread.c, sessions.c,
 * phase.c and pump.c.
 */
#ifndef SUPERVISOR_SESSION_H
#define SUPERVISOR_SESSION_H

#include <pthread.h>
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
	int64_t began; /* the connection */

	/* Below: under session_lock. */
	enum phase phase;
	int64_t since, deadline;
	uint64_t
		bytes; /* of its body that have come, of its answer that went */
	bool known;    /* it has shown a token */
	int64_t tenant; /* whose token; 0: the host's */
	bool refused;   /* it has had an answer, and shown no token */
	bool gone;      /* the client has ended its side */
	bool dead;      /* this side is ending it */
	bool held;      /* by the server */
};

/* ---- phase.c ---- */

extern pthread_mutex_t session_lock;

/* Milliseconds. */
int64_t session_clock(void);
#define SESSION_NEVER INT64_MAX

/* Both with session_lock.  The second returns when it is to be ended, if it is
 * then still where it is now. */
void session_set_phase(struct session *session, enum phase phase,
		       uint64_t bytes);
int64_t session_due(struct session *session, int64_t now);

/* The client has sent something: if it is the beginning of a request, time
 * begins for its head. */
void session_came(struct session *session);
/* The client has been sent so much more. */
void session_went(struct session *session, size_t bytes);
/* The client has ended its side: it gets no more time to say the rest. */
void session_gone(struct session *session);

/* ---- sessions.c ---- */

void sessions_use(int epoll, const struct session_server *server);
/* All places are taken: session_begin is not to be called. */
bool sessions_full(void);
void session_begin(int socket, const struct sockaddr_storage *address,
		   socklen_t length, struct identity *identity);
/* Something moves on the socket of which epoll says this. */
void sessions_serve(const void *tag);
/* Ends those whose time has come.  Returns when the next one's will. */
int64_t sessions_due(int64_t now);
/* Others wait, and all places are taken. */
void sessions_make_room(int64_t now);
void sessions_end(void);

/* ---- pump.c ---- */

/* Has TLS use the client's socket. */
void pump_begin(struct session *session);

/* Moves what can be moved.  False: the connection is at its end.  *client and
 * *inner are the events to wait for. */
bool pump(struct session *session, uint32_t *client, uint32_t *inner);

/* The handshake, further.  1: done; 0: not yet, *client says what is awaited;
 * below 0: it has failed. */
int pump_handshake(struct session *session, uint32_t *client);

#endif
