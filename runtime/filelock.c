/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Locks on ranges of files.  All are on one list, which is changed with
 * preemption disabled; each observes the open file that it was set by, and goes
 * with that.
 */
#include "filelock.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <ilwaco/clock.h>
#include <ilwaco/preempt.h>
#include <ilwaco/wait.h>

/* What is locked: a file by its numbers, or an open file that has none. */
struct place {
	const struct file *file;
	dev_t device;
	ino_t number;
};

struct held {
	struct file_observer observer;
	struct held *next;
	struct file *by;
	struct place place;
	struct filelock lock;
};

static struct held *all;
static struct ilw_wait_queue waiters;

static int find_place(struct file *file, struct place *place)
{
	struct stat status = { 0 };
	int result = 0;

	if (file->ops->stat != NULL)
		result = file->ops->stat(file, &status);
	*place = (struct place){
		.file = status.st_ino == 0 ? file : NULL,
		.device = status.st_dev,
		.number = status.st_ino,
	};
	return result;
}

static bool overlap(const struct held *held, const struct place *place,
		    const struct filelock *lock)
{
	return held->place.file == place->file &&
	       held->place.device == place->device &&
	       held->place.number == place->number &&
	       held->lock.first <= lock->last && lock->first <= held->lock.last;
}

static const struct held *find_conflict(const struct place *place,
					const struct filelock *lock)
{
	const struct held *held = all;

	for (; held != NULL; held = held->next)
		if (overlap(held, place, lock) &&
		    held->lock.owner != lock->owner &&
		    (held->lock.type == F_WRLCK || lock->type == F_WRLCK))
			break;
	return lock->type == F_UNLCK ? NULL : held;
}

static void drop(struct held **link)
{
	struct held *held = *link;

	*link = held->next;
	file_unobserve(&held->observer);
	free(held);
	ilw_wake_all(&waiters);
}

static void on_end(struct file_observer *observer, short events)
{
	struct held **link = &all;

	if (!(events & POLLNVAL))
		return;
	while (&(*link)->observer != observer)
		link = &(*link)->next;
	drop(link);
}

static void push(struct held *held, struct file *by, const struct place *place,
		 const struct filelock *lock)
{
	*held = (struct held){
		.observer = { .ready = on_end },
		.next = all,
		.by = by,
		.place = *place,
		.lock = *lock,
	};
	all = held;
	file_observe(by, &held->observer);
}

/* Takes a range out of a lock that reaches beyond it.  If that cuts it in two,
 * its end goes into *spare. */
static void shorten(struct held *held, const struct filelock *range,
		    struct held **spare)
{
	struct filelock end = held->lock;

	end.first = range->last + 1;
	if (held->lock.first >= range->first) {
		held->lock.first = end.first;
		return;
	}
	held->lock.last = range->first - 1;
	if (end.last <= range->last)
		return;
	push(*spare, held->by, &held->place, &end);
	*spare = NULL;
}

static bool is_within(const struct filelock *lock, const struct filelock *range)
{
	return lock->first >= range->first && lock->last <= range->last;
}

/* Takes the owner's locks out of a range. */
static void cut(const struct place *place, const struct filelock *range,
		struct held **spare)
{
	struct held **link = &all, *held;

	while ((held = *link) != NULL) {
		bool own = overlap(held, place, range) &&
			   held->lock.owner == range->owner;

		if (own && is_within(&held->lock, range)) {
			drop(link);
			continue;
		}
		if (own)
			shorten(held, range, spare);
		link = &held->next;
	}
}

/* With preemption disabled.  Of the spare ones, those that it takes become
 * NULL. */
static int set(struct file *file, const struct place *place,
	       const struct filelock *lock, struct held *spare[2], bool wait)
{
	while (find_conflict(place, lock) != NULL) {
		if (!wait)
			return -EAGAIN;
		if (ilw_wait_interruptible(&waiters, ILW_NEVER) ==
		    ILW_WAIT_INTERRUPTED)
			return -EINTR;
	}
	cut(place, lock, &spare[0]);
	ilw_wake_all(&waiters);
	if (lock->type == F_UNLCK)
		return 0;
	push(spare[1], file, place, lock);
	spare[1] = NULL;
	return 0;
}

int filelock_set(struct file *file, const struct filelock *lock, bool wait)
{
	struct held *spare[2] = { malloc(sizeof(**spare)),
				  malloc(sizeof(**spare)) };
	struct place place;
	int result = -ENOLCK;

	if (spare[0] != NULL && spare[1] != NULL)
		result = find_place(file, &place);
	if (result == 0) {
		ilw_preempt_disable();
		result = set(file, &place, lock, spare, wait);
		ilw_preempt_enable();
	}
	free(spare[0]);
	free(spare[1]);
	return result;
}

int filelock_test(struct file *file, struct filelock *lock)
{
	const struct held *held;
	struct place place;

	int result = find_place(file, &place);

	if (result < 0)
		return result;
	ilw_preempt_disable();
	held = find_conflict(&place, lock);
	if (held != NULL)
		*lock = held->lock;
	else
		lock->type = F_UNLCK;
	ilw_preempt_enable();
	return 0;
}

static bool has_own(void)
{
	const struct held *held = all;

	while (held != NULL && held->lock.owner != NULL)
		held = held->next;
	return held != NULL;
}

void filelock_closed(struct file *file)
{
	const struct filelock range = { .last = FILELOCK_END };
	struct held *spare = NULL; /* no lock reaches beyond */
	struct place place;
	bool any;

	ilw_preempt_disable();
	any = has_own();
	ilw_preempt_enable();
	if (!any || find_place(file, &place) < 0)
		return;
	ilw_preempt_disable();
	cut(&place, &range, &spare);
	ilw_preempt_enable();
}
