/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * From directories to names.
 */
#ifndef RUNTIME_VFSNAME_H
#define RUNTIME_VFSNAME_H

#include "vfspath.h"

/* Writes the absolute path of the directory that a walk has come to, PATH_MAX
 * bytes at most, and goes on to the root.  -ENOENT: it has been removed;
 * -ENAMETOOLONG, -EIO. */
int vfs_name_of(struct vfs_path *path, char *name);

#endif
