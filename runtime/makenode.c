/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Things that are to have names among the files, which are read-only.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "refuse.h"

int mkfifo(const char *path, mode_t mode)
{
	(void)mode;
	return refuse_new(path);
}

int mknod(const char *path, mode_t mode, dev_t device)
{
	(void)mode;
	(void)device;
	return refuse_new(path);
}

int symlink(const char *to, const char *path)
{
	(void)to;
	return refuse_new(path);
}
