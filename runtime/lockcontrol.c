/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Locks by fcntl(): ranges, and who may lock them.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "filelock.h"

/* Where l_whence counts from. */
static off_t base_of(struct file *file, short whence)
{
	struct stat status = { 0 };
	int result = 0;

	if (whence == SEEK_SET)
		return 0;
	if (whence == SEEK_CUR)
		return file->ops->seek != NULL ?
			       file->ops->seek(file, 0, SEEK_CUR) :
			       0;
	if (whence != SEEK_END)
		return -EINVAL;
	if (file->ops->stat != NULL)
		result = file->ops->stat(file, &status);
	return result < 0 ? result : status.st_size;
}

/* The bytes that are meant: a negative length counts backwards, 0 is all that
 * follows. */
static int read_range(struct file *file, const struct flock *flock,
		      struct filelock *lock)
{
	off_t base = base_of(file, flock->l_whence);
	off_t start, end;

	if (base < 0)
		return (int)base;
	if (__builtin_add_overflow(base, flock->l_start, &start) ||
	    __builtin_add_overflow(start, flock->l_len, &end))
		return -EOVERFLOW;
	lock->first = flock->l_len < 0 ? end : start;
	lock->last = flock->l_len < 0 ? start - 1 : end - 1;
	if (flock->l_len == 0)
		lock->last = FILELOCK_END;
	return lock->first < 0 ? -EINVAL : 0;
}

static int read_lock(struct file *file, const struct flock *flock,
		     struct filelock *lock)
{
	if (flock->l_type != F_RDLCK && flock->l_type != F_WRLCK &&
	    flock->l_type != F_UNLCK)
		return -EINVAL;
	lock->type = flock->l_type;
	return read_range(file, flock, lock);
}

static int test(struct file *file, struct flock *flock, struct filelock *lock)
{
	int result = -EINVAL;

	if (lock->type != F_UNLCK)
		result = filelock_test(file, lock);
	if (result < 0)
		return result;
	flock->l_type = lock->type;
	if (lock->type == F_UNLCK)
		return 0;
	flock->l_whence = SEEK_SET;
	flock->l_start = lock->first;
	flock->l_len = lock->last == FILELOCK_END ?
			       0 :
			       lock->last - lock->first + 1;
	flock->l_pid = lock->owner == NULL ? getpid() : -1;
	return 0;
}

static bool is_open_for(const struct file *file, short type)
{
	int mode = file->flags & O_ACCMODE;

	return mode == O_RDWR || type == F_UNLCK ||
	       mode == (type == F_RDLCK ? O_RDONLY : O_WRONLY);
}

int filelock_control(struct file *file, int command, struct flock *flock)
{
	bool by_file = command == F_OFD_GETLK || command == F_OFD_SETLK ||
		       command == F_OFD_SETLKW;
	struct filelock lock = { .owner = by_file ? file : NULL };
	int result = read_lock(file, flock, &lock);

	if (result < 0)
		return result;
	if (by_file && flock->l_pid != 0)
		return -EINVAL;
	if (command == F_GETLK || command == F_OFD_GETLK)
		return test(file, flock, &lock);
	if (!is_open_for(file, lock.type))
		return -EBADF;
	return filelock_set(file, &lock,
			    command == F_SETLKW || command == F_OFD_SETLKW);
}
