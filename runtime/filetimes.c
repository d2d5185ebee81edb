/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * When files were read and written: nobody keeps that, and they are read-only.
 */
#include <stddef.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <utime.h>

#include "refuse.h"

int utime(const char *path, const struct utimbuf *times)
{
	(void)times;
	return refuse_path(path);
}

int utimes(const char *path, const struct timeval *times)
{
	(void)times;
	return refuse_path(path);
}

int futimens(int fd, const struct timespec *times)
{
	(void)times;
	return refuse_fd(fd);
}
