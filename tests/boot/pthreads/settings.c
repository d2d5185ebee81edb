/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Waits until a time on the wall clock end when that says so, though it is set
 * while they wait.
 */
#include "pthreads.h"

#include <semaphore.h>

#include "guest/check.h"

#define HOUR 3600

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static sem_t semaphore;

static void set_clock(int seconds)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	now.tv_sec += seconds;
	EQUAL(clock_settime(CLOCK_REALTIME, &now), 0);
}

static int wait_for_semaphore(const struct timespec *end)
{
	return sem_timedwait(&semaphore, end) == 0 ? 0 : errno;
}

static int wait_for_mutex(const struct timespec *end)
{
	return pthread_mutex_timedlock(&held, end);
}

static int wait_for_lock(const struct timespec *end)
{
	return pthread_rwlock_timedwrlock(&lock, end);
}

static int wait_for_condition(const struct timespec *end)
{
	int error = 0;

	pthread_mutex_lock(&mutex);
	while (error == 0)
		error = pthread_cond_timedwait(&condition, &mutex, end);
	pthread_mutex_unlock(&mutex);
	return error;
}

static struct {
	int (*wait)(const struct timespec *end);
	struct timespec end;
} waits[] = {
	{ .wait = wait_for_semaphore },
	{ .wait = wait_for_mutex },
	{ .wait = wait_for_lock },
	{ .wait = wait_for_condition },
};
#define WAITS (sizeof waits / sizeof waits[0])

static void *wait_in_time(void *which)
{
	size_t i = (size_t)which;
	int error = waits[i].wait(&waits[i].end);

	CHECK(has_come(CLOCK_REALTIME, &waits[i].end));
	return (void *)(intptr_t)error;
}

/* Ends are so far away, and then the clock is set. */
static void test_setting(long away, int seconds)
{
	pthread_t threads[WAITS];

	for (size_t i = 0; i < WAITS; i++) {
		waits[i].end = from_now(CLOCK_REALTIME, away);
		waits[i].end.tv_sec += seconds > 0 ? seconds : 0;
		threads[i] = start(wait_in_time, (void *)i);
	}
	let_others_run();
	set_clock(seconds);
	let_others_run();
	if (seconds < 0)
		set_clock(-seconds);
	for (size_t i = 0; i < WAITS; i++)
		EQUAL(finish(threads[i]), ETIMEDOUT);
	if (seconds > 0)
		set_clock(-seconds);
}

int test_settings(void)
{
	sem_init(&semaphore, 0, 0);
	EQUAL(pthread_mutex_lock(&held), 0);
	EQUAL(pthread_rwlock_rdlock(&lock), 0);
	test_setting(SHORTLY, HOUR);
	test_setting(SHORTLY, -HOUR);
	EQUAL(pthread_mutex_unlock(&held), 0);
	EQUAL(pthread_rwlock_unlock(&lock), 0);
	return check_failures;
}
