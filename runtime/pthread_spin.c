/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Spinlocks.  On one virtual processor whoever finds one taken can only let the
 * owner run.
 */
#include <errno.h>

#include <ilwaco/preempt.h>
#include <ilwaco/thread.h>

#include "threads.h"

int pthread_spin_init(pthread_spinlock_t *lock, int shared)
{
	if (shared != PTHREAD_PROCESS_PRIVATE &&
	    shared != PTHREAD_PROCESS_SHARED)
		return EINVAL;
	lock->__owner = NULL;
	return 0;
}

int pthread_spin_destroy(pthread_spinlock_t *lock)
{
	return lock->__owner != NULL ? EBUSY : 0;
}

int pthread_spin_trylock(pthread_spinlock_t *lock)
{
	int error = EBUSY;

	ilw_preempt_disable();
	if (lock->__owner == NULL) {
		lock->__owner = ilw_thread_self();
		error = 0;
	}
	ilw_preempt_enable();
	return error;
}

int pthread_spin_lock(pthread_spinlock_t *lock)
{
	if (lock->__owner == ilw_thread_self())
		return EDEADLK;
	while (pthread_spin_trylock(lock) != 0)
		ilw_thread_yield();
	return 0;
}

int pthread_spin_unlock(pthread_spinlock_t *lock)
{
	if (lock->__owner != ilw_thread_self())
		return EPERM;
	lock->__owner = NULL;
	return 0;
}
