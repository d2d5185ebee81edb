/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The disks of a run: files and block devices of option -v, as descriptors that
 * QEMU makes disks of.
 */
#ifndef DENALI_CMD_DISKS_H
#define DENALI_CMD_DISKS_H

#include "options.h"

#define DISKS_MAX 16 /* of the machine, one to swap to included */

/* A value of -v; it keeps the text.  Returns 0, or prints an error and returns
 * STATUS_ERROR. */
int disks_add(struct part_options *part, const char *value);

/* How many all images have: the machine's first, in the order of the options,
 * unless they have numbers. */
uint32_t disks_count(const struct run_options *options);

/* What they must fulfil together with other options; the same. */
int disks_check(const struct run_options *options);

/* Of a medium: -v and --swap name disks of the machine that boots from it, by
 * their numbers.  The same. */
int disks_number(struct run_options *options);

/* Open and lock them: fds, DISKS_MAX of them, -1 where there is none.  Files
 * that QEMU is given are of whole blocks.  The same. */
int disks_open(const struct run_options *options, int *fds);

#endif
