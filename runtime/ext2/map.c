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

int map_allocate(struct node *node, uint32_t logical, uint32_t count,
		 struct run *run)
{
	struct volume *volume = volume_of(&node->vfs);
	blk64_t goal = goal_of(node, logical), physical = 0;
	errcode_t error;

	if (has_extents(node))
		error = ext2fs_fallocate(volume->fs,
					 EXT2_FALLOCATE_FORCE_INIT |
						 EXT2_FALLOCATE_INIT_BEYOND_EOF,
					 (ext2_ino_t)node->vfs.number,
					 inode_of(node), goal, logical, count);
	else
		error = ext2fs_bmap2(volume->fs, (ext2_ino_t)node->vfs.number,
				     inode_of(node), NULL, BMAP_ALLOC, logical,
				     NULL, &physical);
	/* bmap has cleared it as if it were metadata. */
	if (physical != 0)
		cache_forget(&volume->cache,
			     volume_page(volume, (uint32_t)physical),
			     volume_mask(volume, (uint32_t)physical));
	map_forget(node);
	node->resized = true;
	/* Part of it may have been had. */
	if (error != 0 && ext2_error(error) != -ENOSPC)
		return ext2_error(error);
	if (map_find(node, logical, run) != 0)
		return -EIO;
	if (run->physical == 0)
		return error != 0 ? ext2_error(error) : -EIO;
	return 0;
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

int map_cut(struct node *node, uint32_t logical)
{
	struct volume *volume = volume_of(&node->vfs);
	errcode_t error = ext2fs_punch(volume->fs, (ext2_ino_t)node->vfs.number,
				       inode_of(node), NULL, logical, ~0ULL);

	map_forget(node);
	node->resized = true;
	return ext2_error(error);
}
