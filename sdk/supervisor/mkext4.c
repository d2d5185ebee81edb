/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A group of blocks: [superblock, descriptors] bitmap of blocks, bitmap of
 * inodes, inodes, and in the first one the root, lost+found and the journal.
 */
#include "mkext4.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "crc32c.h"
#include "mkext4layout.h"

#define GROUP_BLOCKS (BLOCK * 8)
#define BLOCKS_AN_INODE 4 /* one for each 16 KiB */
#define DESCRIPTORS_A_BLOCK (BLOCK / sizeof(struct ext2_group_desc))

/* ---- where what is ---- */

static bool is_power(uint32_t number, uint32_t base)
{
	while (number % base == 0)
		number /= base;
	return number == 1;
}

static bool has_super(uint32_t group)
{
	return group <= 1 || is_power(group, 3) || is_power(group, 5) ||
	       is_power(group, 7);
}

static uint32_t group_first(uint32_t group)
{
	return group * GROUP_BLOCKS;
}

static uint32_t group_size(const struct layout *layout, uint32_t group)
{
	uint32_t left = layout->blocks - group_first(group);

	return left < GROUP_BLOCKS ? left : GROUP_BLOCKS;
}

static uint32_t bitmaps_at(const struct layout *layout, uint32_t group)
{
	return group_first(group) +
	       (has_super(group) ? 1 + layout->descriptor_blocks : 0);
}

/* Blocks of a group before those that files may have. */
static uint32_t overhead(const struct layout *layout, uint32_t group)
{
	return bitmaps_at(layout, group) - group_first(group) + 2 +
	       layout->inode_blocks;
}

static uint32_t used_blocks(const struct layout *layout, uint32_t group)
{
	uint32_t used = overhead(layout, group);

	return group > 0 ? used :
			   used + 1 + LOST_BLOCKS + layout->journal_blocks;
}

/* As mke2fs chooses it, but one piece, within a group. */
static uint32_t journal_size(uint32_t blocks)
{
	if (blocks < 2048)
		return 0;
	if (blocks < 32768)
		return 1024;
	if (blocks < 262144)
		return 4096;
	return blocks < 524288 ? 8192 : 16384;
}

static uint32_t round_up(uint32_t number, uint32_t unit)
{
	return (number + unit - 1) / unit * unit;
}

static void plan_sizes(struct layout *layout)
{
	uint32_t inodes;

	layout->groups = (layout->blocks + GROUP_BLOCKS - 1) / GROUP_BLOCKS;
	layout->descriptor_blocks = (uint32_t)((layout->groups +
						DESCRIPTORS_A_BLOCK - 1) /
					       DESCRIPTORS_A_BLOCK);
	inodes = layout->blocks / BLOCKS_AN_INODE / layout->groups;
	if (inodes < 2 * INODES_A_BLOCK)
		inodes = 2 * INODES_A_BLOCK;
	layout->inodes = round_up(inodes, INODES_A_BLOCK);
	layout->inode_blocks = layout->inodes / INODES_A_BLOCK;
}

/* A last group that is hardly more than its own tables is left away. */
static void plan(struct layout *layout, const struct mkext4_disk *disk)
{
	layout->disk = disk;
	layout->blocks = disk->blocks;
	plan_sizes(layout);
	if (layout->groups > 1 &&
	    group_size(layout, layout->groups - 1) <
		    overhead(layout, layout->groups - 1) + 64) {
		layout->blocks = group_first(layout->groups - 1);
		plan_sizes(layout);
	}
	layout->root = overhead(layout, 0);
	layout->journal = layout->root + 1 + LOST_BLOCKS;
	layout->journal_blocks = journal_size(layout->blocks);
	layout->free_blocks = layout->blocks;
	for (uint32_t group = 0; group < layout->groups; group++)
		layout->free_blocks -= used_blocks(layout, group);
	layout->seed = crc32c(~0u, disk->uuid, sizeof disk->uuid);
}

/* ---- bitmaps ---- */

static void set_bits(uint8_t *bitmap, uint32_t first, uint32_t end)
{
	for (; first < end; first++)
		bitmap[first / 8] |= (uint8_t)(1u << first % 8);
}

/* Bits past the group's end are set too. */
static void block_bitmap(const struct layout *layout, uint32_t group,
			 uint8_t bitmap[BLOCK])
{
	memset(bitmap, 0, BLOCK);
	set_bits(bitmap, 0, used_blocks(layout, group));
	set_bits(bitmap, group_size(layout, group), GROUP_BLOCKS);
}

static void inode_bitmap(const struct layout *layout, uint32_t group,
			 uint8_t bitmap[BLOCK])
{
	memset(bitmap, 0, BLOCK);
	if (group == 0)
		set_bits(bitmap, 0, LAST_INODE);
	set_bits(bitmap, layout->inodes, BLOCK * 8);
}

/* ---- descriptors ---- */

static void describe(const struct layout *layout, uint32_t group,
		     struct ext2_group_desc *to)
{
	_Alignas(8) uint8_t bitmap[BLOCK];
	uint32_t at = bitmaps_at(layout, group), sum;

	memset(to, 0, sizeof *to);
	to->bg_block_bitmap = at;
	to->bg_inode_bitmap = at + 1;
	to->bg_inode_table = at + 2;
	to->bg_free_blocks_count = (uint16_t)(group_size(layout, group) -
					      used_blocks(layout, group));
	to->bg_free_inodes_count = (uint16_t)(layout->inodes -
					      (group == 0 ? LAST_INODE : 0));
	to->bg_used_dirs_count = group == 0 ? 2 : 0;
	to->bg_flags = EXT2_BG_INODE_ZEROED;
	to->bg_itable_unused = to->bg_free_inodes_count;
	block_bitmap(layout, group, bitmap);
	to->bg_block_bitmap_csum_lo = (uint16_t)crc32c(layout->seed, bitmap,
						       BLOCK);
	inode_bitmap(layout, group, bitmap);
	to->bg_inode_bitmap_csum_lo = (uint16_t)crc32c(layout->seed, bitmap,
						       layout->inodes / 8);
	sum = crc32c(layout->seed, &group, sizeof group);
	to->bg_checksum = (uint16_t)crc32c(sum, to, sizeof *to);
}

/* Block number index of the table of descriptors, in each group with a copy. */
static int write_descriptors(const struct layout *layout, uint32_t index)
{
	struct ext2_group_desc table[DESCRIPTORS_A_BLOCK];
	uint32_t group = (uint32_t)(index * DESCRIPTORS_A_BLOCK);
	int error = 0;

	memset(table, 0, sizeof table);
	for (size_t i = 0; i < DESCRIPTORS_A_BLOCK && group < layout->groups;
	     i++)
		describe(layout, group++, &table[i]);
	for (group = 0; group < layout->groups && error == 0; group++)
		if (has_super(group))
			error = put(layout, group_first(group) + 1 + index,
				    table);
	return error;
}

static int write_bitmaps(const struct layout *layout, uint32_t group)
{
	uint32_t at = bitmaps_at(layout, group);
	_Alignas(8) uint8_t bitmap[BLOCK];
	int error;

	block_bitmap(layout, group, bitmap);
	error = put(layout, at, bitmap);
	if (error != 0)
		return error;
	inode_bitmap(layout, group, bitmap);
	return put(layout, at + 1, bitmap);
}

/* ---- the superblock ---- */

static void set_counts(const struct layout *layout,
		       struct ext2_super_block *super)
{
	super->s_inodes_count = layout->inodes * layout->groups;
	super->s_blocks_count = layout->blocks;
	super->s_r_blocks_count = layout->blocks / 20;
	super->s_free_blocks_count = layout->free_blocks;
	super->s_free_inodes_count = super->s_inodes_count - LAST_INODE;
	super->s_blocks_per_group = GROUP_BLOCKS;
	super->s_clusters_per_group = GROUP_BLOCKS;
	super->s_inodes_per_group = layout->inodes;
	super->s_log_block_size = 2; /* 1024 << 2 */
	super->s_log_cluster_size = 2;
	super->s_first_ino = LOST_INODE;
	super->s_inode_size = INODE;
	super->s_min_extra_isize = 32;
	super->s_want_extra_isize = 32;
	super->s_overhead_clusters = 0;
}

static void set_features(const struct layout *layout,
			 struct ext2_super_block *super)
{
	super->s_feature_incompat = EXT2_FEATURE_INCOMPAT_FILETYPE |
				    EXT3_FEATURE_INCOMPAT_EXTENTS;
	super->s_feature_ro_compat = EXT2_FEATURE_RO_COMPAT_SPARSE_SUPER |
				     EXT2_FEATURE_RO_COMPAT_LARGE_FILE |
				     EXT4_FEATURE_RO_COMPAT_HUGE_FILE |
				     EXT4_FEATURE_RO_COMPAT_DIR_NLINK |
				     EXT4_FEATURE_RO_COMPAT_EXTRA_ISIZE |
				     EXT4_FEATURE_RO_COMPAT_METADATA_CSUM;
	super->s_checksum_type = 1; /* crc32c */
	if (layout->journal_blocks == 0)
		return;
	super->s_feature_compat = EXT3_FEATURE_COMPAT_HAS_JOURNAL;
	super->s_journal_inum = EXT2_JOURNAL_INO;
	super->s_jnl_backup_type = EXT3_JNL_BACKUP_BLOCKS;
}

/* The journal's inode is kept here once more. */
static void set_journal(const struct layout *layout,
			struct ext2_super_block *super)
{
	uint32_t block[EXT2_N_BLOCKS] = { 0 };

	if (layout->journal_blocks == 0)
		return;
	mkext4_extent(block, layout->journal, layout->journal_blocks);
	memcpy(super->s_jnl_blocks, block, sizeof block);
	super->s_jnl_blocks[16] = layout->journal_blocks * BLOCK;
}

static int write_super(const struct layout *layout, uint32_t group)
{
	_Alignas(8) uint8_t block[BLOCK] = { 0 };
	struct ext2_super_block super;

	memset(&super, 0, sizeof super);
	set_counts(layout, &super);
	set_features(layout, &super);
	set_journal(layout, &super);
	super.s_magic = EXT2_SUPER_MAGIC;
	super.s_rev_level = EXT2_DYNAMIC_REV;
	super.s_state = EXT2_VALID_FS;
	super.s_errors = EXT2_ERRORS_CONTINUE;
	super.s_max_mnt_count = -1;
	super.s_wtime = super.s_lastcheck = super.s_mkfs_time =
		layout->disk->time;
	super.s_block_group_nr = (uint16_t)group;
	memcpy(super.s_uuid, layout->disk->uuid, sizeof super.s_uuid);
	memcpy(super.s_hash_seed, layout->disk->uuid, sizeof super.s_uuid);
	super.s_checksum = crc32c(
		~0u, &super, offsetof(struct ext2_super_block, s_checksum));
	/* The first one has room for a boot sector before it. */
	memcpy(block + (group == 0 ? 1024 : 0), &super, sizeof super);
	return put(layout, group_first(group), block);
}

int mkext4(const struct mkext4_disk *disk)
{
	struct layout layout;
	int error = 0;

	plan(&layout, disk);
	for (uint32_t group = 0; group < layout.groups && error == 0; group++)
		error = write_bitmaps(&layout, group);
	for (uint32_t i = 0; i < layout.descriptor_blocks && error == 0; i++)
		error = write_descriptors(&layout, i);
	if (error == 0)
		error = mkext4_files(&layout, bitmaps_at(&layout, 0) + 2);
	for (uint32_t group = layout.groups; group-- > 0 && error == 0;)
		if (has_super(group))
			error = write_super(&layout, group);
	return error;
}
