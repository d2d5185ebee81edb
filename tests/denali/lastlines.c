/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The last lines of a dead VM's console, in reports and results.
 */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "image_file.h"
#include "trial.h"

TestSuite(last_lines, .fini = image_file_remove);

#define CRASH(vm, cause) "crash " vm " " cause " 6 6 0 0x21080 0x28f00\n"
#define END "exit 0 1 6\nend 0\n"

static void run(struct process *process, const char *form, const char *script)
{
	trial_script(script);
	trial_start(process, "-o", form, trial_image("hello"), NULL);
	trial_expect_status(process, 126);
}

/* Behind the registers, control characters and what is no text made visible. */
Test(last_lines, report)
{
	struct process process;

	run(&process, "table",
	    "ready\nconsole one\\ntwo\\x1b[31m\\x0d\\n\\n\\xc3\\xa9\\xff"
	    "\\xc2\\x9b\\x09end\n" CRASH("0", "1") END);
	cr_expect(bytes_match(&process.err,
			      "^  eip=00021080 eflags=00000000\n"
			      "  its last lines:\n"
			      "    one\n"
			      "    two\\\\x1b\\[31m\\\\x0d\n"
			      "    \n"
			      "    \xc3\xa9\\\\xff\\\\xc2\\\\x9b\tend\n"),
		  "%s", process.err.data);
	process_finish(&process);
}

Test(last_lines, eight_of_them)
{
	struct process process;

	run(&process, "table",
	    "ready\nconsole 1\\n2\\n3\\n4\\n5\\n6\\n7\\n8\\n9\\n\n" CRASH(
		    "0", "1") END);
	cr_expect(bytes_match(&process.err, "lines:\n    2\n    3\n"), "%s",
		  process.err.data);
	cr_expect(bytes_match(&process.err, "\n    9\n"));
	process_finish(&process);
}

Test(last_lines, none)
{
	struct process process;

	run(&process, "table", "ready\n" CRASH("0", "1") END);
	cr_expect(!bytes_match(&process.err, "last lines"));
	process_finish(&process);
}

/* A length past the end of what can be there is cut. */
Test(last_lines, lying_lengths)
{
	struct process process;
	size_t zeros = 0;

	run(&process, "table",
	    "ready\nconsole x\nlengths 0xffffffff 0xffffffff\n" CRASH("0", "1")
		    END);
	for (const char *at = process.err.data;
	     (at = strstr(at, "\\x00")) != NULL; at++)
		zeros++;
	cr_expect(zeros == 511, "%zu", zeros);
	process_finish(&process);
	run(&process, "json", "ready\nlengths 1025 513\n" CRASH("0", "1") END);
	cr_expect(bytes_match(&process.err, "\"console\":\"(.u0000){512}\""),
		  "%s", process.err.data);
	process_finish(&process);
}

/* Where memory ran out, or the disk failed, registers say nothing. */
Test(last_lines, no_registers)
{
	struct process process;

	run(&process, "table",
	    "ready\nconsole last words\n" CRASH("0", "6") "exit 0 6 77\n"
							  "end 0\n");
	trial_expect_errors(
		&process,
		"denali: instance 0 (hello) was killed: the swap disk failed "
		"reading or writing its page 77; see whether what --swap names "
		"is full or damaged\n"
		"  its last lines:\n"
		"    last words\n");
	process_finish(&process);
}

Test(last_lines, json)
{
	struct process process;
	json_t *document, *instance;

	run(&process, "json",
	    "ready\nconsole a\\x00\\xe2\\x82\\xac\\xe2\\x82\\n\n" CRASH(
		    "0", "6") "exit 0 6 77\nend 0\n");
	document = json_loads(process.err.data, JSON_ALLOW_NUL, NULL);
	instance = json_array_get(json_object_get(document, "instances"), 0);
	cr_expect_str_eq(json_string_value(json_object_get(instance, "cause")),
			 "swap");
	cr_expect(json_integer_value(json_object_get(instance, "status")) ==
		  126);
	instance = json_object_get(json_object_get(instance, "crash"),
				   "console");
	cr_assert(json_string_length(instance) == 12, "%s", process.err.data);
	cr_expect(memcmp(json_string_value(instance),
			 "a\0\xe2\x82\xac\xef\xbf\xbd\xef\xbf\xbd\n", 12) == 0);
	json_decref(document);
	process_finish(&process);
}
