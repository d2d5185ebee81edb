/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Metrics as text that Prometheus reads (its text format 0.0.4), made a line at
 * a time, so that thousands of instances need no text in memory.  Logic alone.
 *
 * All samples of a metric follow each other, as the format wants: so metrics
 * are columns, and what they are about are rows.
 */
#ifndef SUPERVISOR_EXPOSITION_H
#define SUPERVISOR_EXPOSITION_H

#include <stddef.h>
#include <stdint.h>

enum metric_kind { METRIC_GAUGE, METRIC_COUNTER };
enum metric_unit {
	METRIC_PLAIN,
	METRIC_NANOSECONDS,  /* shown in seconds */
	METRIC_MILLISECONDS, /* the same */
};

struct metric {
	const char *name, *help;
	enum metric_kind kind;
	enum metric_unit unit;
	/* Added to the row's labels: "mode=\"idle\"".  Null: nothing.  Of
	 * metrics of one name, which follow each other, the first has the
	 * help. */
	const char *label;
};

#define EXPOSITION_LABELS 400 /* of a row, in text */
#define EXPOSITION_LINE 1024

/* A table: column i is metrics[i], and the value of row r in it is
 * values[r * metric_count + i]. */
struct exposition {
	const struct metric *metrics;
	size_t metric_count, row_count;
	const uint64_t *values;
	/* Writes the labels of a row, NAME="VALUE" with commas between, by
	 * exposition_label; at most EXPOSITION_LABELS with the NUL. */
	void (*labels)(const void *context, size_t row,
		       char text[EXPOSITION_LABELS]);
	const void *context;
	/* Where it is: zeros at first. */
	size_t column, row;
	char line[EXPOSITION_LINE];
	size_t length, taken;
};

/* The next bytes of the text, at most room; 0: that was all. */
size_t exposition_read(struct exposition *exposition, char *to, size_t room);

/* Appends a label to a row's, its value escaped, and cut if it is too long; not
 * at all if there is no room. */
void exposition_label(char text[EXPOSITION_LABELS], const char *name,
		      const char *value);

#endif
