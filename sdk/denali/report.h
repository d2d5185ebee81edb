/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Reports for people, on standard error: how an instance died.
 */
#ifndef DENALI_CMD_REPORT_H
#define DENALI_CMD_REPORT_H

#include <stdio.h>

#include "instance.h"

/* Of so many crashes the registers and calls are shown; of others a line. */
#define REPORT_FULL_MAX 8

/* Instance vm, which has just ended by a fault; full: more than one line. */
void report_fault(const struct run *run, uint32_t vm, bool full);

/* Where it was, and how it had got there, a line each.  placed: what the image
 * has where is known. */
void report_trace(FILE *to, const struct trace *trace, bool placed);

/* The last lines that it printed. */
void report_console(const struct denali_post_mortem *crash);

#endif
