/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Where a file's blocks are.  A node remembers the runs that it was asked for
 * last, so that few questions get to libext2fs.
 */
#include <errno.h>

#include "volume.h"

#define PROBED 64 /* blocks asked for, one by one, where there are no extents */

static struct ext2_inode *inode_of(struct node *node)
{
	return (struct ext2_inode *)&node->inode;
}

static bool has_extents(const struct node *node)
{
	return (node->inode.i_flags & EXT4_EXTENTS_FL) != 0;
}

void map_forget(struct node *node)
{
	for (unsigned i = 0; i < RUNS; i++)
		node->runs[i].length = 0;
}

static void remember(struct node *node, const struct run *run)
{
	node->runs[node->run++ % RUNS] = *run;
}

/* Whether the blocks are of the file system at all, and no group's own. */
static bool is_sound(const struct volume *volume, const struct run *run)
{
	uint64_t blocks = ext2fs_blocks_count(volume->fs->super);

	return run->physical > volume->fs->super->s_first_data_block &&
	       run->physical < blocks && run->length <= blocks - run->physical;
}

static void set_run(struct run *run, const struct ext2fs_extent *extent)
{
	run->logical = (uint32_t)extent->e_lblk;
	run->length = extent->e_len;
	run->physical = (uint32_t)extent->e_pblk;
	run->unwritten = (extent->e_flags & EXT2_EXTENT_FLAGS_UNINIT) != 0;
}

/* The hole up to the next extent, from which the handle is not far. */
static errcode_t set_hole(ext2_extent_handle_t handle, uint32_t logical,
			  struct run *run)
{
	struct ext2fs_extent extent;
	errcode_t error;

	*run = (struct run){ .logical = logical,
			     .length = UINT32_MAX - logical };
	error = ext2fs_extent_get(handle, EXT2_EXTENT_CURRENT, &extent);
	while (error == 0 && extent.e_lblk <= logical)
		error = ext2fs_extent_get(handle, EXT2_EXTENT_NEXT_LEAF,
					  &extent);
	if (error == EXT2_ET_NO_CURRENT_NODE || error == EXT2_ET_EXTENT_NO_NEXT)
		return 0;
	if (error == 0)
		run->length = (uint32_t)(extent.e_lblk - logical);
	return error;
}

static errcode_t find_extent(struct node *node, uint32_t logical,
			     struct run *run)
{
	struct volume *volume = volume_of(&node->vfs);
	struct ext2fs_extent extent;
	ext2_extent_handle_t handle;
	errcode_t error = ext2fs_extent_open2(volume->fs,
					      (ext2_ino_t)node->vfs.number,
					      inode_of(node), &handle);

	if (error != 0)
		return error;
	error = ext2fs_extent_goto(handle, logical);
	if (error == EXT2_ET_EXTENT_NOT_FOUND) {
		error = set_hole(handle, logical, run);
	} else if (error == 0) {
		error = ext2fs_extent_get(handle, EXT2_EXTENT_CURRENT, &extent);
		if (error == 0)
			set_run(run, &extent);
		if (error == 0 && !is_sound(volume, run))
			error = EIO;
	}
	ext2fs_extent_free(handle);
	return error;
}

static errcode_t probe(struct node *node, uint32_t logical, blk64_t *physical)
{
	struct volume *volume = volume_of(&node->vfs);

	return ext2fs_bmap2(volume->fs, (ext2_ino_t)node->vfs.number,
			    inode_of(node), NULL, 0, logical, NULL, physical);
}

static errcode_t find_blocks(struct node *node, uint32_t logical,
			     struct run *run)
{
	blk64_t physical, next;
	errcode_t error = probe(node, logical, &physical);

	*run = (struct run){ .logical = logical,
			     .length = 1,
			     .physical = (uint32_t)physical };
	while (error == 0 && run->length < PROBED) {
		if (probe(node, logical + run->length, &next) != 0)
			break;
		if (next != (physical == 0 ? 0 : physical + run->length))
			break;
		run->length++;
	}
	if (error == 0 && run->physical != 0 &&
	    !is_sound(volume_of(&node->vfs), run))
		error = EIO;
	return error;
}

/* The rest of a run, from a block of it on. */
static void cut(const struct run *from, uint32_t logical, struct run *run)
{
	uint32_t skipped = logical - from->logical;

	*run = (struct run){
		.logical = logical,
		.length = from->length - skipped,
		.physical = from->physical == 0 ? 0 : from->physical + skipped,
		.unwritten = from->unwritten,
	};
}

int map_find(struct node *node, uint32_t logical, struct run *run)
{
	struct run found;
	errcode_t error;

	for (unsigned i = 0; i < RUNS; i++) {
		if (logical - node->runs[i].logical < node->runs[i].length) {
			cut(&node->runs[i], logical, run);
			return 0;
		}
	}
	error = has_extents(node) ? find_extent(node, logical, &found) :
				    find_blocks(node, logical, &found);
	if (error != 0)
		return ext2_error(error);
	if (logical - found.logical >= found.length)
		return -EIO;
	remember(node, &found);
	cut(&found, logical, run);
	return 0;
}

static blk64_t goal_of(struct node *node, uint32_t logical)
{
	struct run before;

	if (logical != 0 && map_find(node, logical - 1, &before) == 0 &&
	    before.physical != 0)
		return (blk64_t)before.physical + 1;
	return ext2fs_find_inode_goal(volume_of(&node->vfs)->fs,
				      (ext2_ino_t)node->vfs.number,
				      inode_of(node), logical);
}

/* What was a hole, or the beginning of one, is no more: what is remembered of
 * it, and of the blocks before, which these may go on from. */
static void remember_new(struct node *node, const struct run *new)
{
	bool known = false;

	for (unsigned i = 0; i < RUNS; i++) {
		struct run *run = &node->runs[i];

		if (new->logical - run->logical < run->length) {
			uint32_t end = new->logical + new->length;

			run->length -= end - run->logical;
			run->logical = end;
		} else if (run->length != 0 && run->physical != 0 &&
			   !run->unwritten &&
			   run->logical + run->length == new->logical &&
			   run->physical + run->length == new->physical) {
			run->length += new->length;
			known = true;
		}
	}
	if (!known)
		remember(node, new);
}

/* Makes the extent before longer, or adds one. */
static errcode_t add_extent(ext2_extent_handle_t handle, const struct run *new)
{
	struct ext2fs_extent before, extent = { .e_pblk = new->physical,
						.e_lblk = new->logical,
						.e_len = new->length };
	int where = EXT2_EXTENT_INSERT_AFTER;
	errcode_t error;

	ext2fs_extent_goto(handle, new->logical);
	error = ext2fs_extent_get(handle, EXT2_EXTENT_CURRENT, &before);
	if (error != 0 && error != EXT2_ET_NO_CURRENT_NODE)
		return error;
	if (error == 0 && before.e_lblk + before.e_len == new->logical &&
	    before.e_pblk + before.e_len == new->physical &&
	    (before.e_flags & EXT2_EXTENT_FLAGS_UNINIT) == 0 &&
	    before.e_len + new->length <= EXT_INIT_MAX_LEN) {
		before.e_len += new->length;
		return ext2fs_extent_replace(handle, 0, &before);
	}
	if (error != 0 || before.e_lblk > new->logical)
		where = 0;
	error = ext2fs_extent_insert(handle, where, &extent);
	return error != 0 ? error : ext2fs_extent_fix_parents(handle);
}

static errcode_t add_run(struct node *node, const struct run *new)
{
	struct volume *volume = volume_of(&node->vfs);
	ext2_extent_handle_t handle;
	errcode_t error = ext2fs_extent_open2(volume->fs,
					      (ext2_ino_t)node->vfs.number,
					      inode_of(node), &handle);

	if (error != 0)
		return error;
	error = add_extent(handle, new);
	ext2fs_extent_free(handle);
	return error;
}

static errcode_t allocate_run(struct node *node, uint32_t logical,
			      uint32_t count, struct run *run)
{
	struct volume *volume = volume_of(&node->vfs);
	blk64_t start, found;
	errcode_t error;

	if (count > EXT_INIT_MAX_LEN)
		count = EXT_INIT_MAX_LEN;
	error = space_find(volume, goal_of(node, logical), count, &start,
			   &found);
	if (error != 0)
		return error;
	*run = (struct run){ .logical = logical,
			     .length = (uint32_t)found,
			     .physical = (uint32_t)start };
	ext2fs_block_alloc_stats_range(volume->fs, start, run->length, 1);
	error = add_run(node, run);
	if (error == 0) {
		ext2fs_iblk_add_blocks(volume->fs, inode_of(node), found);
		remember_new(node, run);
		return 0;
	}
	while (found-- > 0)
		ext2fs_block_alloc_stats2(volume->fs, start++, -1);
	return error;
}

/* A single one: libext2fs has no more for block maps. */
static errcode_t allocate_block(struct node *node, uint32_t logical,
				struct run *run)
{
	struct volume *volume = volume_of(&node->vfs);
	blk64_t before = ext2fs_free_blocks_count(volume->fs->super);
	blk64_t physical = 0;
	errcode_t error = ext2fs_bmap2(volume->fs, (ext2_ino_t)node->vfs.number,
				       inode_of(node), NULL, BMAP_ALLOC,
				       logical, NULL, &physical);

	if (error != 0) {
		/* Blocks of the map that it has made stay, and it counts them
		 * only where all goes well. */
		before -= ext2fs_free_blocks_count(volume->fs->super);
		ext2fs_iblk_add_blocks(volume->fs, inode_of(node), before);
		return error;
	}
	/* It was cleared as if it were metadata. */
	cache_forget(&volume->cache, volume_page(volume, (uint32_t)physical),
		     volume_mask(volume, (uint32_t)physical));
	*run = (struct run){ .logical = logical,
			     .length = 1,
			     .physical = (uint32_t)physical };
	remember_new(node, run);
	return 0;
}

int map_allocate(struct node *node, uint32_t logical, uint32_t count,
		 struct run *run)
{
	errcode_t error = has_extents(node) ?
				  allocate_run(node, logical, count, run) :
				  allocate_block(node, logical, run);

	node->resized = true;
	node->dirty = true;
	return ext2_error(error);
}

int map_written(struct node *node, uint32_t logical, uint32_t physical)
{
	struct volume *volume = volume_of(&node->vfs);
	blk64_t block = physical;
	errcode_t error = ext2fs_bmap2(volume->fs, (ext2_ino_t)node->vfs.number,
				       inode_of(node), NULL, BMAP_SET, logical,
				       NULL, &block);

	map_forget(node);
	node->resized = true;
	return ext2_error(error);
}

static int cut_range(struct node *node, uint64_t first, uint64_t last)
{
	struct volume *volume = volume_of(&node->vfs);
	errcode_t error = ext2fs_punch(volume->fs, (ext2_ino_t)node->vfs.number,
				       inode_of(node), NULL, first, last);

	map_forget(node);
	node->resized = true;
	return ext2_error(error);
}

int map_cut(struct node *node, uint32_t logical)
{
	return cut_range(node, logical, ~0ULL);
}

void map_undo(struct node *node, const struct run *run)
{
	uint64_t last = (uint64_t)run->logical + run->length - 1;

	if (cut_range(node, run->logical, last) != 0)
		volume_of(&node->vfs)->failed = true;
}
