/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Option --stats for people, on standard error: what each instance has used, in
 * two tables, and where all of the machine's time and memory went.
 */
#ifndef DENALI_CMD_ACCOUNT_H
#define DENALI_CMD_ACCOUNT_H

#include "instance.h"

/* Of more instances than the first, only so many are shown, those that took the
 * most time. */
#define ACCOUNT_ROWS_MAX 50
#define ACCOUNT_ROWS_TOP 20

/* What has come of it: nothing is printed of what has not. */
void account_print(const struct run *run);

/* The sum of all ledgers; false if there are none. */
bool account_sum(const struct run *run, struct denali_ledger *sum);

/* A number in at most 5 characters: 99999, 12.3M, 123G. */
#define COUNT_TEXT_MAX 24
const char *count_text(uint64_t number, char text[COUNT_TEXT_MAX]);

#endif
