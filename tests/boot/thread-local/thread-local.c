/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * errno and __thread variables are each thread's own, also when the threads
 * preempt one another between every two instructions that touch them.
 */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

#define THREADS 4
#define ENOUGH 100

static __thread uintptr_t zero;
static __thread uintptr_t initialised = 42;
static volatile unsigned int switches;
static volatile uintptr_t last;
static volatile int failures;

/* Runs until there were enough switches between threads, whoever made them. */
static void *run(void *argument)
{
	uintptr_t own = (uintptr_t)argument;

	if (zero != 0 || initialised != 42)
		failures++;
	while (switches < ENOUGH) {
		zero = own;
		errno = (int)own;
		initialised = own + 1;
		if (last != own) {
			last = own;
			switches++;
		}
		if (zero != own || errno != (int)own || initialised != own + 1)
			failures++;
	}
	return NULL;
}

int main(void)
{
	pthread_t threads[THREADS];

	errno = 7;
	for (uintptr_t i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, run, (void *)(i + 100)) !=
		    0)
			return 2;
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	printf("errno %d, zero %u, initialised %u\n", errno, (unsigned int)zero,
	       (unsigned int)initialised);
	printf("%d failures\n", failures);
	return failures != 0;
}
