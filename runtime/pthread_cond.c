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
#include "timed.h"

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

/* A wait with an end; that is a time.  0: woken, or so it may seem. */
static int sleep_in_time(struct ilw_condition *condition,
			 struct ilw_mutex *mutex, clockid_t clock,
			 const struct timespec *time)
{
	enum ilw_waited waited;
	struct timed timed;
	bool over;

	timed_begin(&timed, clock, time);
	waited = ilw_condition_sleep(condition, mutex, timed.deadline);
	over = timed_is_over(&timed);
	timed_end(&timed);
	return waited == ILW_WAIT_TIMED_OUT && over ? ETIMEDOUT : 0;
}

/* Without the mutex, handlers of signals run; with it, the thread is cancelled.
 * A recursive mutex is given up whole. */
static int wait_until(pthread_cond_t *condition, pthread_mutex_t *mutex,
		      clockid_t clock, const struct timespec *time)
{
	unsigned int depth = mutex->__depth;
	int slept = 0, error = 0;

	syscall_blocking_enter();
	if (depth != 0)
		mutex_set_depth(mutex, 0);
	if (mutex->__robust)
		pthread_robust_releasing(mutex);
	if (time != NULL)
		slept = sleep_in_time(base(condition), mutex_base(mutex), clock,
				      time);
	else
		ilw_condition_sleep(base(condition), mutex_base(mutex),
				    ILW_NEVER);
	syscall_blocking_again(0);
	ilw_mutex_lock(mutex_base(mutex));
	if (mutex->__robust)
		error = pthread_robust_acquired(mutex);
	if (depth != 0)
		mutex_set_depth(mutex, depth);
	test_cancel(condition);
	return error != 0 ? error : slept;
}

int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
	if (is_not_mine(mutex))
		return EPERM;
	return wait_until(condition, mutex, CLOCK_REALTIME, NULL);
}

int pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
			   clockid_t clock, const struct timespec *time)
{
	uint64_t unused;

	if (!pthread_deadline(time, clock, &unused))
		return EINVAL;
	if (is_not_mine(mutex))
		return EPERM;
	return wait_until(condition, mutex, clock, time);
}

int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
			   const struct timespec *time)
{
	return pthread_cond_clockwait(condition, mutex,
				      condition->__monotonic ? CLOCK_MONOTONIC :
							       CLOCK_REALTIME,
				      time);
}
