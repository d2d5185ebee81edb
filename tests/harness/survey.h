/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Asking thousands of instances for a page, many at a time.
 */
#ifndef HARNESS_SURVEY_H
#define HARNESS_SURVEY_H

#include <stdint.h>

#include "bytes.h"

/* Open connections at any time. */
#define SURVEY_PARALLEL 64

struct survey {
	uint32_t right;      /* answers with the page */
	double milliseconds; /* all of it took */
	double slowest;      /* the longest that one took, in milliseconds */
	char wrong[16];      /* address of one that gave none; "" */
};

/* GETs "/" on port 80 of count instances, the first at an IPv4 address and the
 * others after it, each once and with a deadline of its own; a right answer has
 * this page. */
void survey_all(struct survey *survey, const char *first, uint32_t count,
		const struct bytes *page, int milliseconds);

#endif
