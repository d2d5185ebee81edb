/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What is in a directory, for newlib's readdir() and those that live off it.
 */
#include <dirent.h>
#include <stddef.h>
#include <string.h>

#include "storage.h"
#include "syscall.h"
#include "tree.h"
#include "vfsstorage.h"

VFS_NEEDS(tree_readdir);

int getdents(int fd, void *data, int room);

static size_t size_of(const struct vfs_entry *entry)
{
	return (offsetof(struct dirent, d_name) + strlen(entry->name) + 8) / 8 *
	       8;
}

static void fill(struct dirent *out, const struct vfs_entry *entry,
		 uint32_t next)
{
	out->d_ino = entry->number;
	out->d_off = (off_t)next;
	out->d_reclen = (unsigned short)size_of(entry);
	out->d_type = (unsigned char)(entry->type >> 12);
	strcpy(out->d_name, entry->name);
}

static int fill_all(struct vfs_file *open, char *data, size_t room)
{
	struct vfs_node *node = open->node;
	uint32_t cursor = (uint32_t)open->position;
	struct vfs_entry entry;
	size_t filled = 0;
	int result;

	while ((result = node->ops->readdir(node, &cursor, &entry)) > 0) {
		if (room - filled < size_of(&entry))
			return filled != 0 ? (int)filled : -EINVAL;
		fill((struct dirent *)(void *)(data + filled), &entry, cursor);
		filled += size_of(&entry);
		open->position = (off_t)cursor;
	}
	return filled != 0 ? (int)filled : result;
}

int vfs_getdents(struct file *file, void *data, size_t room)
{
	struct vfs_file *open = vfs_file_of(file);
	int result = -ENOTDIR;

	if (!S_ISDIR(open->node->type))
		return result;
	vfs_lock(open->node->mount);
	result = fill_all(open, data, room);
	vfs_unlock(open->node->mount);
	return result;
}

int getdents(int fd, void *data, int room)
{
	struct file *file = fd_get(fd);
	int result = -ENOTDIR;

	if (file == NULL)
		return (int)syscall_result(-EBADF);
	if (room <= 0)
		result = -EINVAL;
	else if (file->ops->storage != NULL &&
		 file->ops->storage->getdents != NULL)
		result = file->ops->storage->getdents(file, data, (size_t)room);
	file_put(file);
	return (int)syscall_result(result);
}
