/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <fcntl.h>
#include <unistd.h>

#include "syscall.h"
#include "vfspath.h"

VFS_NEEDS(vfs_begin_in);

ssize_t readlinkat(int folder, const char *restrict name, char *restrict text,
		   size_t room)
{
	struct vfs_path path;
	ssize_t result = vfs_find(&path, folder, name, 0);

	if (result == 0) {
		result = -EINVAL;
		if (S_ISLNK(path.node->type) && room > 0)
			result = path.node->ops->readlink(path.node, text,
							  room);
		vfs_end(&path);
	}
	return syscall_result(result);
}

ssize_t readlink(const char *restrict name, char *restrict text, size_t room)
{
	return readlinkat(AT_FDCWD, name, text, room);
}
