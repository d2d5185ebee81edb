/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Mutexes, semaphores, conditions.
 *
 * A mutex that is unlocked is free for whoever comes first, the woken thread or
 * another: handing it over would make every contended section cost a switch.
 */
#include <stddef.h>

#include <ilwaco/sync.h>
#include <ilwaco/thread.h>

static uintptr_t self_word(void)
{
	return (uintptr_t)ilw_thread_self();
}

static uintptr_t waiters(const struct ilw_mutex *mutex)
{
	return ilw_wait_queue_is_empty(&mutex->queue) ? 0 : ILW_MUTEX_WAITERS;
}

/* These two with preemption disabled. */
static bool take(struct ilw_mutex *mutex)
{
	uintptr_t word = mutex->word;

	if ((word & ~ILW_MUTEX_FLAGS) != 0)
		return false;
	mutex->word = self_word() | (word & ILW_MUTEX_SLOW) | waiters(mutex);
	return true;
}

static void release(struct ilw_mutex *mutex)
{
	ilw_wake_one(&mutex->queue);
	mutex->word = (mutex->word & ILW_MUTEX_SLOW) | waiters(mutex);
}

bool ilw_mutex_trylock(struct ilw_mutex *mutex)
{
	bool taken;

	if (ilw_mutex_exchange(mutex, 0, self_word()))
		return true;
	ilw_preempt_disable();
	taken = take(mutex);
	ilw_preempt_enable();
	return taken;
}

bool ilw_mutex_lock_until(struct ilw_mutex *mutex, uint64_t deadline)
{
	bool taken, waiting = true;

	if (ilw_mutex_exchange(mutex, 0, self_word()))
		return true;
	ilw_preempt_disable();
	while (!(taken = take(mutex)) && waiting) {
		mutex->word |= ILW_MUTEX_WAITERS;
		waiting = ilw_wait(&mutex->queue, deadline);
	}
	ilw_preempt_enable();
	return taken;
}

void ilw_mutex_lock(struct ilw_mutex *mutex)
{
	ilw_mutex_lock_until(mutex, ILW_NEVER);
}

void ilw_mutex_unlock(struct ilw_mutex *mutex)
{
	if (ilw_mutex_exchange(mutex, self_word(), 0))
		return;
	ilw_preempt_disable();
	release(mutex);
	ilw_preempt_enable();
}

bool ilw_mutex_is_mine(const struct ilw_mutex *mutex)
{
	return (mutex->word & ~ILW_MUTEX_FLAGS) == self_word();
}

bool ilw_semaphore_take(struct ilw_semaphore *semaphore, uint64_t deadline)
{
	bool taken;

	ilw_preempt_disable();
	while (semaphore->count == 0 && ilw_wait(&semaphore->queue, deadline))
		;
	taken = semaphore->count != 0;
	if (taken)
		semaphore->count = semaphore->count - 1;
	ilw_preempt_enable();
	return taken;
}

void ilw_semaphore_post(struct ilw_semaphore *semaphore)
{
	ilw_preempt_disable();
	semaphore->count = semaphore->count + 1;
	ilw_wake_one(&semaphore->queue);
	ilw_preempt_enable();
}

bool ilw_condition_wait(struct ilw_condition *condition,
			struct ilw_mutex *mutex, uint64_t deadline)
{
	bool woken;

	ilw_preempt_disable();
	release(mutex);
	woken = ilw_wait(&condition->queue, deadline);
	ilw_preempt_enable();
	ilw_mutex_lock(mutex);
	return woken;
}

enum ilw_waited ilw_condition_sleep(struct ilw_condition *condition,
				    struct ilw_mutex *mutex, uint64_t deadline)
{
	enum ilw_waited waited;

	ilw_preempt_disable();
	release(mutex);
	waited = ilw_wait_interruptible(&condition->queue, deadline);
	ilw_preempt_enable();
	return waited;
}

void ilw_condition_signal(struct ilw_condition *condition)
{
	ilw_preempt_disable();
	ilw_wake_one(&condition->queue);
	ilw_preempt_enable();
}

void ilw_condition_broadcast(struct ilw_condition *condition)
{
	ilw_preempt_disable();
	ilw_wake_all(&condition->queue);
	ilw_preempt_enable();
}
