/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What signals come to that end a program, and what can be done about them.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "harness/denali.h"

#define TIMEOUT_MS 60000

struct ending {
	char how[16];
	char output[16];
	char report[32]; /* what standard error has */
	int status;
};

ParameterizedTestParameters(signals, ending)
{
	static struct ending endings[] = {
		{ "pipe", "", "", 128 + 13 },
		{ "pipe-handled", "^handled$", "", 7 },
		{ "term", "", "", 128 + 15 },
		{ "user", "", "", 128 + 30 },
		{ "real-time", "", "", 128 + 32 },
		{ "kill", "", "", 128 + 9 },
		{ "fault", "^SIGSEGV$", "raise", 126 },
		{ "abort", "^handled$", "main", 126 },
		{ "abort-left", "^handled$", "", 3 },
		{ "stop", "", "", 128 + 15 },
		{ "stop-handled", "^handled$", "", 7 },
		{ "stop-awaited", "", "", 15 },
	};

	return cr_make_param_array(struct ending, endings,
				   sizeof endings / sizeof endings[0]);
}

static bool has(const struct bytes *bytes, const char *text)
{
	return *text == 0 ? bytes->length == 0 : bytes_match(bytes, text);
}

ParameterizedTest(struct ending *ending, signals, ending)
{
	struct process process;

	denali_start(&process, BOOT_IMAGE("signal-ends/signal-ends"),
		     ending->how, NULL);
	cr_assert(process_wait(&process, TIMEOUT_MS), "%s: does not end",
		  ending->how);
	cr_expect(process.status == ending->status, "%s: status %d, not %d: %s",
		  ending->how, process.status, ending->status,
		  process.err.data);
	cr_expect(has(&process.out, ending->output), "%s: prints %s",
		  ending->how, process.out.data);
	cr_expect(has(&process.err, ending->report), "%s: says %s", ending->how,
		  process.err.data);
	process_finish(&process);
}
