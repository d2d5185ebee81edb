/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * POSIX threads do what the standard says, and fail as it says.
 */
#include "pthreads.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#define SECOND 1000000000L

struct timespec from_now(clockid_t clock, long nanoseconds)
{
	struct timespec time;

	clock_gettime(clock, &time);
	time.tv_nsec += nanoseconds;
	time.tv_sec += time.tv_nsec / SECOND;
	time.tv_nsec %= SECOND;
	return time;
}

int has_come(clockid_t clock, const struct timespec *time)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec > time->tv_sec ||
	       (now.tv_sec == time->tv_sec && now.tv_nsec >= time->tv_nsec);
}

pthread_t start(void *(*entry)(void *), void *argument)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, entry, argument) == 0)
		return thread;
	puts("no thread");
	exit(2);
}

intptr_t finish(pthread_t thread)
{
	void *result = NULL;

	if (pthread_join(thread, &result) != 0)
		puts("no end");
	return (intptr_t)result;
}

void let_others_run(void)
{
	for (int i = 0; i < 50; i++)
		sched_yield();
}

int main(void)
{
	int failures = test_mutexes() + test_robust() + test_conditions() +
		       test_rwlocks() + test_barriers() + test_semaphores() +
		       test_attributes() + test_lives() + test_c11() +
		       test_settings() + test_stress() + test_interruptions();

	printf("%d failures\n", failures);
	return failures != 0;
}
