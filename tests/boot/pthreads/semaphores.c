/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Semaphores, with names and without.
 */
#include "pthreads.h"

#include <limits.h>
#include <semaphore.h>
#include <string.h>

#include "guest/check.h"

static sem_t semaphore;

static int value_of(sem_t *of)
{
	int value = -1;

	EQUAL(sem_getvalue(of, &value), 0);
	return value;
}

static void *wait_for(void *of)
{
	return (void *)(intptr_t)sem_wait(of);
}

static void test_values(void)
{
	pthread_t waiter;

	FAILS(sem_init(&semaphore, 0, (unsigned int)SEM_VALUE_MAX + 1), EINVAL);
	EQUAL(sem_init(&semaphore, 1, 2), 0);
	EQUAL(value_of(&semaphore), 2);
	EQUAL(sem_wait(&semaphore), 0);
	EQUAL(sem_trywait(&semaphore), 0);
	FAILS(sem_trywait(&semaphore), EAGAIN);
	EQUAL(value_of(&semaphore), 0);
	waiter = start(wait_for, &semaphore);
	let_others_run();
	FAILS(sem_destroy(&semaphore), EBUSY);
	EQUAL(sem_post(&semaphore), 0);
	EQUAL(finish(waiter), 0);
	EQUAL(value_of(&semaphore), 0);
	EQUAL(sem_destroy(&semaphore), 0);
	EQUAL(sem_init(&semaphore, 0, SEM_VALUE_MAX), 0);
	FAILS(sem_post(&semaphore), EOVERFLOW);
	EQUAL(value_of(&semaphore), SEM_VALUE_MAX);
}

static void test_times(void)
{
	struct timespec end = from_now(CLOCK_REALTIME, SHORTLY);

	EQUAL(sem_init(&semaphore, 0, 1), 0);
	EQUAL(sem_timedwait(&semaphore, &NO_TIME), 0);
	FAILS(sem_timedwait(&semaphore, &NO_TIME), EINVAL);
	FAILS(sem_timedwait(&semaphore, &end), ETIMEDOUT);
	CHECK(has_come(CLOCK_REALTIME, &end));
	FAILS(sem_timedwait(&semaphore, &end), ETIMEDOUT);
	end = from_now(CLOCK_MONOTONIC, SHORTLY);
	FAILS(sem_clockwait(&semaphore, CLOCK_MONOTONIC, &end), ETIMEDOUT);
	CHECK(has_come(CLOCK_MONOTONIC, &end));
	FAILS(sem_clockwait(&semaphore, NO_CLOCK, &end), EINVAL);
	EQUAL(sem_destroy(&semaphore), 0);
}

#define NOT_OPENED(call, error) CHECK((call) == SEM_FAILED && errno == (error))

static void test_names(void)
{
	char longest[300];
	sem_t *first, *second;

	memset(longest, 'x', sizeof longest);
	longest[0] = '/';
	longest[257] = '\0';
	NOT_OPENED(sem_open("/none", 0), ENOENT);
	NOT_OPENED(sem_open("/", O_CREAT, 0600, 1), EINVAL);
	NOT_OPENED(sem_open("/a/b", O_CREAT, 0600, 1), EINVAL);
	NOT_OPENED(sem_open(longest, O_CREAT, 0600, 1), ENAMETOOLONG);
	NOT_OPENED(sem_open("/big", O_CREAT, 0600,
			    (unsigned int)SEM_VALUE_MAX + 1),
		   EINVAL);
	longest[256] = '\0';
	first = sem_open(longest, O_CREAT | O_EXCL, 0600, 3);
	CHECK(first != SEM_FAILED);
	EQUAL(value_of(first), 3);
	NOT_OPENED(sem_open(longest, O_CREAT | O_EXCL, 0600, 3), EEXIST);
	second = sem_open(longest, O_CREAT, 0600, 9);
	CHECK(second == first);
	EQUAL(value_of(second), 3);
	EQUAL(sem_unlink(longest), 0);
	FAILS(sem_unlink(longest), ENOENT);
	FAILS(sem_unlink("/none"), ENOENT);
	NOT_OPENED(sem_open(longest, 0), ENOENT);
	second = sem_open(longest, O_CREAT, 0600, 0);
	CHECK(second != first);
	EQUAL(sem_post(first), 0);
	EQUAL(value_of(second), 0);
	EQUAL(sem_close(first), 0);
	EQUAL(sem_close(first), 0);
	FAILS(sem_close(first), EINVAL);
	FAILS(sem_close(&semaphore), EINVAL);
	EQUAL(sem_close(second), 0);
	CHECK(sem_open(longest, 0) == second);
	EQUAL(sem_close(second), 0);
	EQUAL(sem_unlink(longest), 0);
	longest[256] = 'x';
	FAILS(sem_unlink(longest), ENAMETOOLONG);
}

int test_semaphores(void)
{
	test_values();
	test_times();
	test_names();
	return check_failures;
}
