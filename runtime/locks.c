/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The locks of newlib (retargetable locking): those that it names, and those
 * that it has made for each stream.  All may be locked again by their owner;
 * for the ones that newlib does not lock twice that makes no difference.
 *
 * A thread that is cancelled while it reads or writes holds its stream's lock:
 * what it holds when it ends is released.
 */
#include <stdlib.h>
#include <sys/lock.h>

#include <ilwaco/sync.h>

#include "threads.h"

struct __lock {
	struct ilw_mutex mutex;
	uint32_t depth; /* locks beyond the first */
	struct __lock *next;
	struct __lock **link; /* among those that were made */
};

static struct __lock *made;

struct __lock __lock___sinit_recursive_mutex;
struct __lock __lock___sfp_recursive_mutex;
struct __lock __lock___atexit_recursive_mutex;
struct __lock __lock___at_quick_exit_mutex;
struct __lock __lock___malloc_recursive_mutex;
struct __lock __lock___env_recursive_mutex;
struct __lock __lock___tz_mutex;
struct __lock __lock___dd_hash_mutex;
struct __lock __lock___arc4random_mutex;

/* Without memory there is no lock, and two threads may disturb each other. */
void __retarget_lock_init_recursive(_LOCK_T *lock)
{
	struct __lock *new = calloc(1, sizeof *new);

	*lock = new;
	if (new == NULL)
		return;
	ilw_preempt_disable();
	new->next = made;
	new->link = &made;
	if (made != NULL)
		made->link = &new->next;
	made = new;
	ilw_preempt_enable();
}

void __retarget_lock_init(_LOCK_T *lock)
{
	__retarget_lock_init_recursive(lock);
}

void __retarget_lock_close_recursive(_LOCK_T lock)
{
	if (lock == NULL)
		return;
	ilw_preempt_disable();
	*lock->link = lock->next;
	if (lock->next != NULL)
		lock->next->link = lock->link;
	ilw_preempt_enable();
	free(lock);
}

void __retarget_lock_close(_LOCK_T lock)
{
	__retarget_lock_close_recursive(lock);
}

void __retarget_lock_acquire_recursive(_LOCK_T lock)
{
	if (lock == NULL)
		return;
	if (ilw_mutex_is_mine(&lock->mutex))
		lock->depth++;
	else
		ilw_mutex_lock(&lock->mutex);
}

void __retarget_lock_acquire(_LOCK_T lock)
{
	__retarget_lock_acquire_recursive(lock);
}

int __retarget_lock_try_acquire_recursive(_LOCK_T lock)
{
	if (lock == NULL)
		return 1;
	if (!ilw_mutex_is_mine(&lock->mutex))
		return ilw_mutex_trylock(&lock->mutex);
	lock->depth++;
	return 1;
}

int __retarget_lock_try_acquire(_LOCK_T lock)
{
	return __retarget_lock_try_acquire_recursive(lock);
}

void __retarget_lock_release_recursive(_LOCK_T lock)
{
	if (lock == NULL)
		return;
	if (lock->depth != 0)
		lock->depth--;
	else
		ilw_mutex_unlock(&lock->mutex);
}

void __retarget_lock_release(_LOCK_T lock)
{
	__retarget_lock_release_recursive(lock);
}

static void leave(struct __lock *lock)
{
	if (!ilw_mutex_is_mine(&lock->mutex))
		return;
	lock->depth = 0;
	ilw_mutex_unlock(&lock->mutex);
}

/* The list of streams' is locked where all of them are flushed. */
void pthread_end_locks(void)
{
	ilw_preempt_disable();
	for (struct __lock *lock = made; lock != NULL; lock = lock->next)
		leave(lock);
	leave(&__lock___sfp_recursive_mutex);
	ilw_preempt_enable();
}
