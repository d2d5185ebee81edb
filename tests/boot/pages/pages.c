/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * pages KIB ROUNDS [MILLISECONDS]: fills so much memory with what nobody else
 * has, rests, looks whether it is all still there, and fills it anew; so many
 * rounds.  Says "ok ROUNDS" at the end, and which word was wrong otherwise.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "guest/trap.h"

static uint32_t *memory;
static size_t words;

static uint32_t first(uint32_t round)
{
	return (ro_registers->vm_id + 1) * 0x9e3779b9u + round * 0x85ebca6bu;
}

static uint32_t next(uint32_t value)
{
	return value * 1664525u + 1013904223u;
}

static void fill(uint32_t round)
{
	uint32_t value = first(round);

	for (size_t i = 0; i < words; i++, value = next(value))
		memory[i] = value;
}

static void verify(uint32_t round)
{
	uint32_t value = first(round);

	for (size_t i = 0; i < words; i++, value = next(value))
		if (memory[i] != value) {
			printf("word %lu in round %lu: %08lx, not %08lx\n",
			       (unsigned long)i, (unsigned long)round,
			       (unsigned long)memory[i], (unsigned long)value);
			exit(1);
		}
}

static void rest(long milliseconds)
{
	struct timespec time = { milliseconds / 1000,
				 milliseconds % 1000 * 1000000 };

	while (nanosleep(&time, &time) != 0)
		continue;
}

int main(int argc, char **argv)
{
	uint32_t rounds = argc > 2 ? (uint32_t)atoi(argv[2]) : 1;

	words = argc > 1 ? (size_t)atoi(argv[1]) * 1024 / sizeof *memory : 0;
	memory = malloc(words * sizeof *memory);
	if (words == 0 || memory == NULL) {
		puts("no memory");
		return 2;
	}
	for (uint32_t round = 0; round < rounds; round++) {
		fill(round);
		rest(argc > 3 ? atol(argv[3]) : 1000);
		verify(round);
	}
	printf("ok %lu\n", (unsigned long)rounds);
	return 0;
}
