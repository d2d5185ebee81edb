/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Between the files of the logs' database (logdb.h).
 */
#ifndef SUPERVISOR_LOGBASE_H
#define SUPERVISOR_LOGBASE_H

#include <stdbool.h>
#include <stdint.h>

#include "store.h"

extern struct store logbase;

/* Rows lie in the order of services, and of their numbers.  One number for both
 * keeps long lines in pages together, which a key of two columns does not. */
#define LOGBASE_SEQ_BITS 36
#define LOGBASE_KEY(service, seq)                                              \
	((int64_t)(service) * (INT64_C(1) << LOGBASE_SEQ_BITS) + (seq))
#define LOGBASE_SEQ(key) ((key) & ((INT64_C(1) << LOGBASE_SEQ_BITS) - 1))

/* Within a transaction, which is committed by itself within a second.  False:
 * that cannot be. */
bool logbase_begin(void);

/* A change of the transaction could not be made: all of it is lost. */
void logbase_failed(void);

#endif
