/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Undefined behaviour of every kind that the compiler can tell of.  Alone it
 * goes through all of them, some twice, and must get to the end; with arguments
 * each instance does one.
 */
#include <float.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "guest/cases.h"

#define NOINLINE __attribute__((noinline))

/* What the compiler is not to know. */
static volatile int most = INT_MAX, least = INT_MIN, none, minus_one = -1;
static volatile int thirty_two = 32, two = 2, five = 5;
static volatile long long most_long = LLONG_MAX;
static volatile double huge = 1e100;
static volatile float fraction = -2.5f;
static void *volatile null;
static volatile uintptr_t top = UINTPTR_MAX - 3;
static volatile long long kept;

static void add(void)
{
	kept = most + 1;
}

static void add_long(void)
{
	kept = most_long + 1;
}

static void subtract(void)
{
	kept = least - 1;
}

static void multiply(void)
{
	kept = most * 2;
}

static void negate(void)
{
	kept = -least;
}

static void divide(void)
{
	kept = five / none;
}

static void divide_least(void)
{
	kept = least / minus_one;
}

static void divide_float(void)
{
	kept = (huge / none) > 0;
}

static void shift_far(void)
{
	kept = five << thirty_two;
}

static void shift_back(void)
{
	kept = five >> minus_one;
}

static void shift_negative(void)
{
	kept = minus_one << two;
}

static void shift_out(void)
{
	kept = most << two;
}

static void cast_double(void)
{
	kept = (int)huge;
}

static void cast_float(void)
{
	kept = (unsigned char)(fraction * 1000);
}

static void load_bool(void)
{
	unsigned char byte = 5;
	bool read;

	__asm__ volatile("" : : "r"(&byte) : "memory");
	read = *(volatile bool *)&byte;
	kept = read;
}

static void index_array(void)
{
	static int array[5];

	kept = array[five + none];
}

static void variable_array(void)
{
	char array[minus_one + none];

	__asm__ volatile("" : : "r"(array));
}

static void read_null(void)
{
	kept = (intptr_t) & ((const struct guest_case *)null)->run;
}

static void misaligned(void)
{
	static char bytes[8] __attribute__((aligned(4)));
	const int *pointer = (const int *)(const void *)(bytes + 1 + none);

	kept = *pointer;
}

static void wrap_pointer(void)
{
	const char *pointer = (const char *)top;

	kept = (intptr_t)(pointer + five);
}

static NOINLINE __attribute__((nonnull)) void wants(const void *pointer)
{
	kept = (intptr_t)pointer;
}

static void null_argument(void)
{
	wants(null);
}

static NOINLINE __attribute__((returns_nonnull)) void *gives(void)
{
	return null;
}

static void null_result(void)
{
	kept = (intptr_t)gives();
}

static void count_zeros(void)
{
	kept = __builtin_ctz((unsigned)none);
}

static void count_leading(void)
{
	kept = __builtin_clz((unsigned)none);
}

static void unreachable(void)
{
	if (none == 0)
		__builtin_unreachable();
}

static const struct guest_case cases[] = {
	CASE(add),
	CASE(add_long),
	CASE(subtract),
	CASE(multiply),
	CASE(negate),
	CASE(divide_float),
	CASE(shift_far),
	CASE(shift_back),
	CASE(shift_negative),
	CASE(shift_out),
	CASE(cast_double),
	CASE(cast_float),
	CASE(load_bool),
	CASE(index_array),
	CASE(variable_array),
	CASE(read_null),
	CASE(misaligned),
	CASE(wrap_pointer),
	CASE(null_argument),
	CASE(null_result),
	CASE(count_zeros),
	CASE(count_leading),
	CASE(add),
	/* These cannot go on. */
	CASE(divide),
	CASE(divide_least),
	CASE(unreachable),
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	if (argc > 1)
		return run_case(cases, argc, argv);
	for (const struct guest_case *one = cases; one->run != divide; one++)
		one->run();
	puts("the end");
	return 0;
}
