/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A host's disk after the power went, looked at on this machine.
 */
#ifndef PROVIDER_LEFTOVER_H
#define PROVIDER_LEFTOVER_H

#include <jansson.h>

#include "harness/hosting.h"

struct leftover {
	json_t *state, *current; /* snapshot.h */
};

/* Mounts the supervisor's file system, has e2fsck and SQLite look at it, and
 * starts a supervisor with it, which is asked for the tenant's state; null:
 * nobody's.  disk is that of the host.  False, with a line on standard error:
 * something is wrong in it. */
bool leftover_open(struct leftover *leftover, const struct hosting *host,
		   const uint8_t *disk, size_t size, const char *tenant);
void leftover_close(struct leftover *leftover);

#endif
