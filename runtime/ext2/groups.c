/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Bitmaps and descriptors of groups, and what of the superblock matters between
 * mounts, on their way to the cache.  libext2fs has them in memory, and would
 * write those of all groups.
 */
#include <string.h>

#include "volume.h"

void groups_mark(struct volume *volume, uint32_t group)
{
	uint8_t bit = (uint8_t)(1u << group % 8);

	if ((volume->dirty_groups[group / 8] & bit) != 0)
		return;
	volume->dirty_groups[group / 8] |= bit;
	volume->groups_dirty++;
	volume_touch(volume);
}

static bool is_dirty(const struct volume *volume, uint32_t group)
{
	return (volume->dirty_groups[group / 8] >> group % 8 & 1) != 0;
}

/* Bits beyond the end of the last group are set. */
static void pad(const struct volume *volume, uint32_t group)
{
	struct ext2_super_block *super = volume->fs->super;
	uint32_t bits;

	if (group != volume->fs->group_desc_count - 1)
		return;
	bits = (uint32_t)((ext2fs_blocks_count(super) -
			   super->s_first_data_block) %
			  super->s_blocks_per_group);
	for (; bits != 0 && bits < volume->block_size * 8; bits++)
		volume->scratch[bits / 8] |= (uint8_t)(1u << bits % 8);
}

static errcode_t store_blocks(struct volume *volume, uint32_t group)
{
	ext2_filsys fs = volume->fs;
	uint32_t bits = fs->super->s_blocks_per_group;
	char *buffer = (char *)volume->scratch;
	errcode_t error;

	if (ext2fs_bg_flags_test(fs, group, EXT2_BG_BLOCK_UNINIT))
		return 0;
	memset(buffer, 0xff, volume->block_size);
	error = ext2fs_get_block_bitmap_range2(fs->block_map,
					       fs->super->s_first_data_block +
						       (blk64_t)group * bits,
					       bits, buffer);
	if (error != 0)
		return error;
	pad(volume, group);
	error = ext2fs_block_bitmap_csum_set(fs, group, buffer, (int)bits / 8);
	if (error != 0)
		return error;
	return io_channel_write_blk64(
		fs->io, ext2fs_block_bitmap_loc(fs, group), 1, buffer);
}

static errcode_t store_inodes(struct volume *volume, uint32_t group)
{
	ext2_filsys fs = volume->fs;
	uint32_t bits = fs->super->s_inodes_per_group;
	char *buffer = (char *)volume->scratch;
	errcode_t error;

	if (ext2fs_bg_flags_test(fs, group, EXT2_BG_INODE_UNINIT))
		return 0;
	memset(buffer, 0xff, volume->block_size);
	error = ext2fs_get_inode_bitmap_range2(
		fs->inode_map, (__u64)group * bits + 1, bits, buffer);
	if (error == 0)
		error = ext2fs_inode_bitmap_csum_set(fs, group, buffer,
						     (int)(bits + 7) / 8);
	if (error != 0)
		return error;
	return io_channel_write_blk64(
		fs->io, ext2fs_inode_bitmap_loc(fs, group), 1, buffer);
}

static errcode_t store_descriptor(struct volume *volume, uint32_t group)
{
	ext2_filsys fs = volume->fs;
	uint32_t index = group / (uint32_t)EXT2_DESC_PER_BLOCK(fs->super);
	char *descriptors = (char *)fs->group_desc;

	ext2fs_group_desc_csum_set(fs, group);
	return io_channel_write_blk64(
		fs->io,
		ext2fs_descriptor_block_loc2(fs, fs->super->s_first_data_block,
					     index),
		1, descriptors + (size_t)index * volume->block_size);
}

static errcode_t store_group(struct volume *volume, uint32_t group)
{
	errcode_t error = store_blocks(volume, group);

	if (error == 0)
		error = store_inodes(volume, group);
	if (error == 0)
		error = store_descriptor(volume, group);
	return error;
}

/* The list of orphans; the counts of what is free are summed up anew by
 * whoever mounts. */
static int store_orphans(struct volume *volume)
{
	uint32_t block = 1024 >> volume->block_shift;
	uint32_t first = volume->fs->super->s_last_orphan;
	struct ext2_super_block super;
	struct page *page;
	uint8_t *data;
	int error = volume_block(volume, block, true, &page, &data);

	if (error != 0)
		return error;
	data += 1024 % volume->block_size;
	memcpy(&super, data, sizeof(super));
	if (super.s_last_orphan != first) {
		super.s_last_orphan = first;
		ext2fs_superblock_csum_set(volume->fs, &super);
		error = cache_change(&volume->cache, page,
				     volume_mask(volume, block));
		if (error == 0)
			memcpy(data, &super, sizeof(super));
	}
	cache_put(page);
	return error;
}

int groups_store(struct volume *volume)
{
	uint32_t count = volume->fs->group_desc_count;

	for (uint32_t i = 0; i < count && volume->groups_dirty != 0; i++) {
		errcode_t error;

		if (!is_dirty(volume, i))
			continue;
		error = store_group(volume, i);
		if (error != 0)
			return ext2_error(error);
		volume->dirty_groups[i / 8] &= (uint8_t) ~(1u << i % 8);
		volume->groups_dirty--;
	}
	return store_orphans(volume);
}
