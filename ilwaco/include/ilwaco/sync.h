/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Mutexes, semaphores and conditions, over wait queues.  All zero, or the
 * INIT value, is a free mutex, a semaphore of 0, a condition nobody waits for;
 * there is nothing to destroy.  Not for event functions, which must not
 * block; these wake a queue or post a semaphore.
 */
#ifndef ILWACO_SYNC_H
#define ILWACO_SYNC_H

#include <stdbool.h>
#include <stdint.h>

#include "wait.h"

/* Not recursive.  Free: owner is NULL.  Locking a free one and unlocking one
 * that nobody waits for takes a few instructions and no scheduler. */
struct ilw_mutex {
	struct ilw_thread *volatile owner;
	struct ilw_wait_queue queue;
};

#define ILW_MUTEX_INIT                                                         \
	{                                                                      \
		NULL, ILW_WAIT_QUEUE_INIT                                      \
	}

void ilw_mutex_lock(struct ilw_mutex *mutex);
bool ilw_mutex_trylock(struct ilw_mutex *mutex);
/* False: the deadline has passed. */
bool ilw_mutex_lock_until(struct ilw_mutex *mutex, uint64_t deadline);
void ilw_mutex_unlock(struct ilw_mutex *mutex);
/* Whether the calling thread owns it. */
bool ilw_mutex_is_mine(const struct ilw_mutex *mutex);

struct ilw_semaphore {
	volatile uint32_t count;
	struct ilw_wait_queue queue;
};

#define ILW_SEMAPHORE_INIT(n)                                                  \
	{                                                                      \
		(n), ILW_WAIT_QUEUE_INIT                                       \
	}

/* Takes one; false: the deadline has passed and none was to be had.  A
 * deadline of 0 never blocks. */
bool ilw_semaphore_take(struct ilw_semaphore *semaphore, uint64_t deadline);
/* Adds one.  From anywhere, event functions and deadlines included. */
void ilw_semaphore_post(struct ilw_semaphore *semaphore);

struct ilw_condition {
	struct ilw_wait_queue queue;
};

#define ILW_CONDITION_INIT                                                     \
	{                                                                      \
		ILW_WAIT_QUEUE_INIT                                            \
	}

/* Unlocks the mutex and waits, as one step; locks it again in any case.
 * False: the deadline has passed. */
bool ilw_condition_wait(struct ilw_condition *condition,
			struct ilw_mutex *mutex, uint64_t deadline);
void ilw_condition_signal(struct ilw_condition *condition);
void ilw_condition_broadcast(struct ilw_condition *condition);

#endif
