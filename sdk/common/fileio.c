/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "fileio.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

bool write_whole(int fd, const void *data, size_t length)
{
	const char *at = data;

	while (length > 0) {
		ssize_t written = write(fd, at, length);

		if (written < 0 && errno != EINTR)
			return false;
		if (written > 0) {
			at += written;
			length -= (size_t)written;
		}
	}
	return true;
}

bool is_same_file(int one, int other)
{
	struct stat first, second;

	return fstat(one, &first) == 0 && fstat(other, &second) == 0 &&
	       first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}
