/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A disk in memory for the disk table, which records what is done to it, and
 * can fail.
 */
#ifndef RAMDISK_H
#define RAMDISK_H

#include <ilwaco/disktable.h>

#include "harness/recording.h"

struct ramdisk {
	struct ilw_disktable_io io;
	uint8_t *data;
	struct recording *recording; /* NULL: none */
	unsigned int reads, writes, flushes;
	unsigned int fail_after; /* operations until all fail; 0: never */
	bool read_only;          /* a write aborts */
};

void ramdisk_make(struct ramdisk *disk, uint32_t blocks);
/* Of memory that is there already, and may not be written to. */
void ramdisk_wrap(struct ramdisk *disk, uint8_t *data, uint32_t blocks);
void ramdisk_free(struct ramdisk *disk);

#endif
