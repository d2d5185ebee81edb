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

bool ilw_mutex_trylock(struct ilw_mutex *mutex)
{
	struct ilw_thread *self = ilw_thread_self();
	bool taken;

	ilw_preempt_disable();
	taken = mutex->owner == NULL;
	if (taken)
		mutex->owner = self;
	ilw_preempt_enable();
	return taken;
}

bool ilw_mutex_lock_until(struct ilw_mutex *mutex, uint64_t deadline)
{
	bool taken;

	ilw_preempt_disable();
	while (mutex->owner != NULL && ilw_wait(&mutex->queue, deadline))
		;
	taken = mutex->owner == NULL;
	if (taken)
		mutex->owner = ilw_thread_self();
	ilw_preempt_enable();
	return taken;
}

void ilw_mutex_lock(struct ilw_mutex *mutex)
{
	ilw_mutex_lock_until(mutex, ILW_NEVER);
}

void ilw_mutex_unlock(struct ilw_mutex *mutex)
{
	ilw_preempt_disable();
	mutex->owner = NULL;
	ilw_wake_one(&mutex->queue);
	ilw_preempt_enable();
}

bool ilw_mutex_is_mine(const struct ilw_mutex *mutex)
{
	return mutex->owner == ilw_thread_self();
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
	mutex->owner = NULL;
	ilw_wake_one(&mutex->queue);
	woken = ilw_wait(&condition->queue, deadline);
	ilw_preempt_enable();
	ilw_mutex_lock(mutex);
	return woken;
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
