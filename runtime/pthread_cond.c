/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * POSIX condition variables.
 */
#include <errno.h>
#include <time.h>

#include <ilwaco/sync.h>

#include "mutex.h"
#include "syscall.h"
#include "threads.h"

static struct ilw_condition *base(pthread_cond_t *condition)
{
	return (struct ilw_condition *)(void *)condition;
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

static bool is_not_mine(pthread_mutex_t *mutex)
{
	return (mutex->__kind != PTHREAD_MUTEX_NORMAL || mutex->__robust) &&
	       !ilw_mutex_is_mine(mutex_base(mutex));
}

/* A thread that is cancelled may have been woken as well: another is woken for
 * it. */
static void test_cancel(pthread_cond_t *condition)
{
	const struct __pthread *self = pthread_self();

	if (pthread_testcancel == NULL)
		return;
	if (self->cancelled && !self->cancel_disabled)
		ilw_condition_signal(base(condition));
	pthread_testcancel();
}

/* Without the mutex, handlers of signals run; with it, the thread is cancelled.
 * A recursive mutex is given up whole. */
static int wait_until(pthread_cond_t *condition, pthread_mutex_t *mutex,
		      uint64_t deadline)
{
	unsigned int depth = mutex->__depth;
	enum ilw_waited waited;
	int error = 0;

	syscall_blocking_enter();
	if (depth != 0)
		mutex_set_depth(mutex, 0);
	if (mutex->__robust)
		pthread_robust_releasing(mutex);
	waited = ilw_condition_sleep(base(condition), mutex_base(mutex),
				     deadline);
	syscall_blocking_again(0);
	ilw_mutex_lock(mutex_base(mutex));
	if (mutex->__robust)
		error = pthread_robust_acquired(mutex);
	if (depth != 0)
		mutex_set_depth(mutex, depth);
	test_cancel(condition);
	return error == 0 && waited == ILW_WAIT_TIMED_OUT ? ETIMEDOUT : error;
}

int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
	if (is_not_mine(mutex))
		return EPERM;
	return wait_until(condition, mutex, ILW_NEVER);
}

int pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
			   clockid_t clock, const struct timespec *time)
{
	uint64_t deadline;

	if (!pthread_deadline(time, clock, &deadline))
		return EINVAL;
	if (is_not_mine(mutex))
		return EPERM;
	return wait_until(condition, mutex, deadline);
}

int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
			   const struct timespec *time)
{
	return pthread_cond_clockwait(condition, mutex,
				      condition->__monotonic ? CLOCK_MONOTONIC :
							       CLOCK_REALTIME,
				      time);
}
