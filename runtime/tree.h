/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The file system at "/", which every program has: the files bundled with the
 * image, and, whatever these are, the directories and devices of `fixed`.
 * Read-only.  A file that is both is what `fixed` says; a directory that is
 * both has what both have in it.
 *
 * A node is made at each lookup.  It keeps its parent.
 */
#ifndef RUNTIME_TREE_H
#define RUNTIME_TREE_H

#include <denali/files.h>
#include <stdbool.h>
#include <stddef.h>

#include "vfs.h"

enum {
	TREE_ROOT,
	TREE_DEV,
	TREE_TMP,
	TREE_SHM,
	TREE_FD,
	TREE_DEVICES, /* the first of them */
	TREE_CONSOLE = TREE_DEVICES,
	TREE_TTY,
	TREE_STDIN, /* and the other two descriptors */
	TREE_STDOUT,
	TREE_STDERR,
	TREE_NULL,
	TREE_ZERO,
	TREE_FULL,
	TREE_RANDOM,
	TREE_URANDOM,
	TREE_FIXED,
	TREE_NONE = TREE_FIXED
};

struct tree_fixed {
	char name[8];
	uint8_t parent;
	uint8_t major, minor; /* of a device, as Linux has it */
};
extern const struct tree_fixed tree_fixed[TREE_FIXED];

struct tree_node {
	struct vfs_node node;
	struct tree_node *parent;        /* a reference; NULL: the root */
	const struct denali_file *entry; /* NULL: nothing bundled */
	unsigned fixed; /* TREE_NONE; or, in /dev/fd, TREE_FIXED + number */
};

static inline struct tree_node *tree_of(struct vfs_node *node)
{
	return (struct tree_node *)(void *)node;
}

/* The table, empty where nothing was bundled. */
const struct denali_files *tree_files(void);

/* What is bundled of a node: NULL, or its entry. */
const struct denali_file *tree_entry(const struct tree_node *node);

/* The number of a node made of these. */
ino_t tree_number(const struct denali_file *entry, unsigned fixed);

/* What has that name in a directory, TREE_NONE, NULL. */
unsigned tree_find_fixed(unsigned directory, struct vfs_name name);
const struct denali_file *tree_find(const struct denali_file *directory,
				    struct vfs_name name);

extern struct vfs_mount tree_mount;

/* vfs_ops.readdir, view and the mount's statvfs, for programs that use them. */
int tree_readdir(struct vfs_node *directory, uint32_t *cursor,
		 struct vfs_entry *entry);
int tree_statvfs(struct vfs_mount *mount, struct statvfs *status);
const void *tree_view(struct vfs_node *node, off_t offset, size_t *length);

/* Makes an open file of a device. */
int device_open(struct vfs_node *node, int flags, struct file **file);

#endif
