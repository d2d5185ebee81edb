/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * When files were read and written.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <utime.h>

#include "syscall.h"
#include "vfsattribute.h"

#define SECOND 1000000000

/* One of two times.  -EINVAL. */
static int take(const struct timespec *time, struct timespec *to, unsigned bit,
		unsigned *what)
{
	if (time != NULL && time->tv_nsec == UTIME_OMIT)
		return 0;
	*what |= bit;
	if (time == NULL || time->tv_nsec == UTIME_NOW)
		return clock_gettime(CLOCK_REALTIME, to);
	*to = *time;
	return time->tv_nsec < 0 || time->tv_nsec >= SECOND ? -EINVAL : 0;
}

static int make_change(const struct timespec *times, struct vfs_change *change)
{
	const struct timespec *second = times != NULL ? times + 1 : NULL;
	int result;

	*change = (struct vfs_change){ 0 };
	result = take(times, &change->accessed, VFS_ACCESSED, &change->what);
	if (result == 0)
		result = take(second, &change->modified, VFS_MODIFIED,
			      &change->what);
	return result;
}

int utimensat(int folder, const char *name, const struct timespec *times,
	      int flags)
{
	struct vfs_change change;
	int result = make_change(times, &change);

	if (result < 0)
		return (int)syscall_result(result);
	return attribute_by_name(folder, name, &change, flags);
}

int futimens(int fd, const struct timespec *times)
{
	struct vfs_change change;
	int result = make_change(times, &change);

	if (result < 0)
		return (int)syscall_result(result);
	return attribute_by_fd(fd, &change);
}

int utimes(const char *name, const struct timeval *times)
{
	struct timespec precise[2];

	if (times == NULL)
		return utimensat(AT_FDCWD, name, NULL, 0);
	for (int i = 0; i < 2; i++) {
		if (times[i].tv_usec < 0 || times[i].tv_usec >= SECOND / 1000)
			return (int)syscall_result(-EINVAL);
		precise[i].tv_sec = times[i].tv_sec;
		precise[i].tv_nsec = times[i].tv_usec * 1000;
	}
	return utimensat(AT_FDCWD, name, precise, 0);
}

int utime(const char *name, const struct utimbuf *times)
{
	struct timespec precise[2] = { { 0 }, { 0 } };

	if (times == NULL)
		return utimensat(AT_FDCWD, name, NULL, 0);
	precise[0].tv_sec = times->actime;
	precise[1].tv_sec = times->modtime;
	return utimensat(AT_FDCWD, name, precise, 0);
}
