/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Two threads that only compute, and call nothing, both make progress, and so
 * does main(): each waits, without a call, until it has seen the others count.
 */
#include <pthread.h>
#include <stdio.h>

#define THREADS 3
#define ENOUGH 1000

static volatile unsigned long counts[THREADS];

static void count_until_all_have(int own)
{
	for (int other = 0; other < THREADS; other++)
		while (counts[other] < ENOUGH)
			counts[own]++;
	counts[own] += ENOUGH;
}

static void *run(void *own)
{
	count_until_all_have(*(int *)own);
	return NULL;
}

int main(void)
{
	static int numbers[THREADS] = { 0, 1, 2 };
	pthread_t threads[THREADS];

	for (int i = 1; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, run, &numbers[i]) != 0)
			return 1;
	count_until_all_have(0);
	for (int i = 1; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	puts("all counted");
	return 0;
}
