/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * POSIX condition variables.
 */
#include <errno.h>
#include <time.h>

#include <ilwaco/sync.h>

#include "threads.h"

static struct ilw_condition *base(pthread_cond_t *condition)
{
	return (struct ilw_condition *)(void *)condition;
}

bool pthread_deadline(const struct timespec *time, bool monotonic,
		      uint64_t *deadline)
{
	int64_t from_now;

	if (time->tv_nsec < 0 || time->tv_nsec >= (long)ILW_SECOND)
		return false;
	if (time->tv_sec > INT64_MAX / (int64_t)ILW_SECOND - 1) {
		*deadline = ILW_NEVER;
		return true;
	}
	from_now = time->tv_sec * (int64_t)ILW_SECOND + time->tv_nsec;
	from_now -= monotonic ? (int64_t)ilw_clock_monotonic() :
				ilw_clock_realtime();
	*deadline = from_now > 0 ? ilw_clock_after((uint64_t)from_now) : 0;
	return true;
}

int pthread_condattr_init(pthread_condattr_t *attributes)
{
	attributes->__monotonic = 0;
	return 0;
}

int pthread_condattr_destroy(pthread_condattr_t *attributes)
{
	(void)attributes;
	return 0;
}

int pthread_condattr_setclock(pthread_condattr_t *attributes, clockid_t clock)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
		return EINVAL;
	attributes->__monotonic = clock == CLOCK_MONOTONIC;
	return 0;
}

int pthread_condattr_getclock(const pthread_condattr_t *restrict attributes,
			      clockid_t *restrict clock)
{
	*clock = attributes->__monotonic ? CLOCK_MONOTONIC : CLOCK_REALTIME;
	return 0;
}

int pthread_cond_init(pthread_cond_t *condition,
		      const pthread_condattr_t *attributes)
{
	*condition = (pthread_cond_t){
		.__monotonic = attributes != NULL ? attributes->__monotonic : 0,
	};
	return 0;
}

int pthread_cond_destroy(pthread_cond_t *condition)
{
	return ilw_wait_queue_is_empty(&base(condition)->queue) ? 0 : EBUSY;
}

int pthread_cond_signal(pthread_cond_t *condition)
{
	ilw_condition_signal(base(condition));
	return 0;
}

int pthread_cond_broadcast(pthread_cond_t *condition)
{
	ilw_condition_broadcast(base(condition));
	return 0;
}

/* A recursive mutex is given up whole. */
static int wait_until(pthread_cond_t *condition, pthread_mutex_t *mutex,
		      uint64_t deadline)
{
	unsigned int depth = mutex->__depth;
	bool woken;

	mutex->__depth = 0;
	woken = ilw_condition_wait(base(condition),
				   (struct ilw_mutex *)(void *)mutex, deadline);
	mutex->__depth = depth;
	return woken ? 0 : ETIMEDOUT;
}

int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
	return wait_until(condition, mutex, ILW_NEVER);
}

int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
			   const struct timespec *time)
{
	uint64_t deadline;

	if (!pthread_deadline(time, condition->__monotonic, &deadline))
		return EINVAL;
	return wait_until(condition, mutex, deadline);
}
