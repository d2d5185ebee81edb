/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Mutexes exclude, conditions wake, timed waits time out and never early, and
 * pthread_join hands results over, with threads that preempt each other.
 */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#define THREADS 4
#define ROUNDS 20000
#define TURNS 2000

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turned = PTHREAD_COND_INITIALIZER;
static volatile unsigned int shared, inside;
static int failures;
static int turn;

static void fail(const char *what)
{
	puts(what);
	failures++;
}

static void *add(void *result)
{
	for (int i = 0; i < ROUNDS; i++) {
		pthread_mutex_lock(&lock);
		if (inside++ != 0)
			fail("two threads are inside");
		shared = shared + 1;
		inside--;
		pthread_mutex_unlock(&lock);
	}
	return result;
}

static void check_exclusion(void)
{
	pthread_t threads[THREADS];
	void *result;

	for (uintptr_t i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, add, (void *)i) != 0)
			fail("no thread");
	for (uintptr_t i = 0; i < THREADS; i++) {
		pthread_join(threads[i], &result);
		if (result != (void *)i)
			fail("pthread_join lost a result");
	}
	if (shared != THREADS * ROUNDS)
		fail("additions were lost");
}

static void take_turns(int own)
{
	pthread_mutex_lock(&lock);
	for (int i = 0; i < TURNS; i++) {
		while (turn != own)
			pthread_cond_wait(&turned, &lock);
		turn = !own;
		pthread_cond_signal(&turned);
	}
	pthread_mutex_unlock(&lock);
}

static void *other_side(void *nothing)
{
	take_turns(1);
	return nothing;
}

static void check_condition(void)
{
	pthread_t other;

	pthread_create(&other, NULL, other_side, NULL);
	take_turns(0);
	pthread_join(other, NULL);
}

static void check_timed_wait(void)
{
	struct timespec end, now;
	int result;

	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_nsec += 30000000;
	end.tv_sec += end.tv_nsec / 1000000000;
	end.tv_nsec %= 1000000000;
	pthread_mutex_lock(&lock);
	do
		result = pthread_cond_timedwait(&turned, &lock, &end);
	while (result == 0);
	pthread_mutex_unlock(&lock);
	clock_gettime(CLOCK_REALTIME, &now);
	if (result != ETIMEDOUT)
		fail("a timed wait did not time out");
	if (now.tv_sec < end.tv_sec ||
	    (now.tv_sec == end.tv_sec && now.tv_nsec < end.tv_nsec))
		fail("a timed wait ended early");
}

int main(void)
{
	check_exclusion();
	check_condition();
	check_timed_wait();
	if (pthread_mutex_trylock(&lock) != 0)
		fail("a free mutex was refused");
	if (pthread_mutex_trylock(&lock) != EBUSY)
		fail("a held mutex was given");
	printf("%d failures\n", failures);
	return failures != 0;
}
