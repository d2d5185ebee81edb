/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A fuzzer's inputs as a test: each seed, and inputs that are nearly one.
 */
#include <criterion/criterion.h>
#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_MAX 65536
#define CHANGED 100 /* inputs made of each seed */
#define CHANGES 8   /* in each of them */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t boundaries[] = { 0, 1, 0x7f, 0x80, 0xff, 0x10 };

static size_t load(const char *path, uint8_t *to)
{
	FILE *file = fopen(path, "rb");
	size_t size;

	cr_assert_not_null(file, "%s cannot be read", path);
	size = fread(to, 1, INPUT_MAX, file);
	fclose(file);
	return size;
}

/* In memory of just this size, so that the sanitizer sees its end. */
static void try(const uint8_t *data, size_t size)
{
	uint8_t *exact = malloc(size + !size);

	memcpy(exact, data, size);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
}

static void change(const uint8_t *seed, size_t size)
{
	static uint8_t input[INPUT_MAX];
	unsigned changes = 1 + (unsigned)rand() % CHANGES;

	memcpy(input, seed, size);
	while (size && changes--) {
		uint8_t *at = input + (size_t)rand() % size;

		*at = rand() % 2 ?
			      (uint8_t)rand() :
			      boundaries[(size_t)rand() % sizeof boundaries];
	}
	try(input, rand() % 8 || !size ? size : (size_t)rand() % size);
}

Test(fuzz, seeds_and_their_like, .timeout = 120)
{
	static uint8_t seed[INPUT_MAX];
	glob_t found = { 0 };

	glob(SEEDS "/*", 0, NULL, &found);
	cr_assert_gt(found.gl_pathc, 0, "no seeds in " SEEDS);
	srand(1);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		size_t size = load(found.gl_pathv[i], seed);

		try(seed, size);
		for (unsigned j = 0; j < CHANGED; j++)
			change(seed, size);
	}
	globfree(&found);
}
