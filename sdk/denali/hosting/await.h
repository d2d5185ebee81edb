/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Waiting for a service to become what was asked for.
 */
#ifndef DENALI_CMD_AWAIT_H
#define DENALI_CMD_AWAIT_H

#include <jansson.h>

#include "remote.h"

/* What was scaled runs, unless it is stopped: then nothing is to come. */
enum await { AWAIT_STOPPED, AWAIT_RUNNING, AWAIT_SCALED, AWAIT_GONE };

/* The instances there are now, an array of their ids; null, the error printed:
 * it cannot be had. */
json_t *await_instances(struct remote *remote, const char *service);

/* Wait until it is so, and until none of the old instances is left, if old is
 * not null.  Returns 0, or prints an error and returns STATUS_NOT_SO when it is
 * not so in time, or will not be, or STATUS_ERROR. */
int await_service(struct remote *remote, const char *service, enum await what,
		  const json_t *old);

#endif
