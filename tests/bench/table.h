/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The benchmark's table: a line for each number, with its target.
 *
 *   name  value  target  value/target  met  (what it was made from)
 *
 * A number that could not be measured has a line too, which says why.
 */
#ifndef BENCH_TABLE_H
#define BENCH_TABLE_H

#include <stdbool.h>

enum sense { AT_MOST, AT_LEAST, INFORMATION };

struct target {
	const char *name;
	const char *unit; /* "" for a ratio */
	enum sense sense;
	double value; /* of the target; nothing with INFORMATION */
};

void table_head(void);

/* format and what follows say what the value was made from. */
void table_row(const struct target *target, double value, const char *format,
	       ...) __attribute__((format(printf, 3, 4)));

/* It was not measured: why, and whether that is a failure of the benchmark or
 * something that this machine lacks. */
void table_failed(const struct target *target, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void table_skipped(const struct target *target, const char *why);

/* The last line: how many were met.  Returns false if one has failed. */
bool table_end(void);

/* Sorts the values; of an even number the lower middle. */
double median(double *values, int count);

#endif
