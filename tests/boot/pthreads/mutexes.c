/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Mutexes: types, errors, times, attributes.
 */
#include "pthreads.h"

#include "guest/check.h"

static pthread_mutex_t lock;

static void *try_to_lock(void *mutex)
{
	return (void *)(intptr_t)pthread_mutex_trylock(mutex);
}

static void *try_to_unlock(void *mutex)
{
	return (void *)(intptr_t)pthread_mutex_unlock(mutex);
}

static int elsewhere(void *(*call)(void *), pthread_mutex_t *mutex)
{
	return (int)finish(start(call, mutex));
}

static void *lock_and_unlock(void *mutex)
{
	int error = pthread_mutex_lock(mutex);

	if (error == 0)
		error = pthread_mutex_unlock(mutex);
	return (void *)(intptr_t)error;
}

static void make(pthread_mutex_t *mutex, int type)
{
	pthread_mutexattr_t attributes;

	EQUAL(pthread_mutexattr_init(&attributes), 0);
	EQUAL(pthread_mutexattr_settype(&attributes, type), 0);
	EQUAL(pthread_mutex_init(mutex, &attributes), 0);
	EQUAL(pthread_mutexattr_destroy(&attributes), 0);
}

static void test_normal(void)
{
	pthread_t waiter;

	make(&lock, PTHREAD_MUTEX_NORMAL);
	EQUAL(pthread_mutex_lock(&lock), 0);
	EQUAL(pthread_mutex_trylock(&lock), EBUSY);
	EQUAL(elsewhere(try_to_lock, &lock), EBUSY);
	EQUAL(pthread_mutex_destroy(&lock), EBUSY);
	waiter = start(lock_and_unlock, &lock);
	let_others_run();
	EQUAL(pthread_mutex_unlock(&lock), 0);
	EQUAL(finish(waiter), 0);
	EQUAL(pthread_mutex_destroy(&lock), 0);
}

static void test_errorcheck(void)
{
	static pthread_mutex_t made = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;

	make(&lock, PTHREAD_MUTEX_ERRORCHECK);
	EQUAL(pthread_mutex_unlock(&lock), EPERM);
	EQUAL(pthread_mutex_lock(&lock), 0);
	EQUAL(pthread_mutex_lock(&lock), EDEADLK);
	EQUAL(pthread_mutex_timedlock(&lock, &NO_TIME), EDEADLK);
	EQUAL(pthread_mutex_trylock(&lock), EBUSY);
	EQUAL(elsewhere(try_to_unlock, &lock), EPERM);
	EQUAL(pthread_mutex_unlock(&lock), 0);
	EQUAL(pthread_mutex_unlock(&lock), EPERM);
	EQUAL(pthread_mutex_lock(&made), 0);
	EQUAL(pthread_mutex_lock(&made), EDEADLK);
	EQUAL(pthread_mutex_unlock(&made), 0);
}

static void test_recursive(void)
{
	static pthread_mutex_t made = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
	pthread_t waiter;

	make(&lock, PTHREAD_MUTEX_RECURSIVE);
	EQUAL(pthread_mutex_unlock(&lock), EPERM);
	EQUAL(pthread_mutex_lock(&lock), 0);
	EQUAL(pthread_mutex_lock(&lock), 0);
	waiter = start(lock_and_unlock, &lock);
	let_others_run();
	EQUAL(pthread_mutex_trylock(&lock), 0);
	EQUAL(pthread_mutex_timedlock(&lock, &NO_TIME), 0);
	for (int i = 0; i < 3; i++) {
		EQUAL(pthread_mutex_unlock(&lock), 0);
		EQUAL(elsewhere(try_to_lock, &lock), EBUSY);
		EQUAL(elsewhere(try_to_unlock, &lock), EPERM);
	}
	EQUAL(pthread_mutex_unlock(&lock), 0);
	EQUAL(finish(waiter), 0);
	EQUAL(elsewhere(lock_and_unlock, &lock), 0);
	EQUAL(pthread_mutex_unlock(&lock), EPERM);
	EQUAL(pthread_mutex_lock(&made), 0);
	EQUAL(pthread_mutex_lock(&made), 0);
	EQUAL(pthread_mutex_unlock(&made), 0);
	EQUAL(pthread_mutex_destroy(&made), EBUSY);
	EQUAL(pthread_mutex_unlock(&made), 0);
	EQUAL(pthread_mutex_destroy(&made), 0);
}

static void *lock_in_time(void *mutex)
{
	struct timespec end = from_now(CLOCK_REALTIME, SHORTLY);

	EQUAL(pthread_mutex_timedlock(mutex, &NO_TIME), EINVAL);
	EQUAL(pthread_mutex_clocklock(mutex, NO_CLOCK, &end), EINVAL);
	EQUAL(pthread_mutex_timedlock(mutex, &end), ETIMEDOUT);
	CHECK(has_come(CLOCK_REALTIME, &end));
	EQUAL(pthread_mutex_timedlock(mutex, &end), ETIMEDOUT);
	end = from_now(CLOCK_MONOTONIC, SHORTLY);
	EQUAL(pthread_mutex_clocklock(mutex, CLOCK_MONOTONIC, &end), ETIMEDOUT);
	CHECK(has_come(CLOCK_MONOTONIC, &end));
	end = (struct timespec){ .tv_sec = -1 };
	EQUAL(pthread_mutex_timedlock(mutex, &end), ETIMEDOUT);
	return NULL;
}

/* A time that is none matters to those only who have to wait. */
static void test_times(void)
{
	pthread_t waiter;

	make(&lock, PTHREAD_MUTEX_NORMAL);
	EQUAL(pthread_mutex_timedlock(&lock, &NO_TIME), 0);
	finish(start(lock_in_time, &lock));
	waiter = start(lock_and_unlock, &lock);
	let_others_run();
	finish(start(lock_in_time, &lock));
	EQUAL(pthread_mutex_unlock(&lock), 0);
	EQUAL(finish(waiter), 0);
	EQUAL(elsewhere(lock_and_unlock, &lock), 0);
	EQUAL(pthread_mutex_destroy(&lock), 0);
}

static void test_attributes_of(void)
{
	pthread_mutexattr_t attributes;
	int value = -1;

	EQUAL(pthread_mutexattr_init(&attributes), 0);
	EQUAL(pthread_mutexattr_gettype(&attributes, &value), 0);
	EQUAL(value, PTHREAD_MUTEX_DEFAULT);
	EQUAL(pthread_mutexattr_settype(&attributes, 3), EINVAL);
	EQUAL(pthread_mutexattr_settype(&attributes, -1), EINVAL);
	EQUAL(pthread_mutexattr_getpshared(&attributes, &value), 0);
	EQUAL(value, PTHREAD_PROCESS_PRIVATE);
	EQUAL(pthread_mutexattr_setpshared(&attributes, 2), EINVAL);
	EQUAL(pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED),
	      0);
	EQUAL(pthread_mutexattr_getpshared(&attributes, &value), 0);
	EQUAL(value, PTHREAD_PROCESS_SHARED);
	EQUAL(pthread_mutexattr_getprotocol(&attributes, &value), 0);
	EQUAL(value, PTHREAD_PRIO_NONE);
	EQUAL(pthread_mutexattr_setprotocol(&attributes, 3), EINVAL);
	EQUAL(pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT),
	      0);
	EQUAL(pthread_mutexattr_getprotocol(&attributes, &value), 0);
	EQUAL(value, PTHREAD_PRIO_INHERIT);
}

static void test_ceilings(void)
{
	pthread_mutexattr_t attributes;
	pthread_mutex_t mutex;
	int value = -1, lowest = sched_get_priority_min(SCHED_FIFO);

	pthread_mutexattr_init(&attributes);
	pthread_mutex_init(&mutex, &attributes);
	EQUAL(pthread_mutex_getprioceiling(&mutex, &value), EINVAL);
	EQUAL(pthread_mutex_setprioceiling(&mutex, lowest, &value), EINVAL);
	EQUAL(pthread_mutexattr_getprioceiling(&attributes, &value), 0);
	EQUAL(value, lowest);
	EQUAL(pthread_mutexattr_setprioceiling(&attributes, lowest - 1),
	      EINVAL);
	EQUAL(pthread_mutexattr_setprioceiling(
		      &attributes, sched_get_priority_max(SCHED_FIFO) + 1),
	      EINVAL);
	EQUAL(pthread_mutexattr_setprioceiling(&attributes, lowest + 3), 0);
	pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_PROTECT);
	pthread_mutex_init(&mutex, &attributes);
	EQUAL(pthread_mutex_getprioceiling(&mutex, &value), 0);
	EQUAL(value, lowest + 3);
	EQUAL(pthread_mutex_setprioceiling(&mutex, lowest - 1, &value), EINVAL);
	EQUAL(pthread_mutex_setprioceiling(&mutex, lowest + 1, &value), 0);
	EQUAL(value, lowest + 3);
	EQUAL(pthread_mutex_trylock(&mutex), 0);
}

int test_mutexes(void)
{
	test_normal();
	test_errorcheck();
	test_recursive();
	test_times();
	test_attributes_of();
	test_ceilings();
	return check_failures;
}
