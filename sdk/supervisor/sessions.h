/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Connections of clients: TLS on their side, plain octets through a pair of
 * sockets on the HTTP server's.  One thread for all; at most SESSIONS at once,
 * the others wait to be accepted, and nothing is kept for them.
 *
 * Each connection is at any time in a phase, which ends by a deadline: so no
 * client holds a place by being slow.  While others wait to be accepted, those
 * that have nothing in hand make room, strangers first; then those that are
 * slower than others can be asked to wait for, or of a tenant that has more
 * than half of all places.
 */
#ifndef SUPERVISOR_SESSIONS_H
#define SUPERVISOR_SESSIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#define SESSIONS 48

enum phase {
	PHASE_HANDSHAKE,
	PHASE_IDLE,   /* between requests */
	PHASE_HEAD,   /* a request has begun to come */
	PHASE_BODY,   /* its body is coming */
	PHASE_WORK,   /* it is being answered: there is no deadline */
	PHASE_ANSWER, /* the answer is being sent */
	PHASE_LINGER, /* all is said; the client may still talk */
};

/* Both sides hold it. */
struct session;

/* What the HTTP server does, called by this thread. */
struct session_server {
	/* Takes the socket of a new connection.  False: it could not, and has
	 * closed the socket. */
	bool (*take)(int socket, const struct sockaddr *address,
		     socklen_t length);
	/* The client is gone: a request that waits is to end. */
	void (*gone)(struct session *session);
	/* Others need the place: so is one that only waits for news. */
	void (*hurry)(struct session *session);
	/* Wakes requests whose deadline has come.  Returns the milliseconds to
	 * the next; below 0: there is none. */
	int (*deadlines)(void);
};

/* Begins to serve.  NULL, or what is wrong. */
const char *sessions_start(uint16_t port, const struct session_server *server);
void sessions_stop(void);

/* For the HTTP server: the session of the socket it has been given, which it
 * holds until session_leave. */
struct session *session_of(int socket);
void session_leave(struct session *session);

/* The request has got so far; bytes: how many are to be sent, for which the
 * client gets time.  False: the connection has been ended, and nobody will see
 * an answer; what has not been done yet is not to be done.  From PHASE_WORK on
 * it is not ended from this side. */
bool session_phase(struct session *session, enum phase phase, uint64_t bytes);
/* So much of the body has come, or of an answer whose length was not known has
 * been sent: for what has, not for what is said to follow, there is more
 * time. */
void session_moved(struct session *session, uint64_t bytes);
/* It has shown a valid token, of the tenant; 0: of the host. */
void session_known(struct session *session, int64_t tenant);

/* Has the thread look at deadlines: any thread may call it. */
void sessions_wake(void);

#endif
