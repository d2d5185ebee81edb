/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Files without names that somebody has open.  They are on a list that begins
 * in the superblock and goes on in i_dtime of each, so that they are freed by
 * the next mount if the power goes.
 */
#include <errno.h>
#include <string.h>

#include "volume.h"

#define PIECE 32768u /* blocks freed by one transaction, at most */

void orphan_add(struct node *node)
{
	struct volume *volume = volume_of(&node->vfs);

	node->inode.i_dtime = volume->fs->super->s_last_orphan;
	node->dirty = true;
	node->orphan = volume->orphans;
	node->is_orphan = true;
	volume->orphans = node;
	volume->fs->super->s_last_orphan = (__u32)node->vfs.number;
}

static void take_off(struct node *node)
{
	struct volume *volume = volume_of(&node->vfs);
	struct node *before = volume->orphans;

	node->is_orphan = false;
	if (before == node) {
		volume->orphans = node->orphan;
		volume->fs->super->s_last_orphan = node->inode.i_dtime;
		return;
	}
	while (before->orphan != node)
		before = before->orphan;
	before->orphan = node->orphan;
	before->inode.i_dtime = node->inode.i_dtime;
	before->dirty = true;
}

int node_unnamed(struct node *node)
{
	node->inode.i_links_count--;
	node_touch(node, NODE_CHANGED);
	if (node->inode.i_links_count == 0)
		orphan_add(node);
	return 0;
}

/* A block of extended attributes may belong to several files. */
static int free_attributes(struct volume *volume, struct node *node)
{
	uint64_t block = ext2fs_file_acl_block(
		volume->fs, (struct ext2_inode *)&node->inode);
	struct ext2_ext_attr_header *header = (void *)volume->scratch;
	errcode_t error;

	if (block == 0)
		return 0;
	if (block <= volume->fs->super->s_first_data_block ||
	    block >= ext2fs_blocks_count(volume->fs->super))
		return -EIO;
	error = io_channel_read_blk64(volume->fs->io, block, 1, header);
	if (error == 0 && header->h_magic != EXT2_EXT_ATTR_MAGIC)
		error = EIO;
	if (error != 0)
		return ext2_error(error);
	if (header->h_refcount <= 1) {
		ext2fs_block_alloc_stats2(volume->fs, block, -1);
		return 0;
	}
	header->h_refcount--;
	error = ext2fs_ext_attr_block_csum_set(
		volume->fs, (ext2_ino_t)node->vfs.number, block, header);
	if (error == 0)
		error = io_channel_write_blk64(volume->fs->io, block, 1,
					       header);
	return ext2_error(error);
}

static bool has_blocks(const struct node *node)
{
	mode_t mode = node->inode.i_mode;

	if (S_ISLNK(mode))
		return node->inode.i_size >= sizeof(node->inode.i_block) ||
		       (node->inode.i_flags & EXT4_EXTENTS_FL) != 0;
	return S_ISREG(mode) || S_ISDIR(mode);
}

/* In pieces that fit a transaction, from the end. */
static int free_blocks(struct volume *volume, struct node *node)
{
	uint64_t blocks = (node_size(node) + volume->block_size - 1) >>
			  volume->block_shift;
	int error = 0;

	if (!has_blocks(node))
		return 0;
	if (blocks > UINT32_MAX)
		blocks = UINT32_MAX; /* whatever the inode says */
	while (blocks > PIECE && error == 0) {
		blocks -= PIECE;
		error = map_cut(node, (uint32_t)blocks);
		if (error == 0)
			error = volume_begin(volume);
	}
	return error != 0 ? error : map_cut(node, 0);
}

int orphan_free(struct node *node)
{
	struct volume *volume = volume_of(&node->vfs);
	ext2_ino_t number = (ext2_ino_t)node->vfs.number;
	bool is_directory = S_ISDIR(node->inode.i_mode);
	int error = volume->failed ? -EROFS : free_blocks(volume, node);

	if (error == 0)
		error = free_attributes(volume, node);
	if (node->is_orphan)
		take_off(node);
	if (error != 0) {
		volume->failed = true;
		return error;
	}
	node->inode.i_size = 0;
	node->inode.i_size_high = 0;
	node->inode.i_file_acl = 0;
	node->inode.i_dtime = node->inode.i_ctime != 0 ? node->inode.i_ctime :
							 1;
	node->dirty = true;
	error = node_store(node);
	ext2fs_inode_alloc_stats2(volume->fs, number, -1, is_directory);
	groups_mark(volume, (uint32_t)ext2fs_group_of_ino(volume->fs, number));
	return error;
}

/* What the list leads to has no names, or was being cut to its size. */
static int recover(struct volume *volume, struct node *node)
{
	uint64_t size = node_size(node);
	uint64_t blocks = (size + volume->block_size - 1) >>
			  volume->block_shift;
	int error = 0;

	volume->fs->super->s_last_orphan = node->inode.i_dtime;
	if (node->inode.i_links_count == 0)
		return 0; /* the release frees it */
	node->inode.i_dtime = 0;
	node->dirty = true;
	if (S_ISREG(node->inode.i_mode) && blocks < UINT32_MAX)
		error = map_cut(node, (uint32_t)blocks);
	return error;
}

int orphans_recover(struct volume *volume)
{
	struct ext2_super_block *super = volume->fs->super;
	int error = 0;

	for (uint32_t i = 0; super->s_last_orphan != 0 && error == 0; i++) {
		struct node *node;

		if (i > super->s_inodes_count ||
		    super->s_last_orphan < EXT2_FIRST_INODE(super))
			return -EIO;
		error = volume_begin(volume);
		if (error == 0)
			error = node_get(volume, super->s_last_orphan, &node);
		if (error != 0)
			break;
		volume_touch(volume);
		error = recover(volume, node);
		vfs_put(&node->vfs);
	}
	return error;
}
