/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The command as a client of hosts, with files of the user's that are a
 * test's own.
 */
#ifndef TESTS_HOSTING_CLIENT_H
#define TESTS_HOSTING_CLIENT_H

#include "harness/denali.h"
#include "peer.h"

#define CLIENT_MS 60000

/* Have the command find no remotes but what the test makes, in a folder that
 * this returns. */
const char *client_begin(void);

/* A remote of that name for the server: as `denali remote add` would write
 * it. */
void client_remote(const char *name, const struct peer *peer);

/* The same, of what a test wants: the file's whole text. */
void client_remote_text(const char *name, const char *text);

/* Run the command with these words and NULL; it must end in time with this
 * status. */
void client_run(struct process *process, int status, ...)
	__attribute__((sentinel));

/* The same, and what it prints must match, "" being nothing. */
void client_expect(int status, const char *output, const char *errors, ...)
	__attribute__((sentinel));

#endif
