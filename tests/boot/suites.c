/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Test programs of the libraries in the guest, run in a VM.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>

#include "harness/denali.h"
#include "harness/process.h"

#define TIMEOUT_MS 120000
#define LWIP_UNIT "build/tests/lwip-unit/lwip-unit"

/* All of them, as they count themselves. */
Test(suites, lwip)
{
	struct process process;

	denali_start(&process, "--timeout", "110", LWIP_UNIT, NULL);
	cr_assert(process_wait(&process, TIMEOUT_MS));
	cr_expect_eq(process.status, 0, "status %d", process.status);
	cr_expect(bytes_match(&process.out, "^112 tests, 0 failed\n$"), "%s%s",
		  process.out.data, process.err.data);
	process_finish(&process);
}

static struct program {
	char name[16];
	char output[48]; /* that must be among what it prints */
} programs[] = {
	{ "iconvjp", "^iconv library is disabled" },
	{ "iconvnm", "^iconv library is disabled" },
	{ "iconvru", "^iconv library is disabled" },
	{ "UTF-8", "" },
	{ "hsearchtest", "" },
	{ "nulprintf", "^MMMMMMMM$" },
	{ "swprintf", "" },
	{ "atexit", "^a0cba$" },
	{ "size_max", "" },
	{ "memcpy-1", "" },
	{ "memmove1", "" },
	{ "strcmp-1", "" },
	{ "tstring", "" },
	{ "tiswctype", "" },
	{ "twctrans", "" },
};

ParameterizedTestParameters(suites, newlib)
{
	return cr_make_param_array(struct program, programs,
				   sizeof programs / sizeof programs[0]);
}

/* A program says by its status that it has found nothing. */
ParameterizedTest(struct program *program, suites, newlib)
{
	struct process process;
	char image[64];

	snprintf(image, sizeof image, "build/tests/newlib/%s", program->name);
	denali_start(&process, "--net", "none", "--timeout", "110", image,
		     NULL);
	cr_assert(process_wait(&process, TIMEOUT_MS));
	cr_expect(process.status == 0 &&
			  bytes_match(&process.out, program->output),
		  "%s: status %d: %s%s", program->name, process.status,
		  process.out.data, process.err.data);
	process_finish(&process);
}
