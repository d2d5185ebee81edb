/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Changing the tree of files, which cannot be done.
 */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "syscall.h"
#include "tree.h"
#include "unix.h"

/* What a call that would change the named entry fails with. */
static int refuse(const char *path)
{
	const struct denali_file *entry;
	int error = tree_lookup(path, &entry);

	return (int)syscall_result(error != 0 ? error : -EROFS);
}

/* Names of sockets are not files. */
int unlink(const char *path)
{
	if (unix_path_remove != NULL && unix_path_remove(path))
		return 0;
	return refuse(path);
}

int rmdir(const char *path)
{
	return refuse(path);
}

int link(const char *from, const char *to)
{
	(void)to;
	return refuse(from);
}

int _rename(const char *from, const char *to);

int _rename(const char *from, const char *to)
{
	(void)to;
	return refuse(from);
}

int rename(const char *from, const char *to)
{
	(void)to;
	return refuse(from);
}

int chmod(const char *path, mode_t mode)
{
	(void)mode;
	if (unix_path_exists != NULL && unix_path_exists(path))
		return 0;
	return refuse(path);
}

int mkdir(const char *path, mode_t mode)
{
	const struct denali_file *entry;

	(void)mode;
	return (int)syscall_result(tree_lookup(path, &entry) == 0 ? -EEXIST :
								    -EROFS);
}
