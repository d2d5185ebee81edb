/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Inodes in memory: those that somebody refers to, one node for each.
 *
 * While a node is there its inode is what counts: libext2fs, when it reads or
 * writes that inode, is given the node's (intercept), and the cache gets it
 * before a commit.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "volume.h"

#define INODE_BYTES sizeof(struct ext2_inode_large)

struct node *node_find(const struct volume *volume, uint32_t number)
{
	struct node *node = volume->nodes;

	while (node != NULL && node->vfs.number != number)
		node = node->next;
	return node;
}

static errcode_t on_write(ext2_filsys fs, ext2_ino_t number,
			  struct ext2_inode *inode)
{
	struct volume *volume = fs->priv_data;
	struct node *node = node_find(volume, number);

	if (volume->storing || node == NULL)
		return EXT2_ET_CALLBACK_NOTHANDLED;
	if (inode != (struct ext2_inode *)&node->inode)
		memcpy(&node->inode, inode, sizeof(*inode));
	node->dirty = true;
	volume_touch(volume);
	return 0;
}

static errcode_t on_read(ext2_filsys fs, ext2_ino_t number,
			 struct ext2_inode *inode)
{
	struct volume *volume = fs->priv_data;
	struct node *node = node_find(volume, number);

	if (volume->storing || node == NULL)
		return EXT2_ET_CALLBACK_NOTHANDLED;
	if (inode != (struct ext2_inode *)&node->inode)
		memcpy(inode, &node->inode, sizeof(*inode));
	return 0;
}

void nodes_intercept(struct volume *volume)
{
	volume->fs->read_inode = on_read;
	volume->fs->write_inode = on_write;
}

static struct node *add(struct volume *volume, uint32_t number)
{
	struct node *node = calloc(1, sizeof(*node));

	if (node == NULL)
		return NULL;
	node->vfs.ops = &ext2_ops;
	node->vfs.mount = &volume->mount;
	node->vfs.number = number;
	node->vfs.references = 1;
	node->next = volume->nodes;
	volume->nodes = node;
	return node;
}

static void forget(struct node *node)
{
	struct node **link = &volume_of(&node->vfs)->nodes;

	while (*link != node)
		link = &(*link)->next;
	*link = node->next;
	free(node);
}

static int inode_bytes(const struct volume *volume)
{
	int size = EXT2_INODE_SIZE(volume->fs->super);

	return size < (int)INODE_BYTES ? size : (int)INODE_BYTES;
}

static bool is_sound(const struct volume *volume, const struct node *node)
{
	const struct ext2_inode_large *inode = &node->inode;

	if (node->vfs.number < EXT2_FIRST_INODE(volume->fs->super) &&
	    node->vfs.number != EXT2_ROOT_INO &&
	    node->vfs.number != volume->fs->super->s_journal_inum)
		return false;
	/* A release would free it: before a mount is complete, or for good. */
	if (inode->i_links_count == 0 &&
	    (node->vfs.number == EXT2_ROOT_INO ||
	     node->vfs.number == volume->fs->super->s_journal_inum))
		return false;
	if (S_ISDIR(inode->i_mode) &&
	    (node_size(node) > INT32_MAX ||
	     node_size(node) % volume->block_size != 0))
		return false;
	if (node_size(node) > INT64_MAX / 2)
		return false;
	switch (inode->i_mode & S_IFMT) {
	case S_IFREG:
	case S_IFDIR:
	case S_IFLNK:
	case S_IFCHR:
	case S_IFBLK:
	case S_IFIFO:
	case S_IFSOCK:
		return (inode->i_flags & EXT4_INLINE_DATA_FL) == 0;
	default:
		return false;
	}
}

static int load(struct volume *volume, struct node *node)
{
	bool storing = volume->storing;
	errcode_t error;

	volume->storing = true;
	error = ext2fs_read_inode_full(volume->fs, (ext2_ino_t)node->vfs.number,
				       (struct ext2_inode *)&node->inode,
				       inode_bytes(volume));
	volume->storing = storing;
	if (error != 0)
		return ext2_error(error);
	node->vfs.type = node->inode.i_mode & S_IFMT;
	/* Somebody may have changed it, and not synced. */
	node->resized = volume->touched;
	return is_sound(volume, node) ? 0 : -EIO;
}

int node_get(struct volume *volume, uint32_t number, struct node **result)
{
	struct node *node = node_find(volume, number);
	int error;

	if (node != NULL) {
		vfs_get(&node->vfs);
		*result = node;
		return 0;
	}
	if (number == 0 || number > volume->fs->super->s_inodes_count)
		return -EIO;
	node = add(volume, number);
	if (node == NULL)
		return -ENOMEM;
	error = load(volume, node);
	if (error != 0)
		forget(node);
	else
		*result = node;
	return error;
}

int node_store(struct node *node)
{
	struct volume *volume = volume_of(&node->vfs);
	errcode_t error;

	if (!node->dirty)
		return 0;
	volume->storing = true;
	error = ext2fs_write_inode_full(volume->fs,
					(ext2_ino_t)node->vfs.number,
					(struct ext2_inode *)&node->inode,
					inode_bytes(volume));
	volume->storing = false;
	if (error == 0) {
		node->dirty = false;
		node->resized = true; /* until that is committed */
	}
	return ext2_error(error);
}

int nodes_store(struct volume *volume)
{
	int error = 0;

	for (struct node *node = volume->nodes; node && error == 0;
	     node = node->next)
		error = node_store(node);
	return error;
}

/* All of the inode on the disk is zero before it is used, with what lies
 * beyond the fields we know. */
static int clear_inode(struct volume *volume, uint32_t number)
{
	int size = EXT2_INODE_SIZE(volume->fs->super);
	struct ext2_inode *zero = calloc(1, (size_t)size);
	errcode_t error;

	if (zero == NULL)
		return -ENOMEM;
	volume->storing = true;
	error = ext2fs_write_inode_full(volume->fs, number, zero, size);
	volume->storing = false;
	free(zero);
	return ext2_error(error);
}

static void fill(struct volume *volume, struct node *node, mode_t mode)
{
	struct ext2_super_block *super = volume->fs->super;
	struct ext2_inode_large *inode = &node->inode;

	node->vfs.type = mode & S_IFMT;
	inode->i_mode = (__u16)mode;
	inode->i_links_count = 1;
	inode->i_generation = (__u32)ilw_clock_monotonic();
	if (EXT2_INODE_SIZE(super) > EXT2_GOOD_OLD_INODE_SIZE)
		inode->i_extra_isize = (__u16)(INODE_BYTES -
					       EXT2_GOOD_OLD_INODE_SIZE);
	if (ext2fs_has_feature_extents(super) &&
	    (S_ISREG(mode) || S_ISDIR(mode)))
		inode->i_flags = EXT4_EXTENTS_FL;
	node_touch(node, NODE_ACCESSED | NODE_MODIFIED);
	inode->i_crtime = inode->i_ctime;
	inode->i_crtime_extra = inode->i_ctime_extra;
}

/* An empty extent tree, as libext2fs makes it of zeros. */
int node_start_extents(struct node *node)
{
	struct volume *volume = volume_of(&node->vfs);
	ext2_extent_handle_t handle;
	errcode_t error;

	if ((node->inode.i_flags & EXT4_EXTENTS_FL) == 0)
		return 0;
	error = ext2fs_extent_open2(volume->fs, (ext2_ino_t)node->vfs.number,
				    (struct ext2_inode *)&node->inode, &handle);
	if (error == 0)
		ext2fs_extent_free(handle);
	return ext2_error(error);
}

int node_make(struct volume *volume, struct node *directory, mode_t mode,
	      struct node **result)
{
	struct node *node = NULL;
	ext2_ino_t number;
	int error = ext2_error(
		ext2fs_new_inode(volume->fs, (ext2_ino_t)directory->vfs.number,
				 (int)mode, 0, &number));

	if (error == 0)
		error = clear_inode(volume, number);
	if (error == 0 && (node = add(volume, number)) == NULL)
		error = -ENOMEM;
	if (error != 0)
		return error;
	ext2fs_inode_alloc_stats2(volume->fs, number, 1, S_ISDIR(mode));
	groups_mark(volume, (uint32_t)ext2fs_group_of_ino(volume->fs, number));
	fill(volume, node, mode);
	error = node_start_extents(node);
	if (error != 0) {
		node->inode.i_links_count = 0;
		vfs_put(&node->vfs);
		return error;
	}
	*result = node;
	return 0;
}

void node_release(struct vfs_node *vfs)
{
	struct node *node = node_of(vfs);

	if (node->inode.i_links_count == 0 && !vfs->mount->read_only)
		orphan_free(node);
	else if (node->dirty && node_store(node) != 0)
		volume_of(vfs)->failed = true;
	forget(node);
}
