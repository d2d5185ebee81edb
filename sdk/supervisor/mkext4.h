/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * An empty ext4 file system on a disk of zeros.
 *
 * As mke2fs makes one, and runtime/ext2 reads it, but for what a disk in a host
 * has no use for: blocks of 4 KiB, groups one after another with their tables,
 * a journal where there is room for one, checksums of all metadata; no resize
 * inode, no extended attributes, no indexes of folders.  A block at a time, so
 * that the size of the disk takes time and no memory.
 */
#ifndef SUPERVISOR_MKEXT4_H
#define SUPERVISOR_MKEXT4_H

#include <stdint.h>

#define MKEXT4_BLOCK 4096
/* The least number of blocks that a file system takes. */
#define MKEXT4_LEAST 64

struct mkext4_disk {
	/* Writes a block; 0, or anything else if it failed. */
	int (*write)(void *context, uint32_t block, const void *data);
	void *context;
	uint32_t blocks; /* MKEXT4_LEAST or more, and all zero */
	uint8_t uuid[16];
	uint32_t time; /* seconds since 1970 */
};

/* Returns 0, or what write returned. */
int mkext4(const struct mkext4_disk *disk);

#endif
