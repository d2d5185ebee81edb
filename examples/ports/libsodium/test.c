/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * libsodium by programs of its own test suite, each of which compares what it
 * prints with a file.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>

#include "harness/denali.h"

#define TIMEOUT_MS 300000

struct program {
	char name[16];
};

static struct program programs[] = {
	{ "codecs" },         { "generichash" }, { "generichash3" },
	{ "hash" },           { "misuse" },      { "randombytes" },
	{ "sign" },           { "sodium_core" }, { "sodium_utils" },
	{ "sodium_version" }, { "verify1" },
};

ParameterizedTestParameters(libsodium, suite)
{
	return cr_make_param_array(struct program, programs,
				   sizeof programs / sizeof programs[0]);
}

ParameterizedTest(struct program *program, libsodium, suite)
{
	struct process process;
	char image[64];

	snprintf(image, sizeof image, "build/ports/libsodium/test_%s",
		 program->name);
	denali_start(&process, "--net", "none", "--timeout", "250", image,
		     NULL);
	cr_assert(process_wait(&process, TIMEOUT_MS), "%s: not in time", image);
	cr_expect_eq(process.status, 0, "%s: status %d: %s%s", image,
		     process.status, process.out.data, process.err.data);
	process_finish(&process);
}
