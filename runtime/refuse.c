/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Files are read-only, so that nothing about them can be changed.
 */
#include "refuse.h"

#include "file.h"
#include "syscall.h"
#include "tree.h"

static int found(const char *path)
{
	const struct denali_file *entry;

	return tree_lookup(path, &entry);
}

int refuse_path(const char *path)
{
	int error = found(path);

	return (int)syscall_result(error != 0 ? error : -EROFS);
}

int refuse_fd(int fd)
{
	struct file *file = fd_get(fd);

	if (file == NULL)
		return (int)syscall_result(-EBADF);
	file_put(file);
	return (int)syscall_result(-EROFS);
}

int refuse_new(const char *path)
{
	int error = found(path);

	return (int)syscall_result(error == 0       ? -EEXIST :
				   error == -ENOENT ? -EROFS :
						      error);
}
