/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Read-write locks: who may be in together, who waits for whom, errors.
 */
#include "pthreads.h"

#include "guest/check.h"

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int order; /* of those let in */

static void *try_to_read(void *unused)
{
	int error = pthread_rwlock_tryrdlock(&lock);

	(void)unused;
	if (error == 0)
		pthread_rwlock_unlock(&lock);
	return (void *)(intptr_t)error;
}

static void *try_to_write(void *unused)
{
	int error = pthread_rwlock_trywrlock(&lock);

	(void)unused;
	if (error == 0)
		pthread_rwlock_unlock(&lock);
	return (void *)(intptr_t)error;
}

static int elsewhere(void *(*call)(void *))
{
	return (int)finish(start(call, NULL));
}

/* They return when they were let in, from 1. */
static void *read_it(void *unused)
{
	intptr_t turn;

	(void)unused;
	EQUAL(pthread_rwlock_rdlock(&lock), 0);
	turn = ++order;
	EQUAL(pthread_rwlock_unlock(&lock), 0);
	return (void *)turn;
}

static void *write_it(void *unused)
{
	intptr_t turn;

	(void)unused;
	EQUAL(pthread_rwlock_wrlock(&lock), 0);
	turn = ++order;
	EQUAL(pthread_rwlock_unlock(&lock), 0);
	return (void *)turn;
}

static void test_exclusion(void)
{
	EQUAL(pthread_rwlock_unlock(&lock), EPERM);
	EQUAL(pthread_rwlock_rdlock(&lock), 0);
	EQUAL(pthread_rwlock_tryrdlock(&lock), 0);
	EQUAL(elsewhere(try_to_read), 0);
	EQUAL(elsewhere(try_to_write), EBUSY);
	EQUAL(pthread_rwlock_trywrlock(&lock), EBUSY);
	EQUAL(pthread_rwlock_destroy(&lock), EBUSY);
	EQUAL(pthread_rwlock_unlock(&lock), 0);
	EQUAL(elsewhere(try_to_write), EBUSY);
	EQUAL(pthread_rwlock_unlock(&lock), 0);
	EQUAL(elsewhere(try_to_write), 0);
	EQUAL(pthread_rwlock_wrlock(&lock), 0);
	EQUAL(pthread_rwlock_wrlock(&lock), EDEADLK);
	EQUAL(pthread_rwlock_rdlock(&lock), EDEADLK);
	EQUAL(pthread_rwlock_timedrdlock(&lock, &NO_TIME), EDEADLK);
	EQUAL(pthread_rwlock_timedwrlock(&lock, &NO_TIME), EDEADLK);
	EQUAL(pthread_rwlock_tryrdlock(&lock), EBUSY);
	EQUAL(pthread_rwlock_trywrlock(&lock), EBUSY);
	EQUAL(elsewhere(try_to_read), EBUSY);
	EQUAL(elsewhere(try_to_write), EBUSY);
	EQUAL(pthread_rwlock_destroy(&lock), EBUSY);
	EQUAL(pthread_rwlock_unlock(&lock), 0);
	EQUAL(pthread_rwlock_unlock(&lock), EPERM);
}

/* Readers that come after a writer wait for it, but for those who are in. */
static void test_order(void)
{
	pthread_t writer, reader, second;

	order = 0;
	EQUAL(pthread_rwlock_rdlock(&lock), 0);
	writer = start(write_it, NULL);
	while (elsewhere(try_to_read) == 0)
		continue;
	reader = start(read_it, NULL);
	let_others_run();
	second = start(write_it, NULL);
	let_others_run();
	EQUAL(elsewhere(try_to_read), EBUSY);
	EQUAL(pthread_rwlock_rdlock(&lock), 0);
	EQUAL(pthread_rwlock_unlock(&lock), 0);
	EQUAL(order, 0);
	EQUAL(pthread_rwlock_unlock(&lock), 0);
	EQUAL(finish(writer), 1);
	EQUAL(finish(reader), 2);
	EQUAL(finish(second), 3);
	EQUAL(pthread_rwlock_trywrlock(&lock), 0);
	EQUAL(pthread_rwlock_unlock(&lock), 0);
}

static void *read_in_time(void *unused)
{
	struct timespec end = from_now(CLOCK_REALTIME, SHORTLY);

	EQUAL(pthread_rwlock_timedrdlock(&lock, &NO_TIME), EINVAL);
	EQUAL(pthread_rwlock_timedrdlock(&lock, &end), ETIMEDOUT);
	CHECK(has_come(CLOCK_REALTIME, &end));
	EQUAL(pthread_rwlock_timedrdlock(&lock, &end), ETIMEDOUT);
	end = from_now(CLOCK_MONOTONIC, SHORTLY);
	EQUAL(pthread_rwlock_clockrdlock(&lock, CLOCK_MONOTONIC, &end),
	      ETIMEDOUT);
	CHECK(has_come(CLOCK_MONOTONIC, &end));
	EQUAL(pthread_rwlock_clockrdlock(&lock, NO_CLOCK, &end), EINVAL);
	return unused;
}

static void *write_in_time(void *unused)
{
	struct timespec end = from_now(CLOCK_REALTIME, SHORTLY);

	EQUAL(pthread_rwlock_timedwrlock(&lock, &NO_TIME), EINVAL);
	EQUAL(pthread_rwlock_timedwrlock(&lock, &end), ETIMEDOUT);
	CHECK(has_come(CLOCK_REALTIME, &end));
	EQUAL(pthread_rwlock_timedwrlock(&lock, &end), ETIMEDOUT);
	end = from_now(CLOCK_MONOTONIC, SHORTLY);
	EQUAL(pthread_rwlock_clockwrlock(&lock, CLOCK_MONOTONIC, &end),
	      ETIMEDOUT);
	CHECK(has_come(CLOCK_MONOTONIC, &end));
	return unused;
}

/* A writer that gives up lets those in who waited behind it only. */
static void test_times(void)
{
	pthread_t writer, reader;

	EQUAL(pthread_rwlock_wrlock(&lock), 0);
	finish(start(read_in_time, NULL));
	finish(start(write_in_time, NULL));
	EQUAL(pthread_rwlock_unlock(&lock), 0);
	EQUAL(pthread_rwlock_timedrdlock(&lock, &NO_TIME), 0);
	writer = start(write_in_time, NULL);
	while (elsewhere(try_to_read) == 0)
		continue;
	reader = start(read_it, NULL);
	finish(reader);
	finish(writer);
	EQUAL(pthread_rwlock_unlock(&lock), 0);
	EQUAL(pthread_rwlock_timedwrlock(&lock, &NO_TIME), 0);
	EQUAL(pthread_rwlock_unlock(&lock), 0);
}

static void test_making(void)
{
	pthread_rwlockattr_t attributes;
	pthread_rwlock_t made;
	int shared = -1;

	EQUAL(pthread_rwlockattr_init(&attributes), 0);
	EQUAL(pthread_rwlockattr_getpshared(&attributes, &shared), 0);
	EQUAL(shared, PTHREAD_PROCESS_PRIVATE);
	EQUAL(pthread_rwlockattr_setpshared(&attributes, -1), EINVAL);
	EQUAL(pthread_rwlockattr_setpshared(&attributes,
					    PTHREAD_PROCESS_SHARED),
	      0);
	EQUAL(pthread_rwlockattr_getpshared(&attributes, &shared), 0);
	EQUAL(shared, PTHREAD_PROCESS_SHARED);
	EQUAL(pthread_rwlock_init(&made, &attributes), 0);
	EQUAL(pthread_rwlockattr_destroy(&attributes), 0);
	EQUAL(pthread_rwlock_wrlock(&made), 0);
	EQUAL(pthread_rwlock_unlock(&made), 0);
	EQUAL(pthread_rwlock_destroy(&made), 0);
}

int test_rwlocks(void)
{
	test_exclusion();
	test_order();
	test_times();
	test_making();
	EQUAL(pthread_rwlock_destroy(&lock), 0);
	return check_failures;
}
