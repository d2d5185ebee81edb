/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Dies as its argument says.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile int zero;
static volatile int data[4] = { 1 };
static char from[64] = "as many characters as were not expected";

static void die_null(void)
{
	*(volatile int *)(uintptr_t)zero = 1;
}

static int die_deep(int depth)
{
	volatile char room[256];

	room[0] = (char)depth;
	return die_deep(depth + 1) + room[0];
}

static void die_recursion(void)
{
	zero = die_deep(0);
}

static void die_smash(void)
{
	volatile char room[8];

	for (int i = zero; i < 64; i++)
		room[i] = from[i];
}

static void die_twice(void)
{
	char *volatile block = malloc(32);

	free(block);
	free(block);
}

static void die_buffer(void)
{
	char room[8];

	memcpy(room, from, sizeof from - (size_t)zero);
	puts(room);
}

static void die_constant(void)
{
	*(volatile char *)(uintptr_t) "constant" = 'C';
}

static void die_data(void)
{
	((void (*)(void))(uintptr_t)data)();
}

static void die_zero(void)
{
	zero = 100 / zero;
}

static void die_port(void)
{
	__asm__ volatile("outb %al, $0x80");
}

static void die_invalid(void)
{
	__builtin_trap();
}

static void die_assert(void)
{
	assert(zero != 0);
}

static void die_far(void)
{
	*(volatile int *)(uintptr_t)0x70000000 = 1;
}

static const struct {
	const char *name;
	void (*die)(void);
} ways[] = {
	{ "null", die_null },     { "recursion", die_recursion },
	{ "smash", die_smash },   { "twice", die_twice },
	{ "buffer", die_buffer }, { "constant", die_constant },
	{ "data", die_data },     { "zero", die_zero },
	{ "port", die_port },     { "invalid", die_invalid },
	{ "assert", die_assert }, { "far", die_far },
};

int main(int argc, char *argv[])
{
	for (size_t i = 0; argc == 2 && i < sizeof ways / sizeof *ways; i++)
		if (strcmp(ways[i].name, argv[1]) == 0)
			ways[i].die();
	return 1;
}
