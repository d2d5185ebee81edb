/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The lives of threads: joined and detached, their own variables and values,
 * what is done once, many of them.
 */
#include "pthreads.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

#include "guest/check.h"

#define MANY 1000

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static volatile int go_on, running;

static void *wait_here(void *argument)
{
	pthread_mutex_lock(&mutex);
	running++;
	while (!go_on)
		pthread_cond_wait(&changed, &mutex);
	running--;
	pthread_mutex_unlock(&mutex);
	return argument;
}

static void let_go(void)
{
	pthread_mutex_lock(&mutex);
	go_on = 1;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&mutex);
}

static void *join(void *thread)
{
	return (void *)(intptr_t)pthread_join(*(pthread_t *)thread, NULL);
}

/* Two that would wait for each other: one of them is told so. */
static pthread_t volatile pair[2];
static volatile int pair_results[2], pair_done;

static void *join_other(void *own)
{
	pthread_t volatile *other = own == &pair[0] ? &pair[1] : &pair[0];

	while (*other == NULL)
		sched_yield();
	pair_results[own == &pair[1]] = pthread_join(*other, NULL);
	pair_done++;
	return NULL;
}

static void test_joining_each_other(void)
{
	pair[0] = start(join_other, (void *)(uintptr_t)&pair[0]);
	pair[1] = start(join_other, (void *)(uintptr_t)&pair[1]);
	while (pair_done != 2)
		sched_yield();
	EQUAL(pair_results[0] + pair_results[1], EDEADLK);
	finish(pair[pair_results[0] == EDEADLK]);
}

static void test_joining(void)
{
	pthread_t thread, joiner;

	EQUAL(pthread_join(pthread_self(), NULL), EDEADLK);
	go_on = 0;
	thread = start(wait_here, NULL);
	joiner = start(join, &thread);
	let_others_run();
	EQUAL(pthread_join(thread, NULL), EINVAL);
	let_go();
	EQUAL(finish(joiner), 0);
	EQUAL(pthread_join(thread, NULL), ESRCH);
	EQUAL(pthread_detach(thread), ESRCH);
	test_joining_each_other();
	go_on = 0;
	thread = start(wait_here, NULL);
	EQUAL(pthread_detach(thread), 0);
	EQUAL(pthread_detach(thread), EINVAL);
	EQUAL(pthread_join(thread, NULL), EINVAL);
	CHECK(pthread_equal(thread, thread));
	CHECK(!pthread_equal(thread, pthread_self()));
	let_go();
	while (running != 0)
		sched_yield();
}

/* More than enough alignment, and one of each kind. */
static __thread long long aligned __attribute__((aligned(64))) = 77;
static _Thread_local char odd[3] = { 1, 2, 3 };
static __thread int zero[10];

static void *look_at_own(void *unused)
{
	int good = (uintptr_t)&aligned % 64 == 0 && aligned == 77 &&
		   odd[0] == 1 && odd[2] == 3;

	(void)unused;
	for (int i = 0; i < 10; i++)
		good = good && zero[i]++ == 0;
	aligned++;
	odd[2]++;
	errno = EDOM;
	sched_yield();
	return (void *)(intptr_t)(good && errno == EDOM);
}

static void test_variables(void)
{
	pthread_t threads[5];

	errno = ERANGE;
	for (int i = 0; i < 5; i++)
		threads[i] = start(look_at_own, NULL);
	for (int i = 0; i < 5; i++)
		EQUAL(finish(threads[i]), 1);
	CHECK(look_at_own(NULL) == (void *)1);
}

static pthread_key_t keys[PTHREAD_KEYS_MAX];
static int destroyed, again;

static void destroy(void *value)
{
	EQUAL((intptr_t)value, 5);
	CHECK(pthread_getspecific(keys[0]) == NULL);
	destroyed++;
}

/* Leaves a value behind each time. */
static void destroy_and_set(void *value)
{
	again++;
	pthread_setspecific(keys[1], value);
}

static void *set_values(void *unused)
{
	CHECK(pthread_getspecific(keys[0]) == NULL);
	EQUAL(pthread_setspecific(keys[0], (void *)5), 0);
	EQUAL(pthread_setspecific(keys[1], (void *)6), 0);
	EQUAL(pthread_setspecific(keys[2], (void *)7), 0);
	CHECK(pthread_getspecific(keys[0]) == (void *)5);
	return unused;
}

static void test_keys(void)
{
	pthread_key_t key;
	int made = 3;

	EQUAL(pthread_key_create(&keys[0], destroy), 0);
	EQUAL(pthread_key_create(&keys[1], destroy_and_set), 0);
	EQUAL(pthread_key_create(&keys[2], NULL), 0);
	finish(start(set_values, NULL));
	EQUAL(destroyed, 1);
	EQUAL(again, PTHREAD_DESTRUCTOR_ITERATIONS);
	while (made < PTHREAD_KEYS_MAX &&
	       pthread_key_create(&keys[made], NULL) == 0)
		made++;
	EQUAL(made, PTHREAD_KEYS_MAX);
	EQUAL(pthread_key_create(&key, NULL), EAGAIN);
	EQUAL(pthread_setspecific(keys[0], (void *)1), 0);
	for (int i = 0; i < made; i++)
		EQUAL(pthread_key_delete(keys[i]), 0);
	EQUAL(destroyed, 1);
	EQUAL(pthread_key_delete(keys[0]), EINVAL);
	EQUAL(pthread_key_delete(PTHREAD_KEYS_MAX), EINVAL);
	EQUAL(pthread_setspecific(keys[0], NULL), EINVAL);
	EQUAL(pthread_key_create(&key, NULL), 0);
	CHECK(pthread_getspecific(key) == NULL);
	EQUAL(pthread_key_delete(key), 0);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int times, done;

static void do_slowly(void)
{
	times++;
	let_others_run();
	done = 1;
}

static void *do_once(void *unused)
{
	(void)unused;
	EQUAL(pthread_once(&once, do_slowly), 0);
	return (void *)(intptr_t)done;
}

static void test_once(void)
{
	pthread_t threads[4];

	for (int i = 0; i < 4; i++)
		threads[i] = start(do_once, NULL);
	for (int i = 0; i < 4; i++)
		EQUAL(finish(threads[i]), 1);
	do_once(NULL);
	EQUAL(times, 1);
}

static void *exit_here(void *argument)
{
	pthread_exit(argument);
}

/* At once, each on the least stack there may be. */
static void test_many(void)
{
	static pthread_t threads[MANY];
	pthread_attr_t attributes;
	int made = 0;

	go_on = 0;
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN);
	while (made < MANY && pthread_create(&threads[made], &attributes,
					     wait_here, &threads[made]) == 0)
		made++;
	EQUAL(made, MANY);
	while (running != made)
		sched_yield();
	let_go();
	for (int i = 0; i < made; i++)
		EQUAL(finish(threads[i]), (intptr_t)&threads[i]);
	EQUAL(finish(start(exit_here, &made)), (intptr_t)&made);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	EQUAL(pthread_attr_getdetachstate(&attributes, &made), 0);
	EQUAL(made, PTHREAD_CREATE_DETACHED);
	EQUAL(pthread_create(&threads[0], &attributes, wait_here, NULL), 0);
	EQUAL(pthread_join(threads[0], NULL), EINVAL);
}

int test_lives(void)
{
	test_joining();
	test_variables();
	test_keys();
	test_once();
	test_many();
	return check_failures;
}
