/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The kernel's log: text lines, shown on standard error behind `kernel: `.
 *
 * Most of them are of no interest while all is well.  Lines that begin with
 * `panic` or `warning` are always shown; the last of the others are kept, and
 * shown if the run fails for a reason that only they may tell.  (What begins
 * with `error` comes over the host port too.)
 */
#ifndef DENALI_CMD_LOG_H
#define DENALI_CMD_LOG_H

#include <stdbool.h>

#include "buffer.h"

#define LOG_KEPT 32
#define LOG_LINE_MAX 512 /* longer lines are broken */

struct log {
	bool show_all;
	struct buffer line;
	char *kept[LOG_KEPT]; /* a ring: next is the oldest */
	unsigned next;
};

void log_receive(struct log *log, const uint8_t *data, size_t length);

/* The log is over: an unfinished last line counts. */
void log_end(struct log *log);

/* Show what was kept and not shown. */
void log_show(struct log *log);

void log_free(struct log *log);

#endif
