/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Read-write locks.
 *
 * Those that wait are in one line, readers and writers as they came, and
 * whoever unlocks lets in its beginning: so neither can starve the other.  A
 * reader that comes while somebody waits goes to the end, unless it holds some
 * lock for reading already: else it might wait for a writer who waits for it.
 */
#include <errno.h>
#include <limits.h>

#include <ilwaco/preempt.h>

#include "threads.h"
#include "timed.h"

int pthread_rwlock_init(pthread_rwlock_t *lock,
			const pthread_rwlockattr_t *attributes)
{
	(void)attributes;
	*lock = (pthread_rwlock_t)PTHREAD_RWLOCK_INITIALIZER;
	return 0;
}

int pthread_rwlock_destroy(pthread_rwlock_t *lock)
{
	return lock->__writer != NULL || lock->__readers != 0 ? EBUSY : 0;
}

static bool is_open(const pthread_rwlock_t *lock, bool writes)
{
	return lock->__writer == NULL && (!writes || lock->__readers == 0);
}

static void enter(pthread_rwlock_t *lock, const struct pthread_waiter *who)
{
	if (who->writes)
		lock->__writer = who->thread;
	else
		lock->__readers++;
}

static void let_in(pthread_rwlock_t *lock)
{
	struct pthread_waiter *first;

	while ((first = lock->__queue.__first) != NULL &&
	       is_open(lock, first->writes)) {
		lock->__queue.__first = first->next;
		enter(lock, first);
		pthread_admit(first);
	}
}

static void append(pthread_rwlock_t *lock, struct pthread_waiter *self)
{
	struct pthread_waiter *last = lock->__queue.__last;

	if (lock->__queue.__first == NULL)
		lock->__queue.__first = self;
	else
		last->next = self;
	lock->__queue.__last = self;
}

static void withdraw(pthread_rwlock_t *lock, struct pthread_waiter *self)
{
	struct pthread_waiter *before = lock->__queue.__first;

	if (before == self) {
		lock->__queue.__first = self->next;
		let_in(lock);
		return;
	}
	while (before->next != self)
		before = before->next;
	before->next = self->next;
	if (lock->__queue.__last == self)
		lock->__queue.__last = before;
}

/* 0, or why the lock is not to be had now: EBUSY if it is worth to wait. */
static int try(pthread_rwlock_t *lock, struct pthread_waiter *self)
{
	bool may_pass = !self->writes && self->thread->read_locks != 0;

	if (lock->__writer == self->thread)
		return EDEADLK;
	if (!self->writes && lock->__readers == UINT_MAX)
		return EAGAIN;
	if (!is_open(lock, self->writes) ||
	    (lock->__queue.__first != NULL && !may_pass))
		return EBUSY;
	enter(lock, self);
	return 0;
}

static int wait(pthread_rwlock_t *lock, struct pthread_waiter *self,
		uint64_t deadline)
{
	append(lock, self);
	if (pthread_await_admission(self, deadline))
		return 0;
	withdraw(lock, self);
	return ETIMEDOUT;
}

static int lock_until(pthread_rwlock_t *lock, bool writes, uint64_t deadline)
{
	struct pthread_waiter self = { .thread = pthread_self(),
				       .writes = writes };
	int error;

	ilw_preempt_disable();
	error = try(lock, &self);
	if (error == EBUSY && deadline != 0)
		error = wait(lock, &self, deadline);
	if (error == 0 && !writes)
		self.thread->read_locks++;
	ilw_preempt_enable();
	return error;
}

static int try_lock(pthread_rwlock_t *lock, bool writes)
{
	int error = lock_until(lock, writes, 0);

	return error == EDEADLK ? EBUSY : error;
}

/* The time is looked at only by who has to wait. */
static int lock_in_time(pthread_rwlock_t *lock, bool writes, clockid_t clock,
			const struct timespec *time)
{
	int error = lock_until(lock, writes, 0);
	struct timed timed;

	if (error != EBUSY)
		return error;
	if (!timed_begin(&timed, clock, time))
		return EINVAL;
	do
		error = lock_until(lock, writes, timed.deadline);
	while ((error == ETIMEDOUT || error == EBUSY) &&
	       !timed_is_over(&timed));
	timed_end(&timed);
	return error == EBUSY ? ETIMEDOUT : error;
}

int pthread_rwlock_rdlock(pthread_rwlock_t *lock)
{
	return lock_until(lock, false, ILW_NEVER);
}

int pthread_rwlock_wrlock(pthread_rwlock_t *lock)
{
	return lock_until(lock, true, ILW_NEVER);
}

int pthread_rwlock_tryrdlock(pthread_rwlock_t *lock)
{
	return try_lock(lock, false);
}

int pthread_rwlock_trywrlock(pthread_rwlock_t *lock)
{
	return try_lock(lock, true);
}

int pthread_rwlock_clockrdlock(pthread_rwlock_t *lock, clockid_t clock,
			       const struct timespec *time)
{
	return lock_in_time(lock, false, clock, time);
}

int pthread_rwlock_clockwrlock(pthread_rwlock_t *lock, clockid_t clock,
			       const struct timespec *time)
{
	return lock_in_time(lock, true, clock, time);
}

int pthread_rwlock_timedrdlock(pthread_rwlock_t *lock,
			       const struct timespec *time)
{
	return lock_in_time(lock, false, CLOCK_REALTIME, time);
}

int pthread_rwlock_timedwrlock(pthread_rwlock_t *lock,
			       const struct timespec *time)
{
	return lock_in_time(lock, true, CLOCK_REALTIME, time);
}

int pthread_rwlock_unlock(pthread_rwlock_t *lock)
{
	struct __pthread *self = pthread_self();
	int error = 0;

	ilw_preempt_disable();
	if (lock->__writer == self) {
		lock->__writer = NULL;
	} else if (lock->__readers != 0) {
		lock->__readers--;
		self->read_locks -= self->read_locks != 0;
	} else {
		error = EPERM;
	}
	let_in(lock);
	ilw_preempt_enable();
	return error;
}
