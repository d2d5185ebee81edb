/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Changing the tree of files, which cannot be done.
 */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "refuse.h"
#include "unix.h"

/* Names of sockets are not files. */
int unlink(const char *path)
{
	if (unix_path_remove != NULL && unix_path_remove(path))
		return 0;
	return refuse_path(path);
}

int rmdir(const char *path)
{
	return refuse_path(path);
}

int link(const char *from, const char *to)
{
	(void)to;
	return refuse_path(from);
}

int _rename(const char *from, const char *to);

int _rename(const char *from, const char *to)
{
	(void)to;
	return refuse_path(from);
}

int rename(const char *from, const char *to)
{
	(void)to;
	return refuse_path(from);
}

int chmod(const char *path, mode_t mode)
{
	(void)mode;
	if (unix_path_exists != NULL && unix_path_exists(path))
		return 0;
	return refuse_path(path);
}

int mkdir(const char *path, mode_t mode)
{
	(void)mode;
	return refuse_new(path);
}
