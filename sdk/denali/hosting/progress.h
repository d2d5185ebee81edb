/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * How far something large has come: on a terminal a line that changes, with the
 * rate; elsewhere nothing.
 */
#ifndef DENALI_CMD_PROGRESS_H
#define DENALI_CMD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	const char *what; /* "uploading web" */
	bool shown;       /* on a terminal, which has a line of it */
	bool wanted;
	int64_t began, told; /* monotonic, in milliseconds */
	uint64_t done, total;
};

/* quiet: show nothing. */
void progress_begin(struct progress *progress, const char *what, bool quiet);

/* As http.h has it; the context is the progress. */
void progress_tell(void *context, uint64_t done, uint64_t total);

/* The line goes.  Returns how long it took, in milliseconds, at least 1. */
int64_t progress_end(struct progress *progress);

/* "1.5 MiB", "812 B".  Returns text. */
#define AMOUNT_TEXT_MAX 24
const char *amount_text(uint64_t bytes, char text[AMOUNT_TEXT_MAX]);

/* What moved in so many milliseconds: "1.5 MiB/s".  Returns text. */
const char *rate_text(uint64_t bytes, int64_t milliseconds,
		      char text[AMOUNT_TEXT_MAX]);

#endif
