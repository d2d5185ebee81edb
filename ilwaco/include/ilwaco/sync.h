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

/* Not recursive.  The word is the owning thread's address (threads are aligned
 * to 64 bytes) and flags.  Where no flag is set, locking a free one and
 * unlocking it is one instruction each, which nothing can interrupt: a VM has
 * one virtual processor, so that needs no bus lock either. */
struct ilw_mutex {
	volatile uintptr_t word;
	struct ilw_wait_queue queue;
};

#define ILW_MUTEX_WAITERS 1u /* some thread may wait */
/* Stays: set by who is built on a mutex and is to see each locking and
 * unlocking. */
#define ILW_MUTEX_SLOW 2u
#define ILW_MUTEX_FLAGS (ILW_MUTEX_WAITERS | ILW_MUTEX_SLOW)

#define ILW_MUTEX_INIT                                                         \
	{                                                                      \
		0, ILW_WAIT_QUEUE_INIT                                         \
	}

/* Makes the word `to` if it is `from`.  Says whether it did. */
static inline bool ilw_mutex_exchange(struct ilw_mutex *mutex, uintptr_t from,
				      uintptr_t to)
{
	bool done;

	__asm__ volatile("cmpxchg %3, %1"
			 : "=@ccz"(done), "+m"(mutex->word), "+a"(from)
			 : "r"(to)
			 : "memory");
	return done;
}

/* Locks it; blocks while another thread has it. */
void ilw_mutex_lock(struct ilw_mutex *mutex);
/* Locks it if nobody has it.  Says whether it did. */
bool ilw_mutex_trylock(struct ilw_mutex *mutex);
/* False: the deadline has passed. */
bool ilw_mutex_lock_until(struct ilw_mutex *mutex, uint64_t deadline);
/* Unlocks it, and wakes a thread that waits.  The owner only. */
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
/* The same, but the sleep may be interrupted (wait.h) and the mutex stays
 * unlocked. */
enum ilw_waited ilw_condition_sleep(struct ilw_condition *condition,
				    struct ilw_mutex *mutex, uint64_t deadline);
/* Ends the longest wait, if there is any. */
void ilw_condition_signal(struct ilw_condition *condition);
/* Ends all waits. */
void ilw_condition_broadcast(struct ilw_condition *condition);

#endif
