/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The kernel's accounts of an instance, as `denali run --stats` gives them.
 */
#ifndef BENCH_LEDGER_H
#define BENCH_LEDGER_H

#include <jansson.h>

#include "harness/denali.h"

/* Runs the command, which must be `denali run` with `--stats --result PATH`,
 * for so long, interrupts it if it has not ended, and reads the ledger of
 * instance 0; null if there is none.  The caller gives it back. */
json_t *ledger_of(const struct command *command, const char *path,
		  int milliseconds);

/* The same, the whole result file; and of that an instance's ledger, which may
 * be null, and a number of the machine's account, 0 if there is none. */
json_t *result_of(const struct command *command, const char *path,
		  int milliseconds);
json_t *instance_ledger(const json_t *result, size_t instance);
double machine_number(const json_t *result, const char *name);

/* A number of the ledger, by the result file's name for it. */
double ledger_number(const json_t *ledger, const char *name);

#endif
