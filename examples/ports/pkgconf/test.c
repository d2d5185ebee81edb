/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * pkgconf, asked what its own tests ask.
 */
#include <criterion/criterion.h>
#include <stdarg.h>

#include "harness/denali.h"

#define TIMEOUT_MS 120000

static void run_pkgconf(int status, const char *output, ...)
{
	struct process process;
	struct command command;
	const char *word;
	va_list words;

	command_denali(&command);
	command_add_all(&command,
			(const char *[]){ "--net", "none", "--timeout", "100",
					  "-e", "PKG_CONFIG_PATH=/lib1",
					  PORT_IMAGE("pkgconf", "pkgconf"),
					  NULL });
	va_start(words, output);
	while ((word = va_arg(words, const char *)) != NULL)
		command_add(&command, "%s", word);
	va_end(words);
	command_start(&command, &process);
	command_free(&command);
	cr_expect(process_wait(&process, TIMEOUT_MS), "not in time");
	cr_expect(process.status == status && bytes_match(&process.out, output),
		  "status %d: %s%s", process.status, process.out.data,
		  process.err.data);
	process_finish(&process);
}

Test(pkgconf, answers)
{
	run_pkgconf(0, "^-L/test/lib -lfoo \n$", "--libs", "foo", NULL);
	run_pkgconf(0, "^-fPIC -I/test/include/foo -L/test/lib -lbar -lfoo \n$",
		    "--cflags", "--libs", "bar", NULL);
	run_pkgconf(0,
		    "^-L/test/lib -lfoo -lbaz -L/test/lib -lzee "
		    "-L/test/lib -lfoo \n$",
		    "--libs", "--static", "foo", "baz", NULL);
	run_pkgconf(0, "^1.2.3\n$", "--modversion", "foo", NULL);
	run_pkgconf(0, "^$", "--exists", "tilde = 1.0.0~rc1", NULL);
}

/* It looks through folders. */
Test(pkgconf, lists)
{
	run_pkgconf(0, "^billion-laughs  (.*\n)*.*foo - A testing pkg-config",
		    "--list-all", NULL);
}

Test(pkgconf, refuses)
{
	run_pkgconf(1, "^$", "--exists", "foo > 9", NULL);
	run_pkgconf(1, "^Package nonexist was not found in the pkg-config",
		    "--print-errors", "nonexist", NULL);
}
