/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * An event may come between any two instructions, and nothing of it shows: two
 * threads keep known values in all general registers, in the flags and below
 * main()'s feet, while main() sleeps and wakes as often as it can.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#define THREADS 2
#define SECONDS 3

static volatile int stop;
static volatile unsigned int failures;
static unsigned int rounds[THREADS];

/* Loads every general register, spins a little with the carry and direction
 * flags set, and compares.  Returns 0 if all is as it was. */
static uint32_t changed(uint32_t seed)
{
	uint32_t result;

	__asm__ volatile("pushl %%ebp\n\t"
			 "pushl %%ebx\n\t"
			 "movl %%eax, %%ebx\n\t"
			 "movl %%eax, %%ecx\n\t"
			 "movl %%eax, %%edx\n\t"
			 "movl %%eax, %%esi\n\t"
			 "movl %%eax, %%edi\n\t"
			 "movl $200, %%ebp\n\t"
			 "pushl %%eax\n\t"
			 "std\n\t"
			 "stc\n"
			 "1:\tdec %%ebp\n\t"
			 "jnz 1b\n\t"
			 "sbbl %%ebp, %%ebp\n\t"
			 "incl %%ebp\n\t"
			 "pushfl\n\t"
			 "cld\n\t"
			 "notl (%%esp)\n\t"
			 "andl $0x400, (%%esp)\n\t"
			 "orl (%%esp), %%ebp\n\t"
			 "addl $4, %%esp\n\t"
			 "xorl %%eax, %%ebx\n\t"
			 "xorl %%eax, %%ecx\n\t"
			 "xorl %%eax, %%edx\n\t"
			 "xorl %%eax, %%esi\n\t"
			 "xorl %%eax, %%edi\n\t"
			 "xorl (%%esp), %%eax\n\t"
			 "addl $4, %%esp\n\t"
			 "orl %%ebx, %%eax\n\t"
			 "orl %%ecx, %%eax\n\t"
			 "orl %%edx, %%eax\n\t"
			 "orl %%esi, %%eax\n\t"
			 "orl %%edi, %%eax\n\t"
			 "orl %%ebp, %%eax\n\t"
			 "popl %%ebx\n\t"
			 "popl %%ebp"
			 : "=a"(result)
			 : "a"(seed)
			 : "ecx", "edx", "esi", "edi", "memory", "cc");
	return result;
}

static void *run(void *argument)
{
	unsigned int *count = argument;

	while (!stop)
		if (changed(++*count * 0x9e3779b9u) != 0)
			failures++;
	return NULL;
}

int main(void)
{
	static const struct timespec moment = { 0, 20000 };
	pthread_t threads[THREADS];
	time_t end = time(NULL) + SECONDS;
	unsigned int wakes = 0;

	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, run, &rounds[i]) != 0)
			return 2;
	for (; time(NULL) < end; wakes++)
		nanosleep(&moment, NULL);
	stop = 1;
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	if (wakes < 100 || rounds[0] < 1000 || rounds[1] < 1000)
		printf("%u wakes, %u and %u rounds\n", wakes, rounds[0],
		       rounds[1]);
	printf("%u failures\n", failures);
	return failures != 0;
}
