/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Test programs of the libraries in the guest, run in a VM.
 */
#include <criterion/criterion.h>

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
