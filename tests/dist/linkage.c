/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the SDK's programs want of the machine that they are carried to: glibc,
 * no younger than Debian 12's, and nothing else.
 */
#include <criterion/criterion.h>

#include "harness/process.h"

#define TRIAL_MS 120000

/* Shell words that print something of all programs and libraries; what else
 * can be executed are scripts. */
#define PROGRAMS                                                               \
	"cd build/sdk && find bin lib/toolchain -type f -perm -u+x -print0 | " \
	"xargs -0 readelf -W 2>/dev/null "

static void expect_lines(const char *command, const char *lines)
{
	const char *words[] = { "sh", "-c", command, NULL };
	struct process process;

	cr_assert(process_run(&process, words, TRIAL_MS));
	cr_expect(process.status == 0, "%s", process.err.data);
	cr_expect_str_eq(process.out.data, lines);
	process_finish(&process);
}

Test(linkage, only_glibc)
{
	expect_lines(PROGRAMS "-d | sed -n 's/.*(NEEDED)[^[]*//p' | sort -u",
		     "[ld-linux-x86-64.so.2]\n[libc.so.6]\n[libm.so.6]\n");
}

Test(linkage, no_younger_glibc)
{
	expect_lines(PROGRAMS "-V | grep -o 'Name: GLIBC_[0-9.]*' | "
			      "sed 's/.*_//' | sort -Vu | tail -n 1 | "
			      "awk '{ print ($0 <= 2.36) ? \"old\" : $0 }'",
		     "old\n");
}
