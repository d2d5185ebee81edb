/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A host that tests publish to: the real one, which `denali host` makes and
 * runs in QEMU, or the supervisor on this machine over a stand-in for the
 * kernel (tests/supervisor/machine.h).
 */
#ifndef HARNESS_HOSTING_H
#define HARNESS_HOSTING_H

#include <stdbool.h>
#include <stdint.h>

#include "api.h"
#include "process.h"
#include "publisher.h"

#define STANDIN "build/tests/supervisor/standin"

#define HOSTING_WORDS 24

struct hosting {
	struct process process;
	char folder[256];
	char certificate[300];
	char token[API_TOKEN]; /* the administrator's */
	uint16_t api_port;
	uint16_t first_port; /* of those that services may have */
	bool real;
	struct api api; /* the administrator's */
	/* Words of `host init`, or of the stand-in, besides the usual ones. */
	const char *words[HOSTING_WORDS];
};

#define HOSTING_PORTS 40

/* Makes the folder, below build/, with ports that are free.  more: options of
 * `denali host init`, or of the stand-in, ended by null; null: none.  Fails the
 * test, or the program, if it cannot be made. */
void hosting_make(struct hosting *hosting, bool real, const char *const *more);

/* Starts it, and waits until it can be asked.  False, with what it has printed,
 * if it does not come up. */
bool hosting_start(struct hosting *hosting);

/* Has it stop in order, or kills it; it may be started again. */
bool hosting_stop(struct hosting *hosting);
void hosting_kill(struct hosting *hosting);

/* Kills it if it runs, and removes the folder. */
void hosting_finish(struct hosting *hosting);

/* A tenant with that name, with a token for everything but the host, and a key.
 * limits: freed; null: generous ones. */
bool hosting_tenant(struct hosting *hosting, const char *name, json_t *limits,
		    struct publisher *publisher);
json_t *hosting_generous(void);

#endif
