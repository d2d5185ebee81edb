/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Where the instructions of a run are: every one of them is traced, and the
 * kernel's are told apart by the source file that they come from.
 */
#ifndef BENCH_TRACE_H
#define BENCH_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#define TRACE_FILES 96

/* Instructions, from the firmware's first on. */
struct trace {
	double guest;
	struct {
		char name[32]; /* of a file in denali-kernel */
		double count;
	} kernel[TRACE_FILES];
	unsigned int files;
};

/* Have the `denali run` that is started next be traced; false if it cannot.
 * What it does is many times slower. */
bool trace_begin(void);

/* It has ended: count.  False: the trace is not whole. */
bool trace_end(struct trace *trace);

/* The instructions of one of the kernel's files; 0 of one that has none. */
double trace_file(const struct trace *trace, const char *name);

#endif
