/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A host of a test's own: a folder with the host's folder in it, h, and the
 * user's, home; the commands of its user; ports that nobody else has.
 */
#ifndef HOST_HOUSE_H
#define HOST_HOUSE_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/bytes.h"
#include "harness/process.h"

#define HOUSE_PORTS 4     /* that services may have */
#define READY_MS 120000   /* from power-on to the API */
#define COMMAND_MS 240000 /* a command's whole time */

struct house {
	char path[128], host[160]; /* below build/ */
	uint16_t api, ports;       /* the first of HOUSE_PORTS */
	struct process run;        /* `denali host run` */
	bool runs;
};

/* A new one; options are more for `denali host init`, ended by NULL, or
 * NULL. */
void house_make(struct house *house, const char *const options[]);

/* Start the host, and wait until it is ready. */
void house_start(struct house *house);

/* Have it stop as by Ctrl-C, and see that it ends well. */
void house_stop(struct house *house);

/* End QEMU as a loss of power would. */
void house_kill(struct house *house);

/* Ends it, however it is, and removes its files. */
void house_clear(struct house *house);

/* A shell's words, with $H the host's folder, $API and $P ports, and the SDK in
 * PATH.  Has them end with the status, and match the expression (NULL: either
 * way) with what they print, errors included.  Returns what that was, until the
 * next call. */
const char *house_shell(struct house *house, const char *words, int status,
			const char *expected);

/* The same, again and again until it is so. */
const char *house_await(struct house *house, const char *words,
			const char *expected);

#endif
