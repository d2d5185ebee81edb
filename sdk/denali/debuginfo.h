/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the compiler has written down about code, in DWARF: source lines, what
 * is inlined where, and how a function's caller is found.  Read by libdw.
 *
 * Addresses are the file's.
 */
#ifndef DENALI_CMD_DEBUGINFO_H
#define DENALI_CMD_DEBUGINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frame.h"

struct debug_info;

/* Open the file; null if it has nothing of the kind. */
struct debug_info *debug_info_open(const char *path);
void debug_info_close(struct debug_info *debug);

/* A place in the source.  Each but the last of a list is in a function that has
 * been inlined into the next one's. */
struct source {
	char *function; /* allocated; null: unknown */
	char *line;     /* "file:line", allocated; null: unknown */
};
#define SOURCES_MAX 8

/* Where the code at address comes from, innermost first; how many, 0 if that is
 * unknown.  debug may be null. */
unsigned debug_info_find(struct debug_info *debug, uint32_t address,
			 struct source sources[SOURCES_MAX]);

/* From a frame to its caller's, as the compiler says; eip counts from base, as
 * in a VM.  debug may be null. */
enum frame_step debug_info_caller(struct debug_info *debug, uint32_t base,
				  struct frame *frame, frame_read *read,
				  void *context);

#endif
