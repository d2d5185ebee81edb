/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Status by name.  There are no symbolic links.
 */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "syscall.h"
#include "tree.h"
#include "unix.h"

static int status_of(const char *path, struct stat *status)
{
	const struct denali_file *entry;
	char normal[PATH_MAX];
	int error = tree_normalise(path, normal);

	if (error != 0)
		return error;
	memset(status, 0, sizeof *status);
	if (device_stat(normal, status))
		return 0;
	if (unix_path_exists != NULL && unix_path_exists(path)) {
		status->st_mode = S_IFSOCK | 0777;
		return 0;
	}
	entry = tree_find(normal);
	if (entry == NULL)
		return -ENOENT;
	tree_stat(entry, status);
	return 0;
}

int stat(const char *path, struct stat *status)
{
	return (int)syscall_result(status_of(path, status));
}

int lstat(const char *path, struct stat *status)
{
	return stat(path, status);
}

int access(const char *path, int mode)
{
	struct stat status;
	int error = status_of(path, &status);

	if (error == 0 && (mode & W_OK) && !S_ISCHR(status.st_mode))
		error = -EROFS;
	if (error == 0 && (mode & X_OK) && !(status.st_mode & 0111))
		error = -EACCES;
	return (int)syscall_result(error);
}
