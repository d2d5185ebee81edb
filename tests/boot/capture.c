/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "capture.h"

#include <criterion/criterion.h>

#include "harness/process.h"

#define TIMEOUT_MS 60000

int capture_frames(const char *capture, const char *filter)
{
	struct process process;
	int lines = 0;

	cr_assert(process_run(&process,
			      (const char *[]){ "tshark", "-n", "-r", capture,
						"-Y", filter, NULL },
			      TIMEOUT_MS));
	cr_assert_eq(process.status, 0, "tshark: %s", process.err.data);
	for (size_t i = 0; i < process.out.length; i++)
		lines += process.out.data[i] == '\n';
	process_finish(&process);
	return lines;
}
