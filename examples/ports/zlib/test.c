/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * zlib by its own tests: example.c calls every part of the library; minigzip
 * compresses what it reads, and what it compresses gzip must take.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness/denali.h"

#define TIMEOUT_MS 120000
#define EXAMPLE PORT_IMAGE("zlib", "example")
#define MINIGZIP PORT_IMAGE("zlib", "minigzip")

/* Runs a shell's words to their end; they must end well. */
static void run_shell(struct process *process, const char *words)
{
	cr_assert(process_run(process,
			      (const char *[]){ "sh", "-ec", words, NULL },
			      TIMEOUT_MS),
		  "not in time: %s%s", process->out.data, process->err.data);
	cr_expect_eq(process->status, 0, "status %d: %s%s", process->status,
		     process->out.data, process->err.data);
}

Test(zlib, example)
{
	struct process process;

	run_shell(&process, DENALI " run --net none --timeout 100 " EXAMPLE
				   " /tmp/foo.gz");
	cr_expect(bytes_match(&process.out, "^uncompress\\(\\): hello, hello!"),
		  "%s", process.out.data);
	cr_expect(bytes_match(&process.out, "^gzread\\(\\): hello, hello!"),
		  "%s", process.out.data);
	cr_expect(bytes_match(&process.out,
			      "^inflate with dictionary: hello, hello!"),
		  "%s", process.out.data);
	process_finish(&process);
}

/* 109 KB that compress to less than half. */
#define NUMBERS "seq 20000"

Test(zlib, compresses_for_gzip)
{
	struct process process;

	run_shell(&process,
		  NUMBERS " | " DENALI " run --net none --timeout 100 " MINIGZIP
			  " | gzip -dc | cmp - /dev/fd/3 3<<END\n$(" NUMBERS
			  ")\nEND\n");
	process_finish(&process);
}

Test(zlib, decompresses_from_gzip)
{
	struct process process;

	run_shell(&process, NUMBERS " | gzip -9 | " DENALI
				    " run --net none --timeout 100 " MINIGZIP
				    " -d | cmp - /dev/fd/3 3<<END\n$(" NUMBERS
				    ")\nEND\n");
	process_finish(&process);
}

Test(zlib, refuses_what_is_damaged)
{
	struct process process;

	process_run(&process,
		    (const char *[]){ "sh", "-c",
				      "head -c 100000 /dev/zero | gzip |"
				      " tr '\\0' x | " DENALI
				      " run --net none --timeout 100 " MINIGZIP
				      " -d",
				      NULL },
		    TIMEOUT_MS);
	cr_expect_eq(process.status, 1, "status %d", process.status);
	cr_expect(bytes_match(&process.out, "^minigzip: "), "%s%s",
		  process.out.data, process.err.data);
	process_finish(&process);
}
