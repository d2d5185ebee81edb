/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * POSIX mutexes: the library OS's, which know their owner.
 *
 * The word's flag ILW_MUTEX_SLOW is set where unlocking is not all that is to
 * be done: of a recursive mutex that was locked again, and of robust ones
 * always.
 */
#include <errno.h>
#include <limits.h>
#include <stddef.h>

#include <ilwaco/sync.h>

#include "mutex.h"
#include "threads.h"
#include "timed.h"

_Static_assert(sizeof(struct ilw_mutex) == offsetof(pthread_mutex_t, __depth),
	       "a pthread_mutex_t begins with a struct ilw_mutex");

int pthread_mutex_init(pthread_mutex_t *mutex,
		       const pthread_mutexattr_t *attributes)
{
	*mutex = (pthread_mutex_t){ 0 };
	if (attributes == NULL)
		return 0;
	mutex->__kind = attributes->__kind;
	mutex->__robust = attributes->__robust;
	mutex->__protocol = attributes->__protocol;
	mutex->__ceiling = attributes->__ceiling;
	if (mutex->__robust)
		mutex->__word = ILW_MUTEX_SLOW;
	return 0;
}

int pthread_mutex_destroy(pthread_mutex_t *mutex)
{
	return (mutex->__word & ~ILW_MUTEX_SLOW) != 0 ? EBUSY : 0;
}

static int acquired(pthread_mutex_t *mutex)
{
	return mutex->__robust != 0 ? pthread_robust_acquired(mutex) : 0;
}

/* What locking a mutex comes to that the caller owns already; -1: to wait. */
static int lock_again(pthread_mutex_t *mutex)
{
	if (mutex->__kind == PTHREAD_MUTEX_NORMAL ||
	    !ilw_mutex_is_mine(mutex_base(mutex)))
		return -1;
	if (mutex->__kind == PTHREAD_MUTEX_ERRORCHECK)
		return EDEADLK;
	if (mutex->__depth == UINT_MAX)
		return EAGAIN;
	mutex_set_depth(mutex, mutex->__depth + 1);
	return 0;
}

int __pthread_mutex_lock(pthread_mutex_t *mutex)
{
	int again = lock_again(mutex);

	if (again >= 0)
		return again;
	ilw_mutex_lock(mutex_base(mutex));
	return acquired(mutex);
}

int pthread_mutex_lock(pthread_mutex_t *mutex)
{
	if (__pthread_exchange(mutex, 0, __pthread_pointer()))
		return 0;
	return __pthread_mutex_lock(mutex);
}

int pthread_mutex_trylock(pthread_mutex_t *mutex)
{
	int again;

	if (ilw_mutex_trylock(mutex_base(mutex)))
		return acquired(mutex);
	again = lock_again(mutex);
	return again < 0 || again == EDEADLK ? EBUSY : again;
}

static int lock_in_time(pthread_mutex_t *mutex, clockid_t clock,
			const struct timespec *time)
{
	struct timed timed;
	bool taken;

	if (ilw_mutex_trylock(mutex_base(mutex)))
		return 0;
	if (!timed_begin(&timed, clock, time))
		return EINVAL;
	do
		taken = ilw_mutex_lock_until(mutex_base(mutex), timed.deadline);
	while (!taken && !timed_is_over(&timed));
	timed_end(&timed);
	return taken ? 0 : ETIMEDOUT;
}

int pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock,
			    const struct timespec *time)
{
	int error = lock_again(mutex);

	if (error >= 0)
		return error;
	error = lock_in_time(mutex, clock, time);
	return error != 0 ? error : acquired(mutex);
}

int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *time)
{
	return pthread_mutex_clocklock(mutex, CLOCK_REALTIME, time);
}

int __pthread_mutex_unlock(pthread_mutex_t *mutex)
{
	if ((mutex->__kind != PTHREAD_MUTEX_NORMAL || mutex->__robust) &&
	    !ilw_mutex_is_mine(mutex_base(mutex)))
		return EPERM;
	if (mutex->__depth != 0) {
		mutex_set_depth(mutex, mutex->__depth - 1);
		return 0;
	}
	if (mutex->__robust)
		pthread_robust_releasing(mutex);
	ilw_mutex_unlock(mutex_base(mutex));
	return 0;
}

int pthread_mutex_unlock(pthread_mutex_t *mutex)
{
	if (__pthread_exchange(mutex, __pthread_pointer(), 0))
		return 0;
	return __pthread_mutex_unlock(mutex);
}
