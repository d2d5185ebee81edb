/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Robust mutexes outlive their owners.
 */
#include "pthreads.h"

#include "guest/check.h"

#define MUTEXES 3

static pthread_mutex_t mutexes[MUTEXES];
static pthread_cond_t never_signalled = PTHREAD_COND_INITIALIZER;

static void make(pthread_mutex_t *mutex, int type)
{
	pthread_mutexattr_t attributes;

	pthread_mutexattr_init(&attributes);
	EQUAL(pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST),
	      0);
	pthread_mutexattr_settype(&attributes, type);
	EQUAL(pthread_mutex_init(mutex, &attributes), 0);
}

static void *lock_and_end(void *mutex)
{
	return (void *)(intptr_t)pthread_mutex_lock(mutex);
}

static int lock_elsewhere(pthread_mutex_t *mutex)
{
	return (int)finish(start(lock_and_end, mutex));
}

static void *lock_some(void *unused)
{
	for (int i = 0; i < MUTEXES; i++)
		EQUAL(pthread_mutex_lock(&mutexes[i]), 0);
	EQUAL(pthread_mutex_unlock(&mutexes[1]), 0);
	return unused;
}

static void *lock_and_unlock(void *mutex)
{
	int error = pthread_mutex_lock(mutex);

	if (error == 0 || error == EOWNERDEAD)
		pthread_mutex_unlock(mutex);
	return (void *)(intptr_t)error;
}

static void test_consistent(void)
{
	pthread_mutex_t *mutex = &mutexes[0];

	make(mutex, PTHREAD_MUTEX_NORMAL);
	EQUAL(pthread_mutex_consistent(mutex), EINVAL);
	EQUAL(pthread_mutex_unlock(mutex), EPERM);
	EQUAL(pthread_mutex_lock(mutex), 0);
	EQUAL(pthread_mutex_consistent(mutex), EINVAL);
	EQUAL(pthread_mutex_unlock(mutex), 0);
	EQUAL(lock_elsewhere(mutex), 0);
	EQUAL(pthread_mutex_lock(mutex), EOWNERDEAD);
	EQUAL(pthread_mutex_trylock(mutex), EBUSY);
	EQUAL(pthread_mutex_consistent(mutex), 0);
	EQUAL(pthread_mutex_unlock(mutex), 0);
	EQUAL(pthread_mutex_lock(mutex), 0);
	EQUAL(pthread_mutex_unlock(mutex), 0);
	EQUAL(lock_elsewhere(mutex), 0);
	EQUAL(lock_elsewhere(mutex), EOWNERDEAD);
	EQUAL(pthread_mutex_trylock(mutex), EOWNERDEAD);
	EQUAL(pthread_mutex_consistent(mutex), 0);
	EQUAL(pthread_mutex_unlock(mutex), 0);
	EQUAL(pthread_mutex_destroy(mutex), 0);
}

static void test_lost(void)
{
	pthread_mutex_t *mutex = &mutexes[0];
	struct timespec end = from_now(CLOCK_REALTIME, SHORTLY);
	pthread_t first, second;

	make(mutex, PTHREAD_MUTEX_ERRORCHECK);
	EQUAL(lock_elsewhere(mutex), 0);
	EQUAL(pthread_mutex_timedlock(mutex, &end), EOWNERDEAD);
	first = start(lock_and_unlock, mutex);
	second = start(lock_and_unlock, mutex);
	let_others_run();
	EQUAL(pthread_mutex_unlock(mutex), 0);
	EQUAL(finish(first), ENOTRECOVERABLE);
	EQUAL(finish(second), ENOTRECOVERABLE);
	EQUAL(pthread_mutex_lock(mutex), ENOTRECOVERABLE);
	EQUAL(pthread_mutex_trylock(mutex), ENOTRECOVERABLE);
	EQUAL(pthread_mutex_timedlock(mutex, &end), ENOTRECOVERABLE);
	EQUAL(pthread_mutex_unlock(mutex), EPERM);
	EQUAL(pthread_mutex_destroy(mutex), 0);
}

static void *lock_wait_and_end(void *mutex)
{
	int error = pthread_mutex_lock(mutex);

	let_others_run();
	return (void *)(intptr_t)error;
}

static void test_waiters(void)
{
	pthread_mutex_t *mutex = &mutexes[0];
	pthread_t owner, waiter;

	make(mutex, PTHREAD_MUTEX_RECURSIVE);
	owner = start(lock_wait_and_end, mutex);
	waiter = start(lock_and_unlock, mutex);
	EQUAL(finish(owner), 0);
	EQUAL(finish(waiter), EOWNERDEAD);
	EQUAL(pthread_mutex_lock(mutex), ENOTRECOVERABLE);
}

static void test_many(void)
{
	for (int i = 0; i < MUTEXES; i++)
		make(&mutexes[i], PTHREAD_MUTEX_NORMAL);
	finish(start(lock_some, NULL));
	EQUAL(pthread_mutex_lock(&mutexes[0]), EOWNERDEAD);
	EQUAL(pthread_mutex_lock(&mutexes[1]), 0);
	EQUAL(pthread_mutex_lock(&mutexes[2]), EOWNERDEAD);
	EQUAL(pthread_mutex_consistent(&mutexes[0]), 0);
	EQUAL(pthread_mutex_consistent(&mutexes[2]), 0);
	for (int i = 0; i < MUTEXES; i++)
		EQUAL(pthread_mutex_unlock(&mutexes[i]), 0);
}

/* Whoever waits for a condition learns it when it has the mutex again. */
static void *wait_shortly(void *mutex)
{
	struct timespec end = from_now(CLOCK_REALTIME, SHORTLY);
	int error = pthread_mutex_lock(mutex);

	if (error == 0)
		error = pthread_cond_timedwait(&never_signalled, mutex, &end);
	EQUAL(pthread_mutex_consistent(mutex), 0);
	EQUAL(pthread_mutex_unlock(mutex), 0);
	return (void *)(intptr_t)error;
}

static void test_condition(void)
{
	pthread_mutex_t *mutex = &mutexes[0];
	struct timespec end = from_now(CLOCK_REALTIME, SHORTLY);
	pthread_t waiter;

	make(mutex, PTHREAD_MUTEX_NORMAL);
	EQUAL(pthread_cond_timedwait(&never_signalled, mutex, &end), EPERM);
	waiter = start(wait_shortly, mutex);
	let_others_run();
	EQUAL(lock_elsewhere(mutex), 0);
	EQUAL(finish(waiter), EOWNERDEAD);
	EQUAL(pthread_mutex_lock(mutex), 0);
	EQUAL(pthread_mutex_unlock(mutex), 0);
}

int test_robust(void)
{
	pthread_mutexattr_t attributes;
	int robust = -1;

	pthread_mutexattr_init(&attributes);
	EQUAL(pthread_mutexattr_getrobust(&attributes, &robust), 0);
	EQUAL(robust, PTHREAD_MUTEX_STALLED);
	EQUAL(pthread_mutexattr_setrobust(&attributes, 2), EINVAL);
	test_consistent();
	test_lost();
	test_waiters();
	test_many();
	test_condition();
	return check_failures;
}
