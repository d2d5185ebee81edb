/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Condition variables: errors, both clocks, what becomes of the mutex.
 */
#include "pthreads.h"

#include "guest/check.h"

#define WAITERS 5

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static int waiting, woken, go_on;

static void *wait_for_it(void *unused)
{
	pthread_mutex_lock(&mutex);
	waiting++;
	while (!go_on)
		EQUAL(pthread_cond_wait(&condition, &mutex), 0);
	woken++;
	pthread_mutex_unlock(&mutex);
	return unused;
}

static void await_waiters(int count)
{
	pthread_mutex_lock(&mutex);
	while (waiting != count) {
		pthread_mutex_unlock(&mutex);
		sched_yield();
		pthread_mutex_lock(&mutex);
	}
	pthread_mutex_unlock(&mutex);
}

static void test_waking(void)
{
	pthread_t threads[WAITERS];

	for (int i = 0; i < WAITERS; i++)
		threads[i] = start(wait_for_it, NULL);
	await_waiters(WAITERS);
	EQUAL(pthread_cond_destroy(&condition), EBUSY);
	pthread_mutex_lock(&mutex);
	go_on = 1;
	EQUAL(pthread_cond_signal(&condition), 0);
	while (woken == 0) {
		pthread_mutex_unlock(&mutex);
		sched_yield();
		pthread_mutex_lock(&mutex);
	}
	EQUAL(woken, 1);
	EQUAL(pthread_cond_broadcast(&condition), 0);
	pthread_mutex_unlock(&mutex);
	for (int i = 0; i < WAITERS; i++)
		finish(threads[i]);
	EQUAL(woken, WAITERS);
	EQUAL(pthread_cond_signal(&condition), 0);
	EQUAL(pthread_cond_broadcast(&condition), 0);
	EQUAL(pthread_cond_destroy(&condition), 0);
}

static void test_clock(pthread_cond_t *timed, clockid_t clock)
{
	struct timespec end = from_now(clock, SHORTLY);
	int error;

	do
		error = pthread_cond_timedwait(timed, &mutex, &end);
	while (error == 0);
	EQUAL(error, ETIMEDOUT);
	CHECK(has_come(clock, &end));
	EQUAL(pthread_mutex_trylock(&mutex), EBUSY);
	EQUAL(pthread_cond_timedwait(timed, &mutex, &end), ETIMEDOUT);
}

static void test_times(void)
{
	pthread_condattr_t attributes;
	pthread_cond_t timed;
	struct timespec end;

	pthread_mutex_lock(&mutex);
	EQUAL(pthread_condattr_init(&attributes), 0);
	EQUAL(pthread_cond_init(&timed, &attributes), 0);
	test_clock(&timed, CLOCK_REALTIME);
	EQUAL(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC), 0);
	EQUAL(pthread_cond_init(&timed, &attributes), 0);
	test_clock(&timed, CLOCK_MONOTONIC);
	end = from_now(CLOCK_REALTIME, SHORTLY);
	EQUAL(pthread_cond_clockwait(&timed, &mutex, CLOCK_REALTIME, &end),
	      ETIMEDOUT);
	CHECK(has_come(CLOCK_REALTIME, &end));
	EQUAL(pthread_cond_clockwait(&timed, &mutex, NO_CLOCK, &end), EINVAL);
	EQUAL(pthread_cond_timedwait(&timed, &mutex, &NO_TIME), EINVAL);
	end = (struct timespec){ .tv_sec = 1, .tv_nsec = -1 };
	EQUAL(pthread_cond_timedwait(&timed, &mutex, &end), EINVAL);
	EQUAL(pthread_mutex_trylock(&mutex), EBUSY);
	pthread_mutex_unlock(&mutex);
}

static void *lock_elsewhere(void *of)
{
	int error = pthread_mutex_lock(of);

	if (error == 0)
		error = pthread_mutex_unlock(of);
	return (void *)(intptr_t)error;
}

/* A recursive mutex is given up whole, and is had again as often. */
static void test_recursive(void)
{
	static pthread_mutex_t twice = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
	struct timespec end = from_now(CLOCK_REALTIME, SHORTLY);
	pthread_t other;

	EQUAL(pthread_cond_timedwait(&condition, &twice, &end), EPERM);
	EQUAL(pthread_cond_wait(&condition, &twice), EPERM);
	pthread_mutex_lock(&twice);
	pthread_mutex_lock(&twice);
	other = start(lock_elsewhere, &twice);
	EQUAL(pthread_cond_timedwait(&condition, &twice, &end), ETIMEDOUT);
	EQUAL(finish(other), 0);
	EQUAL(pthread_mutex_unlock(&twice), 0);
	EQUAL(pthread_mutex_destroy(&twice), EBUSY);
	EQUAL(pthread_mutex_unlock(&twice), 0);
	EQUAL(pthread_mutex_unlock(&twice), EPERM);
}

static void test_attributes_of(void)
{
	pthread_condattr_t attributes;
	clockid_t clock = 0;
	int shared = -1;

	EQUAL(pthread_condattr_init(&attributes), 0);
	EQUAL(pthread_condattr_getclock(&attributes, &clock), 0);
	EQUAL(clock, CLOCK_REALTIME);
	EQUAL(pthread_condattr_setclock(&attributes, NO_CLOCK), EINVAL);
	EQUAL(pthread_condattr_getpshared(&attributes, &shared), 0);
	EQUAL(shared, PTHREAD_PROCESS_PRIVATE);
	EQUAL(pthread_condattr_setpshared(&attributes, 2), EINVAL);
	EQUAL(pthread_condattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED),
	      0);
	EQUAL(pthread_condattr_getpshared(&attributes, &shared), 0);
	EQUAL(shared, PTHREAD_PROCESS_SHARED);
	EQUAL(pthread_condattr_destroy(&attributes), 0);
}

int test_conditions(void)
{
	test_waking();
	test_times();
	test_recursive();
	test_attributes_of();
	return check_failures;
}
