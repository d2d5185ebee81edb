/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The working directory, which is always the root.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "syscall.h"

char *getcwd(char *path, size_t room)
{
	int error = 0;

	if (path == NULL)
		path = malloc(room > 2 ? room : 2);
	else if (room < 2)
		error = room == 0 ? -EINVAL : -ERANGE;
	if (path == NULL)
		error = -ENOMEM;
	if (error != 0) {
		(void)syscall_result(error);
		return NULL;
	}
	return strcpy(path, "/");
}

/* 0 for the root; another folder is there, but cannot be gone to. */
static int go_to(const struct stat *folder)
{
	struct stat root;

	if (!S_ISDIR(folder->st_mode))
		return (int)syscall_result(-ENOTDIR);
	if (stat("/", &root) == 0 && root.st_ino == folder->st_ino)
		return 0;
	return (int)syscall_result(-EACCES);
}

int chdir(const char *path)
{
	struct stat status;

	return stat(path, &status) != 0 ? -1 : go_to(&status);
}

int fchdir(int fd)
{
	struct stat status;

	return fstat(fd, &status) != 0 ? -1 : go_to(&status);
}
