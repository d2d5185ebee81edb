/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Wrong uses of a heap that looks for them (--check-heap): each case must end
 * the VM, with a report that names who allocated and who freed the block.  And
 * right ones, which must end well: the case `right`.
 */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>

#include "guest/cases.h"
#include "guest/check.h"

#define NOINLINE __attribute__((noinline))
#define SIZE 24
#define MANY 600

static char fixed[64];
static volatile size_t huge = SIZE_MAX; /* the compiler is not to know */

/* Neither is to be left by a jump. */
static NOINLINE char *maker(size_t size)
{
	char *block = malloc(size);

	__asm__ volatile("" : "+r"(block));
	return block;
}

static NOINLINE void breaker(void *block)
{
	__asm__ volatile("" : "+r"(block));
	free(block);
	__asm__ volatile("");
}

static void write_to(char *address)
{
	*(volatile char *)address = 1;
}

static void twice(void)
{
	char *block = maker(SIZE);

	breaker(block);
	breaker(block);
}

/* Others were freed meanwhile, and memory was asked for. */
static void twice_later(void)
{
	char *block = maker(SIZE);

	breaker(block);
	for (int i = 0; i < 100; i++)
		breaker(maker(100));
	breaker(block);
}

static void past_end(void)
{
	char *block = maker(SIZE);

	write_to(block + SIZE);
	breaker(block);
}

static void past_end_never_freed(void)
{
	write_to(maker(SIZE + 1) + SIZE + 1);
}

static void past_end_resized(void)
{
	char *block = maker(SIZE);

	write_to(block + SIZE + 3);
	block = realloc(block, 2 * SIZE);
	write_to(block);
}

static void before_start(void)
{
	char *block = maker(SIZE);

	write_to(block - 1);
	breaker(block);
}

static void after_free(void)
{
	char *block = maker(SIZE);

	breaker(block);
	write_to(block + 5);
}

/* It is seen when the memory is about to be used again. */
static void after_free_reused(void)
{
	char *block = maker(SIZE);

	breaker(block);
	write_to(block + 5);
	for (;;)
		breaker(maker(1 << 16));
}

static void inside(void)
{
	breaker(maker(64) + 16);
}

static void never_allocated(void)
{
	breaker(fixed);
}

static void not_aligned(void)
{
	breaker(maker(64) + 1);
}

static void copy_of_newlib(void)
{
	char *copy = strdup("text");

	write_to(copy + 5);
	breaker(copy);
}

static void try_alignments(void)
{
	void *none = NULL;

	for (size_t alignment = 4; alignment <= 1 << 16; alignment *= 2) {
		void *block = NULL;

		EQUAL(posix_memalign(&block, alignment, 100), 0);
		CHECK((uintptr_t)block % alignment == 0);
		EQUAL(malloc_usable_size(block), 100);
		memset(block, 1, 100);
		free(block);
	}
	CHECK(memalign(24, 8) == NULL && errno == EINVAL);
	CHECK(aligned_alloc(0, 8) == NULL && errno == EINVAL);
	CHECK(posix_memalign(&none, 2, 8) == EINVAL);
	CHECK(posix_memalign(&none, 4096, huge) == ENOMEM && errno == 0);
}

static void try_sizes(void)
{
	char *block = calloc(7, 9), *volatile hidden;

	for (int i = 0; i < 7 * 9; i++)
		CHECK(block[i] == 0);
	strcpy(block, "kept");
	block = realloc(block, 5);
	CHECK(strcmp(block, "kept") == 0);
	block = realloc(block, 50000);
	CHECK(strcmp(block, "kept") == 0);
	hidden = block;
	CHECK(realloc(block, huge / 2) == NULL && errno == ENOMEM);
	CHECK(strcmp(hidden, "kept") == 0);
	free(hidden);
	free(NULL);
	free(malloc(0));
	free(realloc(NULL, 3));
	EQUAL(malloc_usable_size(NULL), 0);
	CHECK(malloc(huge) == NULL && errno == ENOMEM);
	CHECK(malloc(huge - 60) == NULL && errno == ENOMEM);
	CHECK(calloc(huge / 2, 3) == NULL && errno == ENOMEM);
}

/* What waits to be used again is no loss where memory is short. */
static void try_all_memory(void)
{
	static void *blocks[MANY];
	int counts[2];

	for (int round = 0; round < 2; round++) {
		int count = 0;

		while (count < MANY && (blocks[count] = malloc(30000)) != NULL)
			count++;
		counts[round] = count;
		while (count > 0)
			free(blocks[--count]);
	}
	CHECK(counts[0] > 400 && counts[0] < MANY);
	EQUAL(counts[1], counts[0]);
}

static void right(void)
{
	try_alignments();
	try_sizes();
	try_all_memory();
	exit(check_end());
}

int main(int argc, char **argv)
{
	static const struct guest_case cases[] = {
		CASE(twice),
		CASE(twice_later),
		CASE(past_end),
		CASE(past_end_never_freed),
		CASE(past_end_resized),
		CASE(before_start),
		CASE(after_free),
		CASE(after_free_reused),
		CASE(inside),
		CASE(never_allocated),
		CASE(not_aligned),
		CASE(copy_of_newlib),
		CASE(right),
		{ NULL, NULL },
	};

	return run_case(cases, argc, argv);
}
