/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Which free block is used next.  Until a transaction is committed the blocks
 * that it frees still belong, on the disk, to what they belonged to: they are
 * not to be overwritten.  Nor is a block of which the log has a copy, which a
 * replay would write, whatever it then belongs to.
 *
 * The last block of all is never used, as ext2fs_punch takes an extent there
 * for one that reaches beyond the end.
 */
#include <errno.h>

#include "volume.h"

#define SHORT 1024 /* blocks */

static blk64_t last_usable(const struct volume *volume)
{
	return ext2fs_blocks_count(volume->fs->super) - 2;
}

static blk64_t skip(ext2fs_block_bitmap map, blk64_t block, blk64_t last)
{
	blk64_t next;

	if (!ext2fs_test_block_bitmap2(map, block))
		return block;
	if (ext2fs_find_first_zero_block_bitmap2(map, block, last, &next) != 0)
		return last + 1;
	return next;
}

/* The first usable block from there on; beyond last: none. */
static blk64_t find(const struct volume *volume, blk64_t block, blk64_t last)
{
	while (block <= last) {
		blk64_t from = block;

		block = skip(volume->fs->block_map, block, last);
		if (block <= last)
			block = skip(volume->freed, block, last);
		if (block <= last)
			block = skip(volume->logged, block, last);
		if (block == from)
			break;
	}
	return block;
}

static blk64_t clip(ext2fs_block_bitmap map, blk64_t start, blk64_t end)
{
	blk64_t used;

	if (ext2fs_find_first_set_block_bitmap2(map, start, end - 1, &used) ==
	    0)
		return used;
	return end;
}

static errcode_t find_range(struct volume *volume, bool fixed, blk64_t goal,
			    blk64_t length, blk64_t *start, blk64_t *found)
{
	blk64_t first = volume->fs->super->s_first_data_block;
	blk64_t last = last_usable(volume);
	blk64_t block, end;

	if (goal < first || goal > last)
		goal = first;
	block = find(volume, goal, last);
	if (fixed && block != goal)
		return EXT2_ET_BLOCK_ALLOC_FAIL;
	if (block > last)
		block = find(volume, first, last);
	if (block > last)
		return EXT2_ET_BLOCK_ALLOC_FAIL;
	end = block + length;
	if (end > last + 1)
		end = last + 1;
	end = clip(volume->fs->block_map, block, end);
	end = clip(volume->freed, block, end);
	end = clip(volume->logged, block, end);
	*start = block;
	*found = end - block;
	for (blk64_t at = block; at < end; at++)
		groups_mark(volume, ext2fs_group_of_blk2(volume->fs, at));
	return 0;
}

errcode_t space_find(struct volume *volume, uint64_t goal, uint32_t length,
		     blk64_t *start, blk64_t *found)
{
	return find_range(volume, false, goal, length, start, found);
}

static errcode_t new_range(ext2_filsys fs, int flags, blk64_t goal,
			   blk64_t length, blk64_t *start, blk64_t *found)
{
	errcode_t error = find_range(fs->priv_data,
				     (flags & EXT2_NEWRANGE_FIXED_GOAL) != 0,
				     goal, length, start, found);

	if (error == 0 && (flags & EXT2_NEWRANGE_MIN_LENGTH) != 0 &&
	    *found < length)
		error = EXT2_ET_BLOCK_ALLOC_FAIL;
	return error;
}

static errcode_t new_block(ext2_filsys fs, blk64_t goal, blk64_t *block,
			   struct blk_alloc_ctx *context)
{
	blk64_t found;

	(void)context;
	return find_range(fs->priv_data, false, goal, 1, block, &found);
}

/* libext2fs has marked the block used or free. */
static void changed(ext2_filsys fs, blk64_t block, int used)
{
	struct volume *volume = fs->priv_data;

	groups_mark(volume, ext2fs_group_of_blk2(fs, block));
	if (used > 0)
		return;
	cache_forget(&volume->cache, volume_page(volume, (uint32_t)block),
		     volume_mask(volume, (uint32_t)block));
	ext2fs_mark_block_bitmap2(volume->freed, block);
	volume->freed_count++;
	if (ext2fs_test_block_bitmap2(volume->logged, block))
		volume->logged_freed++;
}

int space_start(struct volume *volume)
{
	ext2_filsys fs = volume->fs;
	errcode_t error;

	fs->default_bitmap_type = EXT2FS_BMAP64_RBTREE;
	error = ext2fs_allocate_block_bitmap(fs, "freed", &volume->freed);
	if (error == 0)
		error = ext2fs_allocate_block_bitmap(fs, "logged",
						     &volume->logged);
	fs->get_alloc_block2 = new_block;
	ext2fs_set_new_range_callback(fs, new_range, NULL);
	ext2fs_set_block_alloc_stats_callback(fs, changed, NULL);
	return ext2_error(error);
}

void space_logged(struct volume *volume, uint32_t block)
{
	ext2fs_mark_block_bitmap2(volume->logged, block);
}

void space_committed(struct volume *volume)
{
	if (volume->freed_count != 0)
		ext2fs_clear_block_bitmap(volume->freed);
	volume->freed_count = 0;
}

void space_emptied(struct volume *volume)
{
	ext2fs_clear_block_bitmap(volume->logged);
	volume->logged_freed = 0;
}

void space_finish(struct volume *volume)
{
	if (volume->freed != NULL)
		ext2fs_free_block_bitmap(volume->freed);
	if (volume->logged != NULL)
		ext2fs_free_block_bitmap(volume->logged);
}

bool space_is_short(const struct volume *volume)
{
	uint32_t kept = volume->freed_count + volume->logged_freed;

	return kept != 0 && ext2fs_free_blocks_count(volume->fs->super) <
				    (uint64_t)kept + SHORT;
}
