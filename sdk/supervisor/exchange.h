/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * One request from its head to its answer, whatever brought it here.
 *
 *   exchange_new        the target is known
 *   exchange_head       the head has come: who asks, for what, may they?
 *   exchange_data       some of its body; not if the head has an answer
 *   exchange_end        the body has come: the handler is called
 *   exchange_again      ... and again if it waits
 *   exchange_free
 *
 * Without host_lock; each takes it where it must.
 */
#ifndef SUPERVISOR_EXCHANGE_H
#define SUPERVISOR_EXCHANGE_H

#include "audit.h"
#include "routes.h"

#define JSON_DEPTH 16
#define LENGTH_UNKNOWN UINT64_MAX /* chunked */

struct exchange {
	struct request request;
	struct answer answer; /* once answered */
	struct target target;
	struct audit_words audit;
	uint8_t *body;
	uint64_t got;
	bool answered, malformed, streaming, waiting;
	char path[TARGET_MAX + 1];
	char methods[METHODS_TEXT]; /* of a 405 */
};

/* NULL: no memory.  target: as sent. */
struct exchange *exchange_new(const char *target);

/* length: of the body; 0 if there is none. */
void exchange_head(struct exchange *exchange, const char *method,
		   const char *authorization, const char *address,
		   uint64_t length);
void exchange_data(struct exchange *exchange, const void *data, size_t length);

/* After each of these it is answered or waiting: then until
 * answer.wait_until, for answer.topic.  prepare_wait is called, with the lock,
 * before it is left waiting: who has it called again, sets request.late. */
typedef void wait_function(struct exchange *exchange, void *context);
void exchange_end(struct exchange *exchange, wait_function *prepare_wait,
		  void *context);
void exchange_again(struct exchange *exchange, wait_function *prepare_wait,
		    void *context);

void exchange_free(struct exchange *exchange);

#endif
