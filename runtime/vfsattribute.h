/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Changes of attributes, as the calls of POSIX come to them.
 */
#ifndef RUNTIME_VFSATTRIBUTE_H
#define RUNTIME_VFSATTRIBUTE_H

#include "vfs.h"

/* Both return 0, or -1 with errno. */
int attribute_by_name(int folder, const char *name,
		      const struct vfs_change *change, int flags);
int attribute_by_fd(int fd, const struct vfs_change *change);

#endif
