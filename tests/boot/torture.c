/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali torture`: a family for a second, and what it says of a host that does
 * not hold.
 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "harness/denali.h"

#define RUN_MS 240000

static void torture(struct process *process, const char *family,
		    const char *attackers, const char *form)
{
	const char *const words[] = { DENALI,        "torture",   "--family",
				      family,        "--seconds", "1",
				      "--attackers", attackers,   "-o",
				      form,          NULL };

	cr_assert(process_run(process, words, RUN_MS));
}

static void expect_held(const char *family, const char *attackers)
{
	struct process process;

	torture(&process, family, attackers, "table");
	cr_expect(process.status == 0 && bytes_match(&process.out, "  held$") &&
			  bytes_match(&process.out, "^The host held"),
		  "%s\n%s", process.out.data, process.err.data);
	process_finish(&process);
}

Test(torture, supervisor)
{
	expect_held("supervisor", "4");
}

/* More attacks than attackers: one host after another. */
Test(torture, events)
{
	expect_held("events", "8");
}

Test(torture, rings)
{
	expect_held("rings", "38");
}

Test(torture, churn)
{
	expect_held("churn", "1");
}

Test(torture, network)
{
	expect_held("network", "30");
}

Test(torture, json)
{
	struct process process;

	torture(&process, "console", "7", "json");
	cr_expect(process.status == 0);
	cr_expect(bytes_match(&process.out, "\"attacks\": 7,"));
	cr_expect(bytes_match(&process.out, "\"contained\": 7,"));
	cr_expect(bytes_match(&process.out, "\"memory_intact\": true"));
	process_finish(&process);
}

/* A kernel that is none: nothing comes up. */
Test(torture, a_host_that_falls)
{
	struct process process;

	setenv("DENALI_KERNEL", "/dev/null", 1);
	torture(&process, "supervisor", "2", "table");
	unsetenv("DENALI_KERNEL");
	cr_expect_eq(process.status, 1);
	cr_expect(bytes_match(&process.out, "FELL$"));
	cr_expect(bytes_match(&process.out, "does not come up"));
	process_finish(&process);
}

Test(torture, wrong_usage)
{
	struct process process;

	torture(&process, "nobody", "1", "table");
	cr_expect_eq(process.status, 125);
	cr_expect(bytes_match(&process.err, "no such family"));
	process_finish(&process);
	torture(&process, "rings", "0", "table");
	cr_expect_eq(process.status, 125);
	process_finish(&process);
}
