/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Paths that begin at an open directory.
 */
#include "vfsfile.h"
#include "vfspath.h"

int vfs_begin_in(struct vfs_path *path, int folder)
{
	struct file *file = fd_get(folder);

	if (file == NULL)
		return -EBADF;
	if (vfs_file_node(file) == NULL) {
		file_put(file);
		return -ENOTDIR;
	}
	path->folder = file;
	vfs_enter(path, vfs_file_node(file));
	return 0;
}
