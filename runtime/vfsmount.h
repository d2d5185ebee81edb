/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Mounts.  Programs that can make files have this, and those with --mount.
 */
#ifndef RUNTIME_VFSMOUNT_H
#define RUNTIME_VFSMOUNT_H

#include "vfspath.h"

/* Mounts source on the directory.  Errors of mount(2). */
int vfs_mount(const char *source, const char *target, const char *type,
	      const char *options, bool read_only);
int vfs_unmount(struct vfs_mount *mount);

/* Is something mounted on it? */
bool vfs_is_covered(const struct vfs_node *node);

/* The next mount after one (NULL: the first), which is used until it is passed
 * in here; NULL: no more.  For calls that go through all. */
struct vfs_mount *vfs_next_mount(struct vfs_mount *mount);

/* Before main() and the program's own constructors: /tmp, /dev/shm and what
 * --mount says.  gcc heeds a priority only at the first declaration. */
__attribute__((constructor(101))) void vfs_start(void);

/* sync(2). */
void vfs_sync(void);

/* The program ends: all that was written is on stable storage when this
 * returns, and no file can be used any more. */
void vfs_stop(void);

#endif
