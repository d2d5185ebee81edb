/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "tmpfs.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#define LINKS_MAX 65000

static const struct vfs_ops tmp_ops;

static struct timespec now(void)
{
	struct timespec time = { 0, 0 };

	(void)clock_gettime(CLOCK_REALTIME, &time);
	return time;
}

void tmp_touch_modified(struct tmp_node *node)
{
	node->modified = node->changed = now();
}

void tmp_touch_changed(struct tmp_node *node)
{
	node->changed = now();
}

static bool is_later(struct timespec a, struct timespec b)
{
	return a.tv_sec > b.tv_sec ||
	       (a.tv_sec == b.tv_sec && a.tv_nsec > b.tv_nsec);
}

/* Only the first time after a change, which is what anybody asks for. */
void tmp_touch_accessed(struct tmp_node *node)
{
	if (!is_later(node->accessed, node->modified) ||
	    !is_later(node->accessed, node->changed))
		node->accessed = now();
}

struct tmp_node *tmp_make(struct tmp_mount *mount, mode_t mode)
{
	struct tmp_node *node = tmp_allocate(mount, sizeof(*node));

	if (node == NULL)
		return NULL;
	node->node.ops = &tmp_ops;
	node->node.mount = &mount->mount;
	node->node.number = mount->next_number++;
	node->node.type = mode & S_IFMT;
	node->mode = mode & 07777;
	node->links = S_ISDIR(mode) ? 2 : 1;
	tmp_touch_modified(node);
	node->accessed = node->modified;
	mount->files++;
	return node;
}

void tmp_unmake(struct tmp_node *node)
{
	struct tmp_mount *mount = tmp_mount(node);

	if (S_ISREG(node->node.type))
		tmp_cut(node, 0);
	else if (S_ISDIR(node->node.type))
		tmp_free_names(node);
	else if (S_ISLNK(node->node.type))
		tmp_free(mount, node->text, (size_t)node->size);
	mount->files--;
	tmp_free(mount, node, sizeof(*node));
}

static void tmp_release(struct vfs_node *node)
{
	if (tmp_of(node)->links == 0)
		tmp_unmake(tmp_of(node));
}

static int tmp_lookup(struct vfs_node *directory, struct vfs_name name,
		      struct vfs_node **node)
{
	struct tmp_node *in = tmp_of(directory);
	uint32_t at = tmp_find(in, name);

	if (at == 0)
		return -ENOENT;
	*node = &in->names.slots[at - 1].node->node;
	vfs_get(*node);
	return 0;
}

static int tmp_parent(struct vfs_node *directory, struct vfs_node **node)
{
	if (tmp_of(directory)->links == 0)
		return -ENOENT;
	*node = &tmp_of(directory)->parent->node;
	vfs_get(*node);
	return 0;
}

/* What changes in a directory with one name more or less. */
static void count_name(struct tmp_node *directory, struct tmp_node *node,
		       int more)
{
	if (S_ISDIR(node->node.type)) {
		directory->links += (uint32_t)more;
		if (more > 0)
			node->parent = directory;
	}
	tmp_touch_modified(directory);
}

/* The name goes to the node; both are there after this or neither. */
static int enter(struct tmp_node *directory, struct vfs_name name,
		 struct tmp_node *node)
{
	char *copy;

	if (directory->links == 0)
		return -ENOENT;
	if (tmp_prepare(directory) < 0)
		return -ENOSPC;
	copy = tmp_copy_name(tmp_mount(directory), name);
	if (copy == NULL)
		return -ENOSPC;
	tmp_enter(directory, copy, node);
	count_name(directory, node, 1);
	return 0;
}

static int enter_new(struct vfs_node *directory, struct vfs_name name,
		     struct tmp_node *node)
{
	int result = enter(tmp_of(directory), name, node);

	if (result < 0)
		tmp_unmake(node);
	return result;
}

static int tmp_create(struct vfs_node *directory, struct vfs_name name,
		      mode_t mode, struct vfs_node **made)
{
	struct tmp_node *node;
	int result;

	if (S_ISDIR(mode) && tmp_of(directory)->links >= LINKS_MAX)
		return -EMLINK;
	node = tmp_make(tmp_mount_of(directory->mount), mode);
	if (node == NULL)
		return -ENOSPC;
	result = enter_new(directory, name, node);
	if (result == 0 && made != NULL) {
		vfs_get(&node->node);
		*made = &node->node;
	}
	return result;
}

static int tmp_symlink(struct vfs_node *directory, struct vfs_name name,
		       const char *to)
{
	struct tmp_mount *mount = tmp_mount_of(directory->mount);
	struct tmp_node *node = tmp_make(mount, S_IFLNK | 0777);
	size_t length = strlen(to);

	if (node == NULL)
		return -ENOSPC;
	node->text = tmp_allocate(mount, length);
	if (node->text == NULL) {
		tmp_unmake(node);
		return -ENOSPC;
	}
	memcpy(node->text, to, length);
	node->size = length;
	return enter_new(directory, name, node);
}

static int tmp_link(struct vfs_node *directory, struct vfs_name name,
		    struct vfs_node *node)
{
	struct tmp_node *file = tmp_of(node);
	int result;

	if (file->links == 0)
		return -ENOENT;
	if (file->links >= LINKS_MAX)
		return -EMLINK;
	result = enter(tmp_of(directory), name, file);
	if (result == 0) {
		file->links++;
		tmp_touch_changed(file);
	}
	return result;
}

/* A node has lost a name; one that has none is freed by release. */
static void lose_name(struct tmp_node *directory, struct tmp_node *node)
{
	count_name(directory, node, -1);
	node->links = S_ISDIR(node->node.type) ? 0 : node->links - 1;
	tmp_touch_changed(node);
}

static int tmp_unlink(struct vfs_node *directory, struct vfs_name name,
		      struct vfs_node *node)
{
	struct tmp_node *in = tmp_of(directory);

	if (S_ISDIR(node->type) && tmp_of(node)->names.count != 0)
		return -ENOTEMPTY;
	tmp_remove(in, tmp_find(in, name));
	lose_name(in, tmp_of(node));
	return 0;
}

/* The name passes from one node to another. */
static void replace(struct tmp_node *directory, struct vfs_name name,
		    struct tmp_node *node, struct tmp_node *replaced)
{
	uint32_t at = tmp_find(directory, name);

	directory->names.slots[at - 1].node = node;
	lose_name(directory, replaced);
	count_name(directory, node, 1);
}

/* What may fail comes first. */
static int tmp_rename(struct vfs_node *from_directory, struct vfs_name from,
		      struct vfs_node *node, struct vfs_node *to_directory,
		      struct vfs_name to, struct vfs_node *replaced)
{
	struct tmp_node *old = tmp_of(from_directory);
	struct tmp_node *new = tmp_of(to_directory);
	int result = 0;

	if (replaced != NULL && S_ISDIR(replaced->type) &&
	    tmp_of(replaced)->names.count != 0)
		return -ENOTEMPTY;
	if (replaced != NULL)
		replace(new, to, tmp_of(node), tmp_of(replaced));
	else
		result = enter(new, to, tmp_of(node));
	if (result < 0)
		return result;
	tmp_remove(old, tmp_find(old, from));
	count_name(old, tmp_of(node), -1);
	if (S_ISDIR(node->type))
		tmp_of(node)->parent = new;
	tmp_touch_changed(tmp_of(node));
	return 0;
}

static ssize_t tmp_readlink(struct vfs_node *node, char *text, size_t room)
{
	size_t length = (size_t)tmp_of(node)->size;

	if (length > room)
		length = room;
	memcpy(text, tmp_of(node)->text, length);
	return (ssize_t)length;
}

static size_t blocks_of(const struct tmp_node *node)
{
	if (S_ISREG(node->node.type))
		return node->data.pages * (TMP_PAGE / 512);
	return 0;
}

static int tmp_stat(struct vfs_node *node, struct stat *status)
{
	const struct tmp_node *file = tmp_of(node);

	status->st_ino = node->number;
	status->st_mode = node->type | file->mode;
	status->st_nlink = (nlink_t)file->links;
	status->st_uid = file->owner;
	status->st_gid = file->group;
	status->st_size = (off_t)file->size;
	status->st_blksize = TMP_PAGE;
	status->st_blocks = (blkcnt_t)blocks_of(file);
	status->st_atim = file->accessed;
	status->st_mtim = file->modified;
	status->st_ctim = file->changed;
	return 0;
}

static int tmp_change(struct vfs_node *node, const struct vfs_change *change)
{
	struct tmp_node *file = tmp_of(node);

	if (change->what & VFS_MODE)
		file->mode = change->mode & 07777;
	if (change->what & VFS_OWNER)
		file->owner = change->owner;
	if (change->what & VFS_GROUP)
		file->group = change->group;
	if (change->what & VFS_ACCESSED)
		file->accessed = change->accessed;
	if (change->what & VFS_MODIFIED)
		file->modified = change->modified;
	if (change->what != 0)
		tmp_touch_changed(file);
	return 0;
}

static const struct vfs_ops tmp_ops = {
	.lookup = tmp_lookup,
	.parent = tmp_parent,
	.create = tmp_create,
	.symlink = tmp_symlink,
	.link = tmp_link,
	.unlink = tmp_unlink,
	.rename = tmp_rename,
	.readdir = tmp_readdir,
	.readlink = tmp_readlink,
	.read = tmp_read,
	.write = tmp_write,
	.truncate = tmp_truncate,
	.allocate = tmp_reserve,
	.stat = tmp_stat,
	.change = tmp_change,
	.release = tmp_release,
};
