/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Opening by name.  Bundled files cannot be written.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>

#include "file.h"
#include "syscall.h"
#include "tree.h"

#define KEPT (O_ACCMODE | O_APPEND | O_NONBLOCK)

int _open(const char *path, int flags, ...);

static int open_entry(const struct denali_file *entry, int flags,
		      struct file **file)
{
	bool writes = (flags & O_ACCMODE) != O_RDONLY;

	if ((flags & O_CREAT) && (flags & O_EXCL))
		return -EEXIST;
	if (S_ISDIR(entry->mode) && writes)
		return -EISDIR;
	if (!S_ISDIR(entry->mode) && (flags & O_DIRECTORY))
		return -ENOTDIR;
	if (writes || (flags & O_TRUNC))
		return -EROFS;
	return tree_open(entry, flags & KEPT, file);
}

static int open_file(const char *path, int flags, struct file **file)
{
	const struct denali_file *entry;
	char normal[PATH_MAX];
	int error = tree_normalise(path, normal);

	if (error != 0)
		return error;
	error = device_open(normal, flags & KEPT, file);
	if (error != -ENOENT)
		return error;
	entry = tree_find(normal);
	if (entry != NULL)
		return open_entry(entry, flags, file);
	return flags & O_CREAT ? -EROFS : -ENOENT;
}

int open(const char *path, int flags, ...)
{
	struct file *file;
	int fd;

	syscall_testcancel();
	fd = open_file(path, flags, &file);

	if (fd == 0) {
		fd = fd_install(file);
		if (fd < 0)
			file_put(file);
		else if (flags & O_CLOEXEC)
			fd_set_flags(fd, FD_CLOEXEC);
	}
	return (int)syscall_result(fd);
}

/* newlib's popen and friends call this name. */
int _open(const char *path, int flags, ...)
{
	return open(path, flags);
}
