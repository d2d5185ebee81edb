/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Walking along paths: how the calls that take one find its node.
 *
 *	struct vfs_path path;
 *	int result = vfs_find(&path, folder, name, VFS_FOLLOW);
 *
 *	if (result == 0) {
 *		result = ... path.node ...;
 *		vfs_end(&path);
 *	}
 *
 * Between vfs_find and vfs_end the lock of the node's mount is held, so that
 * nothing happens between finding a node and using it.
 */
#ifndef RUNTIME_VFSPATH_H
#define RUNTIME_VFSPATH_H

#include <stdbool.h>
#include <stdint.h>

#include "vfs.h"

#define VFS_FOLLOW 1u /* a symbolic link at the end too */
#define VFS_PARENT 2u /* stop before the last name */

#define VFS_LINKS_MAX 40

struct vfs_path {
	/* Where the walk has got to: a reference, and its mount's lock. */
	struct vfs_node *node;
	/* VFS_PARENT: the name in node that was not looked up; its length is 0
	 * if there is none, since the path leads to the root.  It may be "."
	 * or "..". */
	struct vfs_name last;
	bool slash; /* VFS_PARENT: slashes follow it */

	const char *rest;
	char *text;          /* what rest is part of: that of a link */
	struct file *folder; /* where the path began; NULL */
	uint8_t links;
};

/* Walks from folder (a descriptor, or AT_FDCWD).  0: node, last and slash are
 * set; or what POSIX says of paths: -ENOENT, -ENOTDIR, -ENAMETOOLONG, -ELOOP,
 * -EBADF, -EIO, -ENOMEM: then there is nothing to end. */
int vfs_find(struct vfs_path *path, int folder, const char *name, unsigned how);

/* The parts of vfs_find: what a walk begins with, and how it goes on.  Both end
 * the walk if they fail. */
int vfs_begin(struct vfs_path *path, int folder, const char *name);
int vfs_walk(struct vfs_path *path, unsigned how);

/* Takes a node, and its mount's lock. */
void vfs_enter(struct vfs_path *path, struct vfs_node *node);

/* Gives up the node and what else the walk has. */
void vfs_end(struct vfs_path *path);

/* Goes on to a child of path->node, taking over the reference, and over what is
 * mounted there. */
void vfs_go(struct vfs_path *path, struct vfs_node *child);

/* After VFS_PARENT: the node of the last name, which is one that can be made or
 * taken away.  A reference.  -ENOENT, -EIO. */
int vfs_last(struct vfs_path *path, struct vfs_node **node);

/* Whether the last name is one that can be made or taken away: not "." nor ".."
 * nor none. */
bool vfs_last_is_name(const struct vfs_path *path);

/* Calls under way and open files keep a mount. */
static inline void vfs_use(struct vfs_mount *mount)
{
	__atomic_fetch_add(&mount->users, 1, __ATOMIC_RELAXED);
}

static inline void vfs_leave(struct vfs_mount *mount)
{
	__atomic_fetch_sub(&mount->users, 1, __ATOMIC_RELAXED);
}

/* The root of all, of the bundled files. */
extern struct vfs_node *const vfs_root;

/* The same node?  A file system may have made it twice. */
static inline bool vfs_same(const struct vfs_node *a, const struct vfs_node *b)
{
	return a->mount == b->mount && a->number == b->number;
}

/* All mounts but that of the root; changed with preemption disabled.  Programs
 * that can make files have them (vfsmount.h). */
extern struct vfs_mount *vfs_mounts;

/* What a walk needs only where there are symbolic links, mounts, a working
 * directory: weak to the walk, in vfsfolder.c, vfslink.c, vfsmount.c and
 * workingdir.c. */

/* Begins at an open directory: -EBADF, -ENOTDIR.  Calls that are given one say
 * that they need it. */
int vfs_begin_in(struct vfs_path *path, int folder);
/* Continues with the text of a symbolic link in path->node, whose reference is
 * taken over. */
int vfs_follow(struct vfs_path *path, struct vfs_node *link);
/* From a directory to the root of what is mounted on it. */
void vfs_below(struct vfs_path *path);
/* From the root of a mount to the directory it lies on. */
void vfs_above(struct vfs_path *path);
/* The working directory: its mount is locked, and used. */
struct vfs_node *vfs_working(void);

#endif
