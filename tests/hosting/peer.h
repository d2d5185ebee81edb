/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Servers that a host's clients must not trust: HTTPS with whatever answer a
 * test wants, whole or not.
 */
#ifndef TESTS_HOSTING_PEER_H
#define TESTS_HOSTING_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define PEER_FINGERPRINT 65

struct peer {
	uint16_t port; /* of 127.0.0.1 */
	char url[40];
	char fingerprint[PEER_FINGERPRINT]; /* of its certificate */
	pid_t pid;
	int requests; /* a pipe: the heads of the requests that it has had */
};

enum peer_end {
	PEER_CLOSES, /* the connection, as TLS wants it */
	PEER_CUTS,   /* without a word */
	PEER_HANGS,  /* says no more */
	PEER_GOES_ON /* with the next request of the connection */
};

/* What it does with each request. */
struct peer_script {
	const char *answer; /* as it is sent, the head included */
	unsigned repeat;    /* ... and this, so often after it */
	const char *repeated;
	enum peer_end end;
	bool plain;  /* it speaks no TLS, and does not wait to be asked */
	bool silent; /* it takes connections, and says nothing */
};

/* A server with a certificate of its own.  It ends with peer_stop, or with the
 * test. */
void peer_start(struct peer *peer, const struct peer_script *script);
void peer_stop(struct peer *peer);

/* The heads of all requests so far, in a text that is valid until the next
 * call. */
const char *peer_requests(struct peer *peer);

/* An answer of that status with a body of JSON, its length told; valid until
 * the next call. */
const char *peer_json(const char *status, const char *json);

#endif
