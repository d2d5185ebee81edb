/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "vfspath.h"

#pragma weak tree_readdir
#pragma weak tree_view
#pragma weak tree_statvfs

/* Number of the first that is bundled: behind those of /dev/fd. */
#define FIRST_ENTRY 1000000

const struct tree_fixed tree_fixed[TREE_FIXED] = {
	[TREE_ROOT] = { "", UINT8_MAX, 0, 0 },
	[TREE_DEV] = { "dev", TREE_ROOT, 0, 0 },
	[TREE_TMP] = { "tmp", TREE_ROOT, 0, 0 },
	[TREE_SHM] = { "shm", TREE_DEV, 0, 0 },
	[TREE_FD] = { "fd", TREE_DEV, 0, 0 },
	[TREE_CONSOLE] = { "console", TREE_DEV, 5, 1 },
	[TREE_TTY] = { "tty", TREE_DEV, 5, 0 },
	[TREE_STDIN] = { "stdin", TREE_DEV, 5, 1 },
	[TREE_STDOUT] = { "stdout", TREE_DEV, 5, 1 },
	[TREE_STDERR] = { "stderr", TREE_DEV, 5, 1 },
	[TREE_NULL] = { "null", TREE_DEV, 1, 3 },
	[TREE_ZERO] = { "zero", TREE_DEV, 1, 5 },
	[TREE_FULL] = { "full", TREE_DEV, 1, 7 },
	[TREE_RANDOM] = { "random", TREE_DEV, 1, 8 },
	[TREE_URANDOM] = { "urandom", TREE_DEV, 1, 9 },
};

/* What is at the address of the table if nothing was bundled. */
static const struct denali_files no_files = { DENALI_FILES_VERSION, 0, 0, 0 };

const struct denali_files *tree_files(void)
{
	const struct denali_files *files = &denali_files;

	return files != NULL ? files : &no_files;
}

const struct denali_file *tree_entry(const struct tree_node *node)
{
	const struct denali_files *files = tree_files();

	return node->fixed == TREE_ROOT && files->count != 0 ? files->entries :
							       node->entry;
}

ino_t tree_number(const struct denali_file *entry, unsigned fixed)
{
	if (fixed != TREE_NONE)
		return (ino_t)fixed + 1;
	return (ino_t)(entry - tree_files()->entries) + FIRST_ENTRY;
}

unsigned tree_find_fixed(unsigned directory, struct vfs_name name)
{
	unsigned i = TREE_DEV;

	while (i < TREE_FIXED &&
	       (tree_fixed[i].parent != directory ||
		strncmp(tree_fixed[i].name, name.text, name.length) != 0 ||
		tree_fixed[i].name[name.length] != '\0'))
		i++;
	return i;
}

/* Where a path stands to that of the name in the directory. */
static int compare(const char *path, const char *directory, size_t length,
		   struct vfs_name name)
{
	int order = strncmp(path, directory, length);

	if (order == 0)
		order = (unsigned char)path[length] - '/';
	if (order == 0) {
		path += length + 1;
		order = strncmp(path, name.text, name.length);
	}
	return order != 0 ? order : path[name.length];
}

const struct denali_file *tree_find(const struct denali_file *directory,
				    struct vfs_name name)
{
	const struct denali_files *files = tree_files();
	const char *path = denali_file_path(files, directory);
	size_t length = directory->path_length;
	uint32_t low = 0, high = files->count;

	if (length == 1) /* the root ends with the slash */
		length = 0;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct denali_file *entry = &files->entries[middle];
		int order = compare(denali_file_path(files, entry), path,
				    length, name);

		if (order == 0)
			return entry;
		if (order > 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

__attribute__((noinline)) static mode_t mode_of(const struct tree_node *node)
{
	if (node->fixed >= TREE_DEVICES && node->fixed != TREE_NONE)
		return S_IFCHR | 0666;
	if (tree_entry(node) != NULL)
		return tree_entry(node)->mode;
	return node->fixed == TREE_TMP || node->fixed == TREE_SHM ?
		       S_IFDIR | S_ISVTX | 0777 :
		       S_IFDIR | 0755;
}

/* An open descriptor by its number. */
static unsigned find_descriptor(struct vfs_name name)
{
	unsigned fd = 0;

	for (size_t i = 0; i < name.length; i++) {
		unsigned digit = (unsigned char)name.text[i] - (unsigned)'0';

		if (digit > 9 || i > 6)
			return TREE_NONE;
		fd = 10 * fd + digit;
	}
	return fd_flags((int)fd) < 0 ? TREE_NONE : TREE_FIXED + 1 + fd;
}

static void find(const struct tree_node *directory, struct vfs_name name,
		 struct tree_node *found)
{
	found->fixed = directory->fixed == TREE_FD ?
			       find_descriptor(name) :
			       tree_find_fixed(directory->fixed, name);
	found->entry = NULL;
	if (tree_entry(directory) != NULL)
		found->entry = tree_find(tree_entry(directory), name);
	if (found->fixed != TREE_NONE && found->entry != NULL &&
	    !S_ISDIR(found->entry->mode))
		found->entry = NULL;
}

static int tree_lookup(struct vfs_node *directory, struct vfs_name name,
		       struct vfs_node **node)
{
	struct tree_node *made = malloc(sizeof(*made));

	if (made == NULL)
		return -ENOMEM;
	find(tree_of(directory), name, made);
	if (made->entry == NULL && made->fixed == TREE_NONE) {
		free(made);
		return -ENOENT;
	}
	made->node.ops = directory->ops;
	made->node.mount = directory->mount;
	made->node.number = tree_number(made->entry, made->fixed);
	made->node.type = mode_of(made) & S_IFMT;
	made->node.references = 1;
	made->parent = tree_of(directory);
	vfs_get(directory);
	*node = &made->node;
	return 0;
}

static int tree_parent(struct vfs_node *directory, struct vfs_node **node)
{
	*node = &tree_of(directory)->parent->node;
	vfs_get(*node);
	return 0;
}

/* A loop, as vfs_put would be a recursion. */
static void tree_release(struct vfs_node *node)
{
	do {
		struct vfs_node *parent = &tree_of(node)->parent->node;

		free(tree_of(node));
		node = parent;
	} while (--node->references == 0);
}

static const char *contents(struct vfs_node *node, off_t offset, size_t *rest)
{
	const struct denali_file *entry = tree_of(node)->entry;

	*rest = 0;
	if (offset >= (off_t)entry->size)
		return NULL;
	*rest = entry->size - (size_t)offset;
	return (const char *)denali_file_data(tree_files(), entry) + offset;
}

static ssize_t tree_read(struct vfs_node *node, void *data, size_t length,
			 off_t offset)
{
	size_t rest;
	const char *from = contents(node, offset, &rest);

	if (length > rest)
		length = rest;
	memcpy(data, from, length);
	return (ssize_t)length;
}

static int tree_stat(struct vfs_node *node, struct stat *status)
{
	struct tree_node *tree = tree_of(node);

	status->st_ino = node->number;
	status->st_mode = mode_of(tree);
	status->st_nlink = 1;
	status->st_blksize = 4096;
	if (tree->fixed < TREE_FIXED) {
		const struct tree_fixed *fixed = &tree_fixed[tree->fixed];

		status->st_rdev = (dev_t)(fixed->major << 8 | fixed->minor);
	} else if (tree->entry != NULL) {
		status->st_size = (off_t)tree->entry->size;
		status->st_blocks = (blkcnt_t)tree->entry->size / 512 + 1;
	}
	return 0;
}

static const struct vfs_ops tree_ops = {
	.lookup = tree_lookup,
	.parent = tree_parent,
	.readdir = tree_readdir,
	.read = tree_read,
	.view = tree_view,
	.stat = tree_stat,
	.open = device_open,
	.release = tree_release,
};

static struct tree_node root = {
	.node = { &tree_ops, &tree_mount, TREE_ROOT + 1, S_IFDIR, 1 },
};

struct vfs_node *const vfs_root = &root.node;

static const struct vfs_mount_ops mount_ops = {
	.statvfs = tree_statvfs,
};

struct vfs_mount tree_mount = {
	.ops = &mount_ops,
	.root = &root.node,
	.device = 1,
	.read_only = true,
};
