/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Secrets of services: variables that a VM gets when it starts, and that nobody
 * is ever told again.  Their values are in this module's table alone, and in
 * the plan of a VM while that is made; they are in no list, no log, no answer
 * and no audit.  What is replaced or removed is overwritten in the database
 * (secure_delete, store.h).  All calls with host_lock held.
 */
#ifndef SUPERVISOR_SECRETS_H
#define SUPERVISOR_SECRETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api.h"

#define SECRET_NAME_MAX 64

/* Calls add with each NAME=VALUE; what it points to is overwritten afterwards.
 * False: add said false, or the secrets cannot be read. */
bool secrets_each(int64_t service,
		  bool (*add)(void *context, const char *assignment),
		  void *context);

/* Bytes that all of them take of a VM's strings, NULs included. */
size_t secrets_bytes(int64_t service);

extern const struct route secrets_routes[];
extern const char secrets_schema[];

#endif
