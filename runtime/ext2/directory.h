/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Blocks of directories: what reading and changing them have in common.
 */
#ifndef EXT2_DIRECTORY_H
#define EXT2_DIRECTORY_H

#include "volume.h"

#define ENTRY_HEADER 8u /* bytes of an entry before its name */
#define ENTRY_TAIL ((uint32_t)sizeof(struct ext2_dir_entry_tail))

/* Whether blocks end with a sum. */
static inline bool directory_has_sums(const struct volume *volume)
{
	return ext2fs_has_feature_metadata_csum(volume->fs->super);
}

/* Where a block's entries end. */
static inline uint32_t directory_end(const struct volume *volume)
{
	return volume->block_size -
	       (directory_has_sums(volume) ? ENTRY_TAIL : 0);
}

static inline struct ext2_dir_entry *entry_at(uint8_t *data, uint32_t at)
{
	return (struct ext2_dir_entry *)(void *)(data + at);
}

static inline uint32_t entry_length(uint32_t name)
{
	return (ENTRY_HEADER + name + 3) & ~3u;
}

static inline uint32_t directory_blocks(const struct node *directory)
{
	return (uint32_t)(node_size(directory) >>
			  volume_of(&directory->vfs)->block_shift);
}

/* A block of the directory, found sound, its page in use. */
int directory_block(struct node *directory, uint32_t logical,
		    struct place *place, uint8_t **data);

#endif
