/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * <threads.h>.
 */
#include "pthreads.h"

#include <stdint.h>
#include <threads.h>

#include "guest/check.h"

static mtx_t mutex;
static cnd_t condition;
static tss_t key;
static once_flag flag = ONCE_FLAG_INIT;
static int called, ready, destroyed;
static thread_local int own = 3;

static int seven(void *argument)
{
	*(int *)argument += own++;
	return 7;
}

static int leave(void *unused)
{
	(void)unused;
	thrd_exit(-8);
}

static void test_threads(void)
{
	struct timespec shortly = { .tv_nsec = SHORTLY }, end;
	thrd_t thread;
	int result = 0, sum = 1;

	EQUAL(thrd_create(&thread, seven, &sum), thrd_success);
	CHECK(!thrd_equal(thread, thrd_current()));
	CHECK(thrd_equal(thrd_current(), thrd_current()));
	EQUAL(thrd_join(thread, &result), thrd_success);
	EQUAL(result, 7);
	EQUAL(sum, 4);
	EQUAL(own, 3);
	EQUAL(thrd_create(&thread, leave, NULL), thrd_success);
	EQUAL(thrd_join(thread, &result), thrd_success);
	EQUAL(result, -8);
	EQUAL(thrd_join(thrd_current(), NULL), thrd_error);
	EQUAL(thrd_create(&thread, leave, NULL), thrd_success);
	EQUAL(thrd_detach(thread), thrd_success);
	thrd_yield();
	end = from_now(CLOCK_MONOTONIC, SHORTLY);
	EQUAL(thrd_sleep(&shortly, NULL), 0);
	CHECK(has_come(CLOCK_MONOTONIC, &end));
	shortly.tv_nsec = -1;
	CHECK(thrd_sleep(&shortly, NULL) < -1);
}

static int lock_shortly(void *unused)
{
	struct timespec end = from_now(CLOCK_REALTIME, SHORTLY);

	(void)unused;
	EQUAL(mtx_trylock(&mutex), thrd_busy);
	EQUAL(mtx_timedlock(&mutex, &end), thrd_timedout);
	return mtx_timedlock(&mutex, &NO_TIME);
}

static int elsewhere(thrd_start_t entry)
{
	thrd_t thread;
	int result = -1;

	EQUAL(thrd_create(&thread, entry, NULL), thrd_success);
	EQUAL(thrd_join(thread, &result), thrd_success);
	return result;
}

static void test_mutex(void)
{
	EQUAL(mtx_init(&mutex, 0), thrd_error);
	EQUAL(mtx_init(&mutex, mtx_timed), thrd_success);
	EQUAL(mtx_lock(&mutex), thrd_success);
	EQUAL(elsewhere(lock_shortly), thrd_error);
	EQUAL(mtx_unlock(&mutex), thrd_success);
	mtx_destroy(&mutex);
	EQUAL(mtx_init(&mutex, mtx_plain | mtx_recursive), thrd_success);
	EQUAL(mtx_lock(&mutex), thrd_success);
	EQUAL(mtx_trylock(&mutex), thrd_success);
	EQUAL(elsewhere(lock_shortly), thrd_error);
	EQUAL(mtx_unlock(&mutex), thrd_success);
	EQUAL(mtx_unlock(&mutex), thrd_success);
	EQUAL(mtx_unlock(&mutex), thrd_error);
	mtx_destroy(&mutex);
}

static int wait_for_it(void *unused)
{
	(void)unused;
	mtx_lock(&mutex);
	while (!ready)
		cnd_wait(&condition, &mutex);
	mtx_unlock(&mutex);
	return 1;
}

static void test_condition(void)
{
	struct timespec end = from_now(CLOCK_REALTIME, SHORTLY);
	thrd_t first, second;
	int result;

	mtx_init(&mutex, mtx_plain);
	EQUAL(cnd_init(&condition), thrd_success);
	mtx_lock(&mutex);
	do
		result = cnd_timedwait(&condition, &mutex, &end);
	while (result == thrd_success);
	EQUAL(result, thrd_timedout);
	EQUAL(cnd_timedwait(&condition, &mutex, &NO_TIME), thrd_error);
	thrd_create(&first, wait_for_it, NULL);
	thrd_create(&second, wait_for_it, NULL);
	ready = 1;
	EQUAL(cnd_signal(&condition), thrd_success);
	EQUAL(cnd_broadcast(&condition), thrd_success);
	mtx_unlock(&mutex);
	EQUAL(thrd_join(first, NULL), thrd_success);
	EQUAL(thrd_join(second, NULL), thrd_success);
	cnd_destroy(&condition);
	mtx_destroy(&mutex);
}

static void destroy(void *value)
{
	destroyed += (intptr_t)value == 9;
}

static int set(void *unused)
{
	(void)unused;
	CHECK(tss_get(key) == NULL);
	EQUAL(tss_set(key, (void *)9), thrd_success);
	return tss_get(key) == (void *)9;
}

static void call(void)
{
	called++;
}

int test_c11(void)
{
	test_threads();
	test_mutex();
	test_condition();
	EQUAL(tss_create(&key, destroy), thrd_success);
	EQUAL(elsewhere(set), 1);
	EQUAL(destroyed, 1);
	tss_delete(key);
	EQUAL(tss_set(key, NULL), thrd_error);
	call_once(&flag, call);
	call_once(&flag, call);
	EQUAL(called, 1);
	return check_failures;
}
