/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sizes by symbol in a file, so that what has grown since can be named.  It is
 * text to be kept with the sources, and changes as little as the sizes do:
 *
 *   denali sizes 1
 *   program <tab> main.c
 *   <tab> text 1007 <tab> main
 *
 * A line for each component and file, below it one for each of its symbols and
 * kinds of memory, in order.
 */
#ifndef DENALI_CMD_SIZERECORD_H
#define DENALI_CMD_SIZERECORD_H

#include "sizetable.h"

/* The record that belongs to a budget: FILE.sizes of FILE.toml; allocated. */
char *size_record_path(const char *budget);

/* Read it into a joined table by symbol, to be freed in any case.  Sets *there
 * to whether there is a file.  Returns 0, or prints an error and returns
 * STATUS_ERROR. */
int size_record_read(const char *path, struct size_table *table, bool *there);

/* Write a joined table by symbol, in place of what the file was.  As above. */
int size_record_write(const char *path, const struct size_table *table);

#endif
