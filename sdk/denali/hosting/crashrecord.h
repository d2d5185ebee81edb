/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Post-mortems that a host has kept, with the names that only this machine
 * knows.
 */
#ifndef DENALI_CMD_CRASHRECORD_H
#define DENALI_CMD_CRASHRECORD_H

#include <stdint.h>

#include <denali/hostport.h>

#include "remote.h"

/* The record of the service's crash of that number.  Returns 0, or prints an
 * error and returns STATUS_ERROR. */
int crashrecord_fetch(struct remote *remote, const char *service,
		      int64_t number, struct denali_post_mortem *crash);

/* Print where the service's crash of that number was, and how it had got there,
 * on standard error.  image: the path of its image here; null: unknown.
 * Returns 0, or prints an error and returns STATUS_ERROR. */
int crashrecord_show(struct remote *remote, const char *service, int64_t crash,
		     const char *image);

#endif
