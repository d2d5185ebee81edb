/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Two paths at a time, for rename and link.
 */
#ifndef RUNTIME_VFSPAIR_H
#define RUNTIME_VFSPAIR_H

#include "vfspath.h"

struct vfs_pair {
	struct vfs_path from, to;
};

/* Walks both, and goes on with the lock of the one mount that both nodes must
 * belong to.  -EXDEV, or what vfs_find says: then there is nothing to end. */
int vfs_find_pair(struct vfs_pair *pair, int from_folder, const char *from,
		  unsigned from_how, int to_folder, const char *to);
void vfs_end_pair(struct vfs_pair *pair);

#endif
