/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Locks of open files on files.  Two open files are of one file if it says so
 * by its numbers; one that has none is a file by itself.
 *
 * All locks are on one list.  A lock observes its open file, and goes when the
 * last reference to that does.  All changes are made with preemption disabled.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <ilwaco/wait.h>

#include "file.h"
#include "syscall.h"

struct lock {
	struct file_observer observer; /* of the last reference */
	struct lock *next;
	const struct file *file; /* whose it is */
	dev_t device;            /* on what; number 0: on the open file */
	ino_t number;
	bool exclusive;
};

static struct lock *locks;
static struct ilw_wait_queue waiters;

static struct lock **link_of(const struct file *file)
{
	struct lock **link = &locks;

	while (*link != NULL && (*link)->file != file)
		link = &(*link)->next;
	return link;
}

static void unlock(const struct file *file)
{
	struct lock **link = link_of(file), *lock = *link;

	if (lock == NULL)
		return;
	*link = lock->next;
	file_unobserve(&lock->observer);
	free(lock);
	ilw_wake_all(&waiters);
}

static void last_reference(struct file_observer *observer, short events)
{
	if (events & POLLNVAL)
		unlock(((struct lock *)(void *)observer)->file);
}

/* Whether another open file's lock is in the way. */
static bool is_refused(const struct lock *wanted)
{
	for (const struct lock *other = locks; other; other = other->next)
		if (other->file != wanted->file && wanted->number != 0 &&
		    other->number == wanted->number &&
		    other->device == wanted->device &&
		    (other->exclusive || wanted->exclusive))
			return true;
	return false;
}

/* Puts the lock in the place of the one that the file has.  Who waits has none
 * meanwhile, or two that change from shared to exclusive would wait forever. */
static int replace(struct file *file, struct lock *wanted, bool wait)
{
	while (is_refused(wanted)) {
		if (!wait)
			return -EWOULDBLOCK;
		unlock(file);
		if (ilw_wait_interruptible(&waiters, ILW_NEVER) ==
		    ILW_WAIT_INTERRUPTED)
			return -EINTR;
	}
	unlock(file);
	wanted->next = locks;
	locks = wanted;
	file_observe(file, &wanted->observer);
	return 0;
}

static int lock(struct file *file, bool exclusive, bool wait)
{
	struct lock *wanted = calloc(1, sizeof *wanted);
	struct stat status = { 0 };
	int result = 0;

	if (wanted == NULL)
		return -ENOLCK;
	if (file->ops->stat != NULL)
		result = file->ops->stat(file, &status);
	wanted->observer.ready = last_reference;
	wanted->file = file;
	wanted->device = status.st_dev;
	wanted->number = status.st_ino;
	wanted->exclusive = exclusive;
	if (result == 0) {
		ilw_preempt_disable();
		result = replace(file, wanted, wait);
		ilw_preempt_enable();
	}
	if (result != 0)
		free(wanted);
	return result;
}

static int operate(int fd, int operation)
{
	int kind = operation & ~LOCK_NB, result = 0;
	struct file *file = fd_get(fd);

	if (file == NULL)
		return -EBADF;
	if (kind == LOCK_UN) {
		ilw_preempt_disable();
		unlock(file);
		ilw_preempt_enable();
	} else if (kind == LOCK_SH || kind == LOCK_EX) {
		result = lock(file, kind == LOCK_EX, !(operation & LOCK_NB));
	} else {
		result = -EINVAL;
	}
	file_put(file);
	return result;
}

int flock(int fd, int operation)
{
	int result;

	SYSCALL_BLOCKING(result, operate(fd, operation));
	return (int)syscall_result(result);
}
