/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Threads that lock, wait, give up and unlock at random, all on the same few
 * objects: nobody is in where another is, no turn is lost, and nobody waits for
 * ever.
 */
#include "pthreads.h"

#include <semaphore.h>
#include <stdint.h>

#include "guest/check.h"

#define THREADS 6
#define ROUNDS 1500
#define SLOTS 2

static pthread_mutex_t mutex;
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static sem_t slots;
static volatile int in_mutex, readers, writers, in_slots;

static uint32_t next(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 16;
}

/* Now and then: to let others come between. */
static void maybe_yield(uint32_t *state)
{
	if (next(state) % 4 == 0)
		sched_yield();
}

static struct timespec soon(uint32_t *state)
{
	return from_now(CLOCK_REALTIME, (long)(next(state) % 200000));
}

static int lock_mutex(uint32_t *state)
{
	struct timespec end = soon(state);

	switch (next(state) % 3) {
	case 0:
		return pthread_mutex_trylock(&mutex) == 0;
	case 1:
		return pthread_mutex_timedlock(&mutex, &end) == 0;
	default:
		return pthread_mutex_lock(&mutex) == 0;
	}
}

static void use_mutex(uint32_t *state)
{
	int depth = 1 + (int)(next(state) % 2);

	if (!lock_mutex(state))
		return;
	EQUAL(in_mutex++, 0);
	if (depth == 2)
		EQUAL(pthread_mutex_lock(&mutex), 0);
	maybe_yield(state);
	EQUAL(--in_mutex, 0);
	for (; depth != 0; depth--)
		EQUAL(pthread_mutex_unlock(&mutex), 0);
}

static void read_something(uint32_t *state)
{
	struct timespec end = soon(state);
	int error = next(state) % 2 ? pthread_rwlock_timedrdlock(&lock, &end) :
				      pthread_rwlock_rdlock(&lock);

	if (error != 0)
		return;
	__atomic_fetch_add(&readers, 1, __ATOMIC_SEQ_CST);
	EQUAL(writers, 0);
	maybe_yield(state);
	EQUAL(writers, 0);
	__atomic_fetch_sub(&readers, 1, __ATOMIC_SEQ_CST);
	EQUAL(pthread_rwlock_unlock(&lock), 0);
}

static void write_something(uint32_t *state)
{
	struct timespec end = soon(state);
	int error = next(state) % 2 ? pthread_rwlock_timedwrlock(&lock, &end) :
				      pthread_rwlock_wrlock(&lock);

	if (error != 0)
		return;
	EQUAL(writers++, 0);
	maybe_yield(state);
	EQUAL(readers, 0);
	EQUAL(--writers, 0);
	EQUAL(pthread_rwlock_unlock(&lock), 0);
}

static void take_slot(uint32_t *state)
{
	struct timespec end = soon(state);
	int failed = next(state) % 2 ? sem_timedwait(&slots, &end) :
				       sem_wait(&slots);

	if (failed)
		return;
	CHECK(__atomic_add_fetch(&in_slots, 1, __ATOMIC_SEQ_CST) <= SLOTS);
	maybe_yield(state);
	__atomic_fetch_sub(&in_slots, 1, __ATOMIC_SEQ_CST);
	EQUAL(sem_post(&slots), 0);
}

static void *run(void *seed)
{
	static void (*const use[])(uint32_t *) = { use_mutex, read_something,
						   write_something, take_slot };
	uint32_t state = (uint32_t)(uintptr_t)seed;

	for (int i = 0; i < ROUNDS; i++)
		use[next(&state) % 4](&state);
	return NULL;
}

int test_stress(void)
{
	pthread_mutexattr_t attributes;
	pthread_t threads[THREADS];
	int value = -1;

	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&mutex, &attributes);
	sem_init(&slots, 0, SLOTS);
	for (uintptr_t i = 0; i < THREADS; i++)
		threads[i] = start(run, (void *)(i * 77 + 1));
	for (int i = 0; i < THREADS; i++)
		finish(threads[i]);
	EQUAL(sem_getvalue(&slots, &value), 0);
	EQUAL(value, SLOTS);
	EQUAL(pthread_mutex_destroy(&mutex), 0);
	EQUAL(pthread_rwlock_destroy(&lock), 0);
	return check_failures;
}
