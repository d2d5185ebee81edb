/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names: what of a file system is about more than one node.
 */
#include <errno.h>
#include <string.h>

#include "volume.h"

#define LINKS 65000 /* names of a file, or directories in one */

static int lookup(struct vfs_node *directory, struct vfs_name name,
		  struct vfs_node **result)
{
	struct volume *volume = volume_of(directory);
	struct node *node;
	struct place place;
	uint32_t number;
	int error = directory_find(node_of(directory), name, &place);

	if (error != 0)
		return error;
	number = place.entry->inode;
	cache_put(place.page);
	if (number == volume->fs->super->s_journal_inum)
		return -EIO;
	error = node_get(volume, number, &node);
	if (error != 0)
		return error;
	if (node->inode.i_links_count == 0) {
		vfs_put(&node->vfs);
		return -EIO;
	}
	*result = &node->vfs;
	return 0;
}

static int parent(struct vfs_node *directory, struct vfs_node **node)
{
	static const struct vfs_name above = { "..", 2 };
	int error = lookup(directory, above, node);

	if (error == 0 && !S_ISDIR((*node)->type)) {
		vfs_put(*node);
		return -EIO;
	}
	return error;
}

/* A directory with too many others in it to count them has one name. */
static void add_links(struct node *directory, int change)
{
	if (directory->inode.i_links_count != 1)
		directory->inode.i_links_count =
			(__u16)(directory->inode.i_links_count + change);
	directory->dirty = true;
}

/* Before a name is added to a directory. */
static int begin_in(struct vfs_node *directory)
{
	if (node_of(directory)->inode.i_links_count == 0)
		return -ENOENT;
	return volume_begin(volume_of(directory));
}

/* Gives a new node its name, or frees it. */
static int name_new(struct node *directory, struct vfs_name name,
		    struct node *node)
{
	bool is_directory = S_ISDIR(node->vfs.type);
	int error = 0;

	if (is_directory) {
		node->inode.i_links_count = 2;
		error = directory_start(node, directory);
	}
	if (error == 0)
		error = directory_add(directory, name, node);
	if (error == 0 && is_directory)
		add_links(directory, 1);
	if (error != 0) {
		node->inode.i_links_count = 0;
		vfs_put(&node->vfs);
	}
	return error;
}

static int create(struct vfs_node *directory, struct vfs_name name, mode_t mode,
		  struct vfs_node **result)
{
	struct volume *volume = volume_of(directory);
	struct node *above = node_of(directory), *node;
	int error = begin_in(directory);

	if (error == 0 && S_ISDIR(mode) && above->inode.i_links_count >= LINKS)
		error = -EMLINK;
	if (error == 0)
		error = node_make(volume, above, mode, &node);
	if (error == 0)
		error = name_new(above, name, node);
	if (error != 0)
		return error;
	if (result != NULL)
		*result = &node->vfs;
	else
		vfs_put(&node->vfs);
	return 0;
}

static int set_target(struct node *node, const char *to, size_t length)
{
	ssize_t done;
	int error;

	if (length < sizeof(node->inode.i_block)) {
		memcpy(node->inode.i_block, to, length);
		node_set_size(node, length);
		return 0;
	}
	if (ext2fs_has_feature_extents(volume_of(&node->vfs)->fs->super))
		node->inode.i_flags |= EXT4_EXTENTS_FL;
	error = node_start_extents(node);
	if (error != 0)
		return error;
	done = node_write_piece(node, to, length, 0);
	if (done >= 0 && (size_t)done != length)
		return -ENOSPC;
	return done < 0 ? (int)done : 0;
}

static int make_symlink(struct vfs_node *directory, struct vfs_name name,
			const char *to)
{
	struct volume *volume = volume_of(directory);
	size_t length = strlen(to);
	struct node *node;
	int error = begin_in(directory);

	if (error == 0 && length >= volume->block_size)
		error = -ENAMETOOLONG;
	if (error == 0)
		error = node_make(volume, node_of(directory), S_IFLNK | 0777,
				  &node);
	if (error != 0)
		return error;
	error = set_target(node, to, length);
	if (error != 0) {
		node->inode.i_links_count = 0;
		vfs_put(&node->vfs);
		return error;
	}
	error = name_new(node_of(directory), name, node);
	if (error == 0)
		vfs_put(&node->vfs);
	return error;
}

static ssize_t read_target(struct vfs_node *vfs, char *text, size_t room)
{
	struct node *node = node_of(vfs);
	size_t length = (size_t)node_size(node);

	if (!S_ISLNK(vfs->type))
		return -EINVAL;
	if (length >= volume_of(vfs)->block_size)
		return -EIO;
	if (length >= sizeof(node->inode.i_block) ||
	    (node->inode.i_flags & EXT4_EXTENTS_FL) != 0)
		return node_read(vfs, text, room, 0);
	if (length > room)
		length = room;
	memcpy(text, node->inode.i_block, length);
	return (ssize_t)length;
}

static int make_link(struct vfs_node *directory, struct vfs_name name,
		     struct vfs_node *vfs)
{
	struct node *node = node_of(vfs);
	int error = begin_in(directory);

	if (error == 0 && node->inode.i_links_count >= LINKS)
		error = -EMLINK;
	if (error == 0 && node->inode.i_links_count == 0)
		error = -ENOENT;
	if (error == 0)
		error = directory_add(node_of(directory), name, node);
	if (error != 0)
		return error;
	node->inode.i_links_count++;
	node_touch(node, NODE_CHANGED);
	return 0;
}

/* The node has lost the name it had in that directory. */
static void unnamed(struct node *directory, struct node *node)
{
	if (S_ISDIR(node->vfs.type)) {
		node->inode.i_links_count = 1;
		add_links(directory, -1);
	}
	node_unnamed(node);
}

static int remove_name(struct vfs_node *directory, struct vfs_name name,
		       struct vfs_node *vfs)
{
	struct node *node = node_of(vfs);
	int error = volume_begin(volume_of(directory));

	if (error == 0 && S_ISDIR(vfs->type))
		error = directory_is_empty(node);
	if (error == 0)
		error = directory_remove(node_of(directory), name);
	if (error == 0)
		unnamed(node_of(directory), node);
	return error;
}

/* A directory has moved to another: its ".." with it. */
static int moved(struct node *node, struct node *from, struct node *to)
{
	static const struct vfs_name above = { "..", 2 };
	int error = directory_replace(node, above, to);

	if (error == 0) {
		add_links(from, -1);
		add_links(to, 1);
	}
	return error;
}

/* Only the first step can want room, and nothing has changed then.  What else
 * fails must not get to the disk by half. */
static int move_name(struct vfs_node *from_directory, struct vfs_name from,
		     struct vfs_node *vfs, struct vfs_node *to_directory,
		     struct vfs_name to, struct vfs_node *replaced)
{
	struct node *source = node_of(from_directory);
	struct node *target = node_of(to_directory), *node = node_of(vfs);
	int error = begin_in(to_directory);

	if (error == 0 && replaced != NULL && S_ISDIR(replaced->type))
		error = directory_is_empty(node_of(replaced));
	if (error == 0 && S_ISDIR(vfs->type) && source != target &&
	    target->inode.i_links_count >= LINKS)
		error = -EMLINK;
	if (error == 0)
		error = replaced != NULL ? directory_replace(target, to, node) :
					   directory_add(target, to, node);
	if (error != 0)
		return error;
	error = directory_remove(source, from);
	if (error == 0 && S_ISDIR(vfs->type) && source != target)
		error = moved(node, source, target);
	if (error != 0) {
		volume_of(vfs)->failed = true;
		return error;
	}
	if (replaced != NULL)
		unnamed(target, node_of(replaced));
	node_touch(node, NODE_CHANGED);
	return 0;
}

const struct vfs_ops ext2_ops = {
	.lookup = lookup,
	.parent = parent,
	.create = create,
	.symlink = make_symlink,
	.link = make_link,
	.unlink = remove_name,
	.rename = move_name,
	.readdir = directory_read,
	.readlink = read_target,
	.read = node_read,
	.write = node_write,
	.truncate = node_truncate,
	.allocate = node_allocate,
	.sync = node_sync,
	.stat = node_stat,
	.change = node_change,
	.release = node_release,
};
