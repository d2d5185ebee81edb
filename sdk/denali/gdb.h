/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * gdb: its command line, and waiting for its end.
 */
#ifndef DENALI_CMD_GDB_H
#define DENALI_CMD_GDB_H

#include <stddef.h>

struct gdb {
	char **words; /* allocated, as they are; one null behind them */
	size_t count;
};

/* Begin a command line with the program and the SDK's commands.  Returns 0, or
 * prints an error and returns STATUS_ERROR: there is no gdb. */
int gdb_open(struct gdb *gdb);
void gdb_close(struct gdb *gdb);

/* A word more. */
void gdb_add(struct gdb *gdb, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A path as a gdb command takes it; allocated. */
char *gdb_quote(const char *path);

/* Run it in the foreground, with Ctrl-C for itself; its exit status. */
int gdb_run(const struct gdb *gdb);

#endif
