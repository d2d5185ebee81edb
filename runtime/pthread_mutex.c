/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * POSIX mutexes: the library OS's, and two kinds that know their owner.
 */
#include <errno.h>
#include <stddef.h>

#include <ilwaco/sync.h>

#include "threads.h"

_Static_assert(sizeof(struct ilw_mutex) == offsetof(pthread_mutex_t, __depth),
	       "a pthread_mutex_t begins with a struct ilw_mutex");

static struct ilw_mutex *base(pthread_mutex_t *mutex)
{
	return (struct ilw_mutex *)(void *)mutex;
}

int pthread_mutexattr_init(pthread_mutexattr_t *attributes)
{
	attributes->__kind = PTHREAD_MUTEX_DEFAULT;
	return 0;
}

int pthread_mutexattr_destroy(pthread_mutexattr_t *attributes)
{
	(void)attributes;
	return 0;
}

int pthread_mutexattr_settype(pthread_mutexattr_t *attributes, int kind)
{
	if (kind < PTHREAD_MUTEX_NORMAL || kind > PTHREAD_MUTEX_ERRORCHECK)
		return EINVAL;
	attributes->__kind = kind;
	return 0;
}

int pthread_mutexattr_gettype(const pthread_mutexattr_t *attributes, int *kind)
{
	*kind = attributes->__kind;
	return 0;
}

int pthread_mutex_init(pthread_mutex_t *mutex,
		       const pthread_mutexattr_t *attributes)
{
	*mutex = (pthread_mutex_t){
		.__kind = attributes != NULL ? attributes->__kind : 0,
	};
	return 0;
}

int pthread_mutex_destroy(pthread_mutex_t *mutex)
{
	return mutex->__owner != NULL ? EBUSY : 0;
}

/* What locking a mutex comes to that the caller owns already; -1: to wait. */
static int lock_again(pthread_mutex_t *mutex, int normal)
{
	if (!ilw_mutex_is_mine(base(mutex)))
		return -1;
	if (mutex->__kind == PTHREAD_MUTEX_ERRORCHECK)
		return EDEADLK;
	if (mutex->__kind == PTHREAD_MUTEX_NORMAL)
		return normal;
	mutex->__depth++;
	return 0;
}

int pthread_mutex_lock(pthread_mutex_t *mutex)
{
	int again = lock_again(mutex, -1);

	if (again < 0)
		ilw_mutex_lock(base(mutex));
	return again > 0 ? again : 0;
}

int pthread_mutex_trylock(pthread_mutex_t *mutex)
{
	if (ilw_mutex_trylock(base(mutex)))
		return 0;
	if (mutex->__kind == PTHREAD_MUTEX_RECURSIVE &&
	    lock_again(mutex, EBUSY) == 0)
		return 0;
	return EBUSY;
}

int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *time)
{
	int again = lock_again(mutex, -1);
	uint64_t deadline;

	if (again >= 0)
		return again;
	if (ilw_mutex_trylock(base(mutex)))
		return 0;
	if (!pthread_deadline(time, false, &deadline))
		return EINVAL;
	return ilw_mutex_lock_until(base(mutex), deadline) ? 0 : ETIMEDOUT;
}

int pthread_mutex_unlock(pthread_mutex_t *mutex)
{
	if (mutex->__kind != PTHREAD_MUTEX_NORMAL &&
	    !ilw_mutex_is_mine(base(mutex)))
		return EPERM;
	if (mutex->__depth != 0)
		mutex->__depth--;
	else
		ilw_mutex_unlock(base(mutex));
	return 0;
}
