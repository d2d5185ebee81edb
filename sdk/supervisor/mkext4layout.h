/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Between the files of mkext4.h: where what is.
 */
#ifndef SUPERVISOR_MKEXT4LAYOUT_H
#define SUPERVISOR_MKEXT4LAYOUT_H

#include <stdint.h>

#include <ext2fs/ext2_fs.h>

#include "mkext4.h"

#define BLOCK MKEXT4_BLOCK
#define INODE 256
#define INODES_A_BLOCK (BLOCK / INODE)
#define LOST_BLOCKS 4 /* of lost+found */
#define LOST_INODE 11
#define LAST_INODE LOST_INODE

struct layout {
	const struct mkext4_disk *disk;
	uint32_t blocks, groups;
	uint32_t descriptor_blocks;
	uint32_t inodes;       /* a group */
	uint32_t inode_blocks; /* a group */
	uint32_t root;         /* its block; lost+found's are next */
	uint32_t journal, journal_blocks;
	uint32_t free_blocks;
	uint32_t seed; /* of checksums */
};

static inline int put(const struct layout *layout, uint32_t block,
		      const void *data)
{
	return layout->disk->write(layout->disk->context, block, data);
}

/* The root of an inode's tree of extents, with one extent. */
void mkext4_extent(uint32_t block[EXT2_N_BLOCKS], uint32_t first,
		   uint32_t count);

/* Write what the file system begins with: inodes, from the table's first block
 * on, folders and the journal. */
int mkext4_files(const struct layout *layout, uint32_t table);

#endif
