/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What threads cost, in TSC ticks of a thousand: switches from one to another,
 * by semaphores, by a condition and by yielding; a mutex that nobody else
 * wants, and the two atomic instructions that one cannot do with less on a
 * machine of many processors.
 */
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "guest/trap.h"

#define SWITCHES 200000u /* even */
#define LOCKS 2000000u
#define TIMES 5

static sem_t ours, theirs;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turned = PTHREAD_COND_INITIALIZER;
static int turn;

static void *answer_by_semaphore(void *unused)
{
	for (uint32_t i = 0; i < SWITCHES / 2; i++) {
		sem_wait(&theirs);
		sem_post(&ours);
	}
	return unused;
}

static void ask_by_semaphore(void)
{
	for (uint32_t i = 0; i < SWITCHES / 2; i++) {
		sem_post(&theirs);
		sem_wait(&ours);
	}
}

static void take_turns(int own)
{
	pthread_mutex_lock(&mutex);
	for (uint32_t i = 0; i < SWITCHES / 2; i++) {
		while (turn != own)
			pthread_cond_wait(&turned, &mutex);
		turn = !own;
		pthread_cond_signal(&turned);
	}
	pthread_mutex_unlock(&mutex);
}

static void *answer_by_condition(void *unused)
{
	take_turns(1);
	return unused;
}

static void ask_by_condition(void)
{
	take_turns(0);
}

static void yield(void)
{
	for (uint32_t i = 0; i < SWITCHES / 2; i++)
		sched_yield();
}

static void *answer_by_yielding(void *unused)
{
	yield();
	return unused;
}

static uint64_t switches(void *(*answer)(void *), void (*ask)(void))
{
	uint64_t begun;
	pthread_t thread;

	if (pthread_create(&thread, NULL, answer, NULL) != 0)
		exit(1);
	begun = time_stamp();
	ask();
	pthread_join(thread, NULL);
	return (time_stamp() - begun) * 1000 / SWITCHES;
}

static uint64_t mutexes(void)
{
	uint64_t begun = time_stamp();

	for (uint32_t i = 0; i < LOCKS; i++) {
		pthread_mutex_lock(&mutex);
		pthread_mutex_unlock(&mutex);
	}
	return (time_stamp() - begun) * 1000 / LOCKS;
}

static uint64_t atomics(void)
{
	static uint32_t word;
	uint64_t begun = time_stamp();

	for (uint32_t i = 0; i < LOCKS; i++) {
		uint32_t old = 0, one = 1;

		__asm__ volatile("lock cmpxchgl %2, %1"
				 : "+a"(old), "+m"(word)
				 : "r"(one)
				 : "memory", "cc");
		__asm__ volatile("xchgl %0, %1"
				 : "+r"(old), "+m"(word)
				 :
				 : "memory");
	}
	return (time_stamp() - begun) * 1000 / LOCKS;
}

static void say(const char *what, uint64_t ticks)
{
	printf("%s %llu\n", what, ticks);
}

int main(void)
{
	sem_init(&ours, 0, 0);
	sem_init(&theirs, 0, 0);
	for (int i = 0; i < TIMES; i++) {
		say("semaphore",
		    switches(answer_by_semaphore, ask_by_semaphore));
		say("condition",
		    switches(answer_by_condition, ask_by_condition));
		say("yield", switches(answer_by_yielding, yield));
		say("atomics", atomics());
		say("mutex", mutexes());
	}
	return 0;
}
