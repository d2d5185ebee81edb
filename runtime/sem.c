/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Semaphores.
 */
#include <semaphore.h>
#include <stddef.h>

#include <ilwaco/sync.h>

#include "syscall.h"
#include "timed.h"

_Static_assert(sizeof(struct ilw_semaphore) == sizeof(sem_t),
	       "a sem_t is a struct ilw_semaphore");

static struct ilw_semaphore *base(sem_t *semaphore)
{
	return (struct ilw_semaphore *)(void *)semaphore;
}

int sem_init(sem_t *semaphore, int shared, unsigned int value)
{
	(void)shared;
	if (value > SEM_VALUE_MAX)
		return (int)syscall_result(-EINVAL);
	*semaphore = (sem_t){ .__count = value };
	return 0;
}

int sem_destroy(sem_t *semaphore)
{
	if (!ilw_wait_queue_is_empty(&base(semaphore)->queue))
		return (int)syscall_result(-EBUSY);
	return 0;
}

int sem_post(sem_t *semaphore)
{
	int result = 0;

	ilw_preempt_disable();
	if (semaphore->__count == SEM_VALUE_MAX)
		result = -EOVERFLOW;
	else
		ilw_semaphore_post(base(semaphore));
	ilw_preempt_enable();
	return (int)syscall_result(result);
}

static int take(sem_t *semaphore, uint64_t deadline)
{
	enum ilw_waited waited = ILW_WAIT_WOKEN;
	int result = 0;

	ilw_preempt_disable();
	while (semaphore->__count == 0 && waited == ILW_WAIT_WOKEN)
		waited = ilw_wait_interruptible(&base(semaphore)->queue,
						deadline);
	if (semaphore->__count != 0)
		semaphore->__count = semaphore->__count - 1;
	else
		result = waited == ILW_WAIT_TIMED_OUT ? -ETIMEDOUT : -EINTR;
	ilw_preempt_enable();
	return result;
}

/* The time is looked at only by who has to wait. */
static int take_in_time(sem_t *semaphore, clockid_t clock,
			const struct timespec *time)
{
	struct timed timed;
	int result;

	if (ilw_semaphore_take(base(semaphore), 0))
		return 0;
	if (!timed_begin(&timed, clock, time))
		return -EINVAL;
	do
		result = take(semaphore, timed.deadline);
	while (result == -ETIMEDOUT && !timed_is_over(&timed));
	timed_end(&timed);
	return result;
}

int sem_wait(sem_t *semaphore)
{
	int result;

	SYSCALL_BLOCKING(result, take(semaphore, ILW_NEVER));
	return (int)syscall_result(result);
}

int sem_trywait(sem_t *semaphore)
{
	if (!ilw_semaphore_take(base(semaphore), 0))
		return (int)syscall_result(-EAGAIN);
	return 0;
}

int sem_clockwait(sem_t *restrict semaphore, clockid_t clock,
		  const struct timespec *restrict time)
{
	int result;

	SYSCALL_BLOCKING(result, take_in_time(semaphore, clock, time));
	return (int)syscall_result(result);
}

int sem_timedwait(sem_t *restrict semaphore,
		  const struct timespec *restrict time)
{
	return sem_clockwait(semaphore, CLOCK_REALTIME, time);
}

int sem_getvalue(sem_t *restrict semaphore, int *restrict value)
{
	*value = (int)semaphore->__count;
	return 0;
}
