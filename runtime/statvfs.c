/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Room for files: none but what the bundled ones take.
 */
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

static void fill(struct statvfs *status)
{
	memset(status, 0, sizeof *status);
	status->f_bsize = 1024;
	status->f_frsize = 1024;
	status->f_flag = ST_RDONLY | ST_NOSUID;
	status->f_namemax = PATH_MAX - 1;
}

int statvfs(const char *restrict path, struct statvfs *restrict status)
{
	struct stat file;

	if (stat(path, &file) != 0)
		return -1;
	fill(status);
	return 0;
}

int fstatvfs(int fd, struct statvfs *status)
{
	struct stat file;

	if (fstat(fd, &file) != 0)
		return -1;
	fill(status);
	return 0;
}
