/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * How long files are, what room they have, and that they are on the disk.
 */
#include <errno.h>
#include <string.h>

#include "volume.h"

#define PIECE 32768u /* blocks freed by one transaction */
#define FILLED 512u  /* allocated before what was freed is looked at again */

/* What lies in the last block beyond the size is zero before it becomes part of
 * the file. */
int node_clear_tail(struct node *node, uint64_t size)
{
	struct volume *volume = volume_of(&node->vfs);
	size_t used = size & (volume->block_size - 1);
	struct page *page;
	struct run run;
	uint8_t *data;
	int error;

	if (used == 0)
		return 0;
	error = map_find(node, (uint32_t)(size >> volume->block_shift), &run);
	if (error != 0 || run.physical == 0 || run.unwritten)
		return error;
	error = volume_block(volume, run.physical, true, &page, &data);
	if (error != 0)
		return error;
	memset(data + used, 0, volume->block_size - used);
	cache_dirty(&volume->cache, page, volume_mask(volume, run.physical),
		    (uint32_t)node->vfs.number);
	cache_put(page);
	return 0;
}

static uint64_t blocks_of(const struct node *node, uint64_t size)
{
	const struct volume *volume = volume_of(&node->vfs);

	return (size + volume->block_size - 1) >> volume->block_shift;
}

void node_trim(struct node *node)
{
	uint64_t blocks = blocks_of(node, node_size(node));

	if (blocks < UINT32_MAX && map_cut(node, (uint32_t)blocks) != 0)
		volume_of(&node->vfs)->failed = true;
}

/* From the end, so that the file has its blocks and no others after each
 * transaction. */
static int shrink(struct node *node, uint64_t size)
{
	struct volume *volume = volume_of(&node->vfs);
	uint64_t least = blocks_of(node, size);
	uint64_t blocks = blocks_of(node, node_size(node));
	int error = node_clear_tail(node, size);

	if (blocks > UINT32_MAX)
		blocks = UINT32_MAX; /* whatever the inode says */
	while (blocks > least && error == 0) {
		blocks = blocks - least > PIECE ? blocks - PIECE : least;
		error = map_cut(node, (uint32_t)blocks);
		if (error != 0)
			break;
		if (blocks > least) {
			node_set_size(node, blocks << volume->block_shift);
			error = volume_begin(volume);
		}
	}
	if (error == 0)
		node_set_size(node, size);
	return error;
}

int node_truncate(struct vfs_node *vfs, off_t to)
{
	struct node *node = node_of(vfs);
	uint64_t size = (uint64_t)to;
	int error = volume_begin(volume_of(vfs));

	if (error != 0)
		return error;
	if (size >> volume_of(vfs)->block_shift >= UINT32_MAX)
		return -EFBIG;
	if (size < node_size(node)) {
		error = shrink(node, size);
	} else if (size > node_size(node)) {
		error = node_clear_tail(node, node_size(node));
		if (error == 0)
			node_set_size(node, size);
	}
	if (error == 0)
		node_touch(node, NODE_MODIFIED);
	return error;
}

static int clear_block(struct node *node, uint32_t block)
{
	struct volume *volume = volume_of(&node->vfs);
	struct page *page;
	uint8_t *data;
	int error = volume_block(volume, block, false, &page, &data);

	if (error != 0)
		return error;
	memset(data, 0, volume->block_size);
	cache_dirty(&volume->cache, page, volume_mask(volume, block),
		    (uint32_t)node->vfs.number);
	cache_put(page);
	return 0;
}

/* One hole, or the beginning of it, with blocks that read as zeros. */
static int fill_hole(struct node *node, uint32_t logical, uint32_t count)
{
	struct volume *volume = volume_of(&node->vfs);
	struct run run;
	int error;

	if ((node->inode.i_flags & EXT4_EXTENTS_FL) != 0) {
		error = ext2_error(ext2fs_fallocate(
			volume->fs, 0, (ext2_ino_t)node->vfs.number,
			(struct ext2_inode *)&node->inode, ~0ULL, logical,
			count));
		map_forget(node);
		node->resized = true;
		return error != 0 ? error : (int)count;
	}
	error = map_allocate(node, logical, 1, &run);
	if (error == 0) {
		error = clear_block(node, run.physical);
		if (error != 0)
			map_undo(node, &run);
	}
	return error != 0 ? error : 1;
}

static int fill_range(struct node *node, uint32_t at, uint32_t end)
{
	while (at < end) {
		int error = volume_begin(volume_of(&node->vfs));
		struct run run;

		if (error == 0)
			error = map_find(node, at, &run);
		if (error != 0)
			return error;
		if (run.length > end - at)
			run.length = end - at;
		if (run.physical == 0 && run.length > FILLED)
			run.length = FILLED;
		if (run.physical == 0) {
			error = fill_hole(node, at, run.length);
			if (error < 0)
				return error;
			run.length = (uint32_t)error;
		}
		at += run.length;
	}
	return 0;
}

int node_allocate(struct vfs_node *vfs, off_t offset, off_t length)
{
	struct node *node = node_of(vfs);
	unsigned shift = volume_of(vfs)->block_shift;
	uint64_t end = (uint64_t)offset + (uint64_t)length;
	int error;

	if (end >> shift >= UINT32_MAX)
		return -EFBIG;
	error = node_clear_tail(node, node_size(node));
	if (error == 0)
		error = fill_range(node, (uint32_t)((uint64_t)offset >> shift),
				   (uint32_t)blocks_of(node, end));
	if (error != 0) {
		if (!vfs->mount->read_only && !volume_of(vfs)->failed)
			node_trim(node);
		return error;
	}
	if (end > node_size(node))
		node_set_size(node, end);
	node_touch(node, NODE_MODIFIED);
	return 0;
}

/* The inode, and with it all that was changed, only if it matters. */
int node_sync(struct vfs_node *vfs, bool data_only)
{
	struct volume *volume = volume_of(vfs);
	struct node *node = node_of(vfs);
	int error;

	if (vfs->mount->read_only)
		return 0;
	if (volume->failed)
		return -EIO;
	if (!S_ISREG(vfs->type) || node->resized || (node->dirty && !data_only))
		return volume_commit(volume);
	error = cache_write_data(&volume->cache, (uint32_t)vfs->number);
	return error != 0 ? error : volume_flush(volume);
}
