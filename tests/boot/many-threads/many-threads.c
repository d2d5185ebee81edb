/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Threads come and go, joined and detached, by return and by pthread_exit, with
 * values of their own that are destroyed; none of it uses up memory, and more
 * than there is room for are refused, not half made.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define ROUNDS 300
#define AT_ONCE 20
#define MOST 2000

static pthread_key_t key;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int destroyed, ended;
static int go_on;

static void destroy(void *value)
{
	free(value);
	pthread_mutex_lock(&mutex);
	destroyed++;
	pthread_mutex_unlock(&mutex);
}

static void *run(void *argument)
{
	char line[32];

	pthread_setspecific(key, calloc(1, 100));
	snprintf(line, sizeof line, "%g", 0.1 * (double)(uintptr_t)argument);
	pthread_mutex_lock(&mutex);
	ended++;
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&mutex);
	if ((uintptr_t)argument % 2)
		pthread_exit(argument);
	return argument;
}

static int round_of_threads(void)
{
	pthread_t threads[AT_ONCE];
	void *result;
	int bad = 0;

	ended = 0;
	for (uintptr_t i = 0; i < AT_ONCE; i++)
		bad += pthread_create(&threads[i], NULL, run, (void *)i) != 0;
	for (uintptr_t i = 0; i < AT_ONCE; i++) {
		if (i % 3 == 0)
			bad += pthread_detach(threads[i]) != 0;
		else
			bad += pthread_join(threads[i], &result) != 0 ||
			       result != (void *)i;
	}
	pthread_mutex_lock(&mutex);
	while (ended != AT_ONCE)
		pthread_cond_wait(&changed, &mutex);
	pthread_mutex_unlock(&mutex);
	return bad;
}

static void *wait_for_all(void *argument)
{
	pthread_mutex_lock(&mutex);
	while (!go_on)
		pthread_cond_wait(&changed, &mutex);
	pthread_mutex_unlock(&mutex);
	return argument;
}

/* How many threads there is room for at a time. */
static int fill(void)
{
	static pthread_t threads[MOST];
	int count = 0, error = 0;

	go_on = 0;
	while (count < MOST && error == 0) {
		error = pthread_create(&threads[count], NULL, wait_for_all,
				       NULL);
		count += error == 0;
	}
	pthread_mutex_lock(&mutex);
	go_on = 1;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&mutex);
	for (int i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	return error == EAGAIN ? count : -1;
}

int main(void)
{
	int bad = 0, first, second;

	if (pthread_key_create(&key, destroy) != 0)
		return 2;
	for (int i = 0; i < ROUNDS; i++)
		bad += round_of_threads();
	while (destroyed < ROUNDS * AT_ONCE)
		sched_yield();
	/* The last that were detached may have their stacks still. */
	first = fill();
	second = fill();
	printf("%d bad, %s\n", bad,
	       first > 50 && second >= first ? "room as before" : "lost room");
	return bad != 0;
}
