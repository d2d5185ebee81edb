/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The result of a run as JSON, for programs.
 *
 *   status     the command's exit status
 *   outcome    "ended", "timeout", "interrupted" or "error"
 *   error      with "error": the message
 *   instances  one object each, in order:
 *     vm       its number
 *     name     of its image
 *     status   its own exit status, 0 to 255; 126 if it was killed for a
 *              fault; null if it was stopped or never ended
 *     cause    "exit", "page-fault", "exception", "ring", "memory", "swap",
 *              "stopped", or "running" if it never ended
 *     detail   number that goes with the cause (calls.h in the contract)
 *     text     cause and detail in words
 *     crash    after a fault: registers, places with address, function, offset
 *              and line as far as they are known, and console, the last that
 *              it printed, with U+FFFD for each byte that is no text
 *     ledger   with --stats: what it has used (names: fields.h)
 *   sum        with --stats: of all ledgers, what adds up
 *   machine    with --stats: the whole machine's account
 *
 * So a guest's own 124 to 126 can be told from the command's.
 */
#ifndef DENALI_CMD_RESULT_H
#define DENALI_CMD_RESULT_H

#include <jansson.h>

#include "instance.h"

json_t *result_make(const struct run *run);

/* Places of a trace, as in "crash". */
json_t *result_place(const struct place *place);
json_t *result_places(const struct place *places, uint32_t count);

/* Can the file be written, as far as can be told without touching it?  Returns
 * 0, or prints an error and returns STATUS_ERROR. */
int result_check(const char *path);

/* Write the document to the file.  As result_check. */
int result_write(const char *path, json_t *document);

/* Print it as one line on standard error. */
void result_print(json_t *document);

#endif
