/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * random(), whose state is the caller's to give.  Numbers are sums of two that
 * came before, or, in the least room, those of a linear generator.
 */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <ilwaco/preempt.h>

/* What a state begins with; numbers follow.  In memory of the caller's, which
 * need not be aligned: no processor of these cares. */
struct state {
	uint16_t count;       /* of numbers; 1: linear */
	uint8_t first, apart; /* the next two to be added */
	uint32_t numbers[];
};

#define LEAST 8
#define COUNT 31
#define APART 3
#define LINEAR 1

static union {
	struct state head;
	uint32_t room[1 + COUNT];
} own;

static struct state *current = &own.head;

/* A good generator in its own right: that of Park and Miller. */
static uint32_t after(uint32_t number)
{
	uint32_t next = (uint32_t)(UINT64_C(16807) * number % 2147483647);

	return next != 0 ? next : 123459876;
}

static uint32_t step(struct state *state)
{
	uint32_t *numbers = state->numbers;
	unsigned int count = state->count, first = state->first;

	if (count == LINEAR)
		return numbers[0] = after(numbers[0]);
	numbers[first] += numbers[(first + count - state->apart) % count];
	state->first = (uint8_t)((first + 1) % count);
	return numbers[first] >> 1;
}

static void seed_state(struct state *state, unsigned int seed)
{
	state->first = 0;
	state->numbers[0] = seed != 0 ? seed : 1;
	for (unsigned int i = 1; i < state->count; i++)
		state->numbers[i] = after(state->numbers[i - 1]);
	if (state->count != LINEAR)
		for (unsigned int i = 0; i < 10u * state->count; i++)
			(void)step(state);
}

static struct state *seeded(void)
{
	if (current->count == 0) {
		current->count = COUNT;
		current->apart = APART;
		seed_state(current, 1);
	}
	return current;
}

long random(void)
{
	long number;

	ilw_preempt_disable();
	number = (long)step(seeded());
	ilw_preempt_enable();
	return number;
}

void srandom(unsigned int seed)
{
	ilw_preempt_disable();
	seed_state(seeded(), seed);
	ilw_preempt_enable();
}

char *setstate(char *room)
{
	struct state *before;

	ilw_preempt_disable();
	before = seeded();
	current = (struct state *)(void *)room;
	ilw_preempt_enable();
	return (char *)before;
}

/* Polynomials of these degrees that are primitive. */
static void choose(struct state *state, size_t size)
{
	static const struct {
		uint16_t size;
		uint8_t count, apart;
	} choices[] = {
		{ 256, 63, 1 }, { 128, 31, 3 }, { 64, 15, 1 }, { 32, 7, 3 }
	};

	state->count = LINEAR;
	for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++)
		if (size >= choices[i].size) {
			state->count = choices[i].count;
			state->apart = choices[i].apart;
			break;
		}
}

char *initstate(unsigned int seed, char *room, size_t size)
{
	struct state *state = (struct state *)(void *)room;

	if (size < LEAST) {
		errno = EINVAL;
		return NULL;
	}
	choose(state, size);
	seed_state(state, seed);
	return setstate(room);
}
