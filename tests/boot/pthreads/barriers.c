/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Barriers and spinlocks.
 */
#include "pthreads.h"

#include <stdlib.h>

#include "guest/check.h"

#define THREADS 4
#define ROUNDS 50

static pthread_barrier_t barrier;
static int arrived[ROUNDS], serial[ROUNDS];
static pthread_spinlock_t spinlock;
static int counted;

static void *go_through(void *unused)
{
	for (int i = 0; i < ROUNDS; i++) {
		int result;

		arrived[i]++;
		result = pthread_barrier_wait(&barrier);
		EQUAL(arrived[i], THREADS);
		if (result == PTHREAD_BARRIER_SERIAL_THREAD)
			serial[i]++;
		else
			EQUAL(result, 0);
	}
	return unused;
}

static void test_rounds(void)
{
	pthread_t threads[THREADS];

	EQUAL(pthread_barrier_init(&barrier, NULL, 0), EINVAL);
	EQUAL(pthread_barrier_init(&barrier, NULL, THREADS), 0);
	for (int i = 0; i < THREADS; i++)
		threads[i] = start(go_through, NULL);
	for (int i = 0; i < THREADS; i++)
		finish(threads[i]);
	for (int i = 0; i < ROUNDS; i++)
		EQUAL(serial[i], 1);
	EQUAL(pthread_barrier_destroy(&barrier), 0);
}

static void *wait_at(void *of)
{
	return (void *)(intptr_t)pthread_barrier_wait(of);
}

/* The last to come may destroy the barrier before the others have left. */
static void test_destruction(void)
{
	pthread_barrier_t *made = malloc(sizeof *made);
	pthread_t other;

	EQUAL(pthread_barrier_init(made, NULL, 2), 0);
	other = start(wait_at, made);
	while (pthread_barrier_destroy(made) == 0)
		sched_yield();
	EQUAL(pthread_barrier_destroy(made), EBUSY);
	EQUAL(pthread_barrier_wait(made), PTHREAD_BARRIER_SERIAL_THREAD);
	EQUAL(pthread_barrier_destroy(made), 0);
	free(made);
	EQUAL(finish(other), 0);
}

static void test_attributes_of(void)
{
	pthread_barrierattr_t attributes;
	int shared = -1;

	EQUAL(pthread_barrierattr_init(&attributes), 0);
	EQUAL(pthread_barrierattr_getpshared(&attributes, &shared), 0);
	EQUAL(shared, PTHREAD_PROCESS_PRIVATE);
	EQUAL(pthread_barrierattr_setpshared(&attributes, 2), EINVAL);
	EQUAL(pthread_barrierattr_setpshared(&attributes,
					     PTHREAD_PROCESS_SHARED),
	      0);
	EQUAL(pthread_barrierattr_getpshared(&attributes, &shared), 0);
	EQUAL(shared, PTHREAD_PROCESS_SHARED);
	EQUAL(pthread_barrier_init(&barrier, &attributes, 1), 0);
	EQUAL(pthread_barrier_wait(&barrier), PTHREAD_BARRIER_SERIAL_THREAD);
	EQUAL(pthread_barrierattr_destroy(&attributes), 0);
}

static void *spin(void *unused)
{
	for (int i = 0; i < ROUNDS; i++) {
		int before;

		EQUAL(pthread_spin_lock(&spinlock), 0);
		before = counted;
		sched_yield();
		counted = before + 1;
		EQUAL(pthread_spin_unlock(&spinlock), 0);
	}
	return unused;
}

static void *try_to_spin(void *unused)
{
	(void)unused;
	return (void *)(intptr_t)pthread_spin_trylock(&spinlock);
}

static void test_spinlock(void)
{
	pthread_t threads[THREADS];

	EQUAL(pthread_spin_init(&spinlock, 2), EINVAL);
	EQUAL(pthread_spin_init(&spinlock, PTHREAD_PROCESS_PRIVATE), 0);
	EQUAL(pthread_spin_unlock(&spinlock), EPERM);
	EQUAL(pthread_spin_lock(&spinlock), 0);
	EQUAL(pthread_spin_lock(&spinlock), EDEADLK);
	EQUAL(pthread_spin_trylock(&spinlock), EBUSY);
	EQUAL(finish(start(try_to_spin, NULL)), EBUSY);
	EQUAL(pthread_spin_destroy(&spinlock), EBUSY);
	EQUAL(pthread_spin_unlock(&spinlock), 0);
	for (int i = 0; i < THREADS; i++)
		threads[i] = start(spin, NULL);
	for (int i = 0; i < THREADS; i++)
		finish(threads[i]);
	EQUAL(counted, THREADS * ROUNDS);
	EQUAL(pthread_spin_destroy(&spinlock), 0);
}

int test_barriers(void)
{
	test_rounds();
	test_destruction();
	test_attributes_of();
	test_spinlock();
	return check_failures;
}
