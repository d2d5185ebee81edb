/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * x87 and SSE state are each thread's own across preemption: registers with
 * values in flight, the x87 rounding mode, and the SSE control word.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

#include "guest/vectors.h"

#define THREADS 4
#define ENOUGH 60
#define SPINS 20000

static volatile unsigned int switches;
static volatile uintptr_t last;
static volatile int failures;

static void set_rounding(uint16_t mode)
{
	uint16_t control = (uint16_t)(0x037f | mode << 10);

	__asm__ volatile("fldcw %0" : : "m"(control));
}

static uint16_t rounding(void)
{
	uint16_t control;

	__asm__ volatile("fnstcw %0" : "=m"(control));
	return control >> 10 & 3;
}

static void *run(void *argument)
{
	uintptr_t own = (uintptr_t)argument;

	set_rounding((uint16_t)(own & 3));
	while (switches < ENOUGH) {
		if (last != own) {
			last = own;
			switches++;
		}
		if (!vectors_kept((uint32_t)own * 0x01010101u, SPINS) ||
		    rounding() != (own & 3))
			failures++;
	}
	return NULL;
}

int main(void)
{
	pthread_t threads[THREADS];

	for (uintptr_t i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, run, (void *)(i + 4)) !=
		    0)
			return 2;
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	printf("%d failures\n", failures);
	return failures != 0;
}
