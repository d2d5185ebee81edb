/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What is said of crashes: each function that led there, by its name, file and
 * line, in the report, from the token, and by gdb from the post-mortem file.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/denali.h"

#define IMAGE BOOT_IMAGE("crashes/crashes")
#define RUN_MS 120000
#define PLACE " \\(.*crashes/crashes\\.c:[0-9]+\\)"

/* second() is inlined; the frames of three calls with buffers. */
#define CHAIN                                                                  \
	"^  at   second" PLACE ", inlined\n"                                   \
	"  from third\\+0x[0-9a-f]+" PLACE "\n"                                \
	"  from middle\\+0x[0-9a-f]+" PLACE "\n"                               \
	"  from outer\\+0x[0-9a-f]+" PLACE "\n"
#define START "  from ilw_start\\+.*\n  from _start\\+.*\n  eax="
#define FROM(function) "  from " function "\\+0x[0-9a-f]+" PLACE "\n"

/* Parameters are places in a table. */
static struct criterion_test_params number_all(size_t count)
{
	static size_t numbers[32];

	for (size_t i = 0; i < count; i++)
		numbers[i] = i;
	return cr_make_param_array(size_t, numbers, count);
}

static const struct crash {
	const char *how, *report;
} crashes[] = {
	{ "null", CHAIN FROM("main") START },
	{ "overflow", "guard page.*\n  at   overflow\\+.*" PLACE
		      "\n" FROM("overflow") FROM("overflow") FROM("overflow") },
	{ "wild", "^  at   0x12345678\n  which is outside .*\n"
		  "(  from jump_wild.*\n)?" FROM("main") },
	{ "assert", "^  at   ilw_crash\\+.*\n"
		    "  from __assert_func\\+.*\n" FROM("main") START },
	{ "abort", "^  at   ilw_crash\\+.*\n"
		   "  from abort\\+.*\n" FROM("main") START },
	{ "thread", CHAIN FROM("run") "  from run\\+.*\n"
				      "  from begin\\+.*\n  eax=" },
	{ "signal", CHAIN FROM("handle") "(  from .*\n)+" FROM("spin")
			    FROM("main") START },
	{ "sort", CHAIN FROM("compare") "  from qsort\\+.*\n" },
};

ParameterizedTestParameters(crashes, report)
{
	return number_all(sizeof crashes / sizeof crashes[0]);
}

static void start(struct process *process, const char *folder, const char *how)
{
	denali_start(process, "--net", "none", "--post-mortem", folder, IMAGE,
		     how, NULL);
	process_close_input(process);
	cr_assert(process_wait(process, RUN_MS));
	cr_expect_eq(process->status, 126);
}

ParameterizedTest(size_t *number, crashes, report)
{
	const struct crash *crash = &crashes[*number];
	struct process process;

	start(&process, "none", crash->how);
	cr_expect(bytes_match(&process.err, crash->report), "%s:\n%s",
		  crash->how, process.err.data);
	cr_expect(bytes_match(&process.err, "^  token: denali-1-crashes-"));
	process_finish(&process);
}

/* The word behind a label in what was said. */
static const char *find_word(const struct process *process, const char *label)
{
	static char word[600];
	const char *found = strstr(process->err.data, label);

	cr_assert_not_null(found, "%s", process->err.data);
	cr_assert(sscanf(found + strlen(label), "%599s", word) == 1);
	return word;
}

/* The token alone, and the .dbg file's folder, say what the report did. */
Test(crashes, token)
{
	const char *words[] = { DENALI,    "crash",
				"--debug", "build/tests/boot/crashes",
				NULL,      NULL };
	struct process run, crash;

	start(&run, "none", "null");
	words[4] = find_word(&run, "token: ");
	cr_assert(process_run(&crash, words, RUN_MS));
	cr_expect_eq(crash.status, 0);
	cr_expect(bytes_match(&crash.out, CHAIN FROM("main")), "%s%s",
		  crash.out.data, crash.err.data);
	process_finish(&run);
	process_finish(&crash);
}

static void need_gdb(void)
{
	if (system("command -v gdb >/dev/null 2>&1") != 0)
		cr_skip_test("no gdb; install the package gdb");
}

Test(crashes, post_mortem)
{
	const char *words[] = { DENALI, "debug", "--post-mortem", NULL,
				IMAGE,  "--",    "-batch",        NULL };
	struct process run, debug;
	char folder[300], command[400];

	need_gdb();
	snprintf(folder, sizeof folder, "%s", scratch_path("cores"));
	start(&run, folder, "null");
	words[3] = find_word(&run, "--post-mortem ");
	cr_assert(process_run(&debug, words, RUN_MS));
	cr_expect(bytes_match(&debug.out, "^#0 .*second \\(item=0x0\\) at "
					  ".*crashes\\.c:[0-9]+\n"
					  "#1 .*third \\(.* at .*\n"
					  "#2 .*middle \\(.* at .*\n"
					  "#3 .*outer \\(.* at .*\n"
					  "#4 .*main \\(.* at .*\n"),
		  "%s%s", debug.out.data, debug.err.data);
	snprintf(command, sizeof command, "rm -r %s", folder);
	cr_expect(system(command) == 0);
	process_finish(&run);
	process_finish(&debug);
}

/* gdb on the image that runs, and each of its commands. */
static void expect_gdb(const char *command, const char *expected)
{
	const char *words[] = { DENALI,
				"debug",
				"--net",
				"none",
				BOOT_IMAGE("debugged/debugged"),
				"--",
				"-batch",
				"-ex",
				"hbreak stop_here",
				"-ex",
				"continue",
				"-ex",
				"denali-threads",
				"-ex",
				command,
				NULL };
	struct process debug;

	need_gdb();
	cr_assert(process_run(&debug, words, RUN_MS));
	cr_expect_eq(debug.status, 0);
	cr_expect(bytes_match(&debug.out, expected), "%s: %s%s", command,
		  debug.out.data, debug.err.data);
	cr_expect(!bytes_match(&debug.err, "^(Error|No symbol|.*gdb:[0-9]+:)"),
		  "%s", debug.err.data);
	process_finish(&debug);
}

static const struct look {
	const char *command, *expected;
} looks[] = {
	{ "backtrace", "^#0 .*stop_here \\(.*\n#1 .*main \\(" },
	{ "denali-threads",
	  "^  1  0x[0-9a-f]+  main +runs\n"
	  "  2  .*waits at 0x[0-9a-f]+ <lock[^>]*>\n"
	  "  3  .*waits at 0x[0-9a-f]+ <lock[^>]*>\n3 threads;" },
	{ "denali-thread 2", "ilw_scheduler_block(.*\n)*#[0-9]+ .*waiter \\(" },
	{ "denali-vms", "^ +0 .*VM_RUNNABLE, VM_IN, .* runs\n1 places used" },
	{ "denali-runq", "^running: .*VM_IN.*\n0 in the queue, virtual time" },
	{ "denali-pages 0", "^00010000 frame [0-9a-f]+ r-- its own\n"
			    "00011000 frame [0-9a-f]+ rw- its own\n"
			    "00020000 frame [0-9a-f]+ r-x the image's\n" },
	{ "denali-rings 0", "^console out: posted 6, done 6 \\(kernel 6\\)$" },
	{ "denali-registers 0", "^contract version [0-9]+, VM 0, generation 1\n"
				"memory 16777216 bytes" },
	{ "denali-vm 5", "^There is no VM 5; `denali-vms` lists them\\.$" },
	{ "denali-help", "^denali-threads " },
};

ParameterizedTestParameters(crashes, look)
{
	return number_all(sizeof looks / sizeof looks[0]);
}

ParameterizedTest(size_t *number, crashes, look)
{
	expect_gdb(looks[*number].command, looks[*number].expected);
}
