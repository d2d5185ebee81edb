/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A null pointer, three calls deep in a service made from a template, is told
 * by function, file and line: on the console of `denali run`, from the crash's
 * token, and by gdb from the post-mortem file.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/denali.h"

#define RUN_MS 240000

/* What is added to its main.c. */
static const char more[] =
	"\n"
	"static int __attribute__((noinline, noclone)) length(const int *p)\n"
	"{\n"
	"\treturn *p;\n"
	"}\n"
	"static int __attribute__((noinline, noclone)) add(const int *p)\n"
	"{\n"
	"\treturn length(p) + 1;\n"
	"}\n"
	"static int __attribute__((noinline, noclone)) total(const int *p)\n"
	"{\n"
	"\treturn add(p) + 1;\n"
	"}\n"
	"__attribute__((constructor)) static void check(void)\n"
	"{\n"
	"\tif (total((const int *)(void *)getenv(\"NOBODY\")) > 1)\n"
	"\t\tputs(\"enough\");\n"
	"}\n";

static char folder[300], image[400], cores[400];

static void run_shell(const char *format, const char *value)
{
	char command[2048];

	snprintf(command, sizeof command, format, value);
	cr_assert(system(command) == 0, "%s", command);
}

static void set_up(void)
{
	FILE *file;

	snprintf(folder, sizeof folder, "%s", scratch_path("service"));
	snprintf(image, sizeof image, "%s/build/service", folder);
	snprintf(cores, sizeof cores, "%s/cores", folder);
	run_shell("build/sdk/bin/denali new -t hello %s --name service "
		  ">/dev/null 2>&1",
		  folder);
	snprintf(image, sizeof image, "%s/main.c", folder);
	file = fopen(image, "a");
	cr_assert_not_null(file);
	fputs(more, file);
	fclose(file);
	snprintf(image, sizeof image, "%s/build/service", folder);
	run_shell("PATH=$PWD/build/sdk/bin:$PATH; unset MAKEFLAGS MAKELEVEL; "
		  "make -s -C %s >/dev/null",
		  folder);
}

static void tear_down(void)
{
	run_shell("rm -rf %s", folder);
}

TestSuite(crash, .init = set_up, .fini = tear_down);

static void find_word(const struct process *process, const char *label,
		      char word[600])
{
	const char *found = strstr(process->err.data, label);

	cr_assert_not_null(found, "%s", process->err.data);
	cr_assert(sscanf(found + strlen(label), "%599s", word) == 1);
}

#define CHAIN                                                                  \
	"^  at   length\\+0x[0-9a-f]+ \\(main\\.c:[0-9]+\\)\n"                 \
	"  from add\\+0x[0-9a-f]+ \\(main\\.c:[0-9]+\\)\n"                     \
	"  from total\\+0x[0-9a-f]+ \\(main\\.c:[0-9]+\\)\n"                   \
	"  from check\\+0x[0-9a-f]+ \\(main\\.c:[0-9]+\\)\n"

/* The line of the null dereference itself. */
static void expect_line(const struct bytes *text, const char *format)
{
	char command[500], expected[100];
	int line = 0;
	FILE *pipe;

	snprintf(command, sizeof command, "grep -n 'return \\*p' %s/main.c",
		 folder);
	pipe = popen(command, "r");
	cr_assert_not_null(pipe);
	cr_assert(fscanf(pipe, "%d", &line) == 1);
	pclose(pipe);
	snprintf(expected, sizeof expected, format, line);
	cr_expect_not_null(strstr(text->data, expected), "no %s in: %s",
			   expected, text->data);
}

Test(crash, in_a_template)
{
	char token[600], core[600];
	const char *token_words[] = { DENALI, "crash", "--debug",
				      folder, token,   NULL };
	const char *debug_words[] = { DENALI, "debug", "--post-mortem", core,
				      image,  "--",    "-batch",        NULL };
	struct process run, crash, debug;

	denali_start(&run, "--post-mortem", cores, image, NULL);
	process_close_input(&run);
	cr_assert(process_wait(&run, RUN_MS));
	cr_expect_eq(run.status, 126);
	cr_expect(bytes_match(&run.err, CHAIN), "%s", run.err.data);
	expect_line(&run.err, "(main.c:%d)");
	find_word(&run, "  token: ", token);
	find_word(&run, "debug --post-mortem ", core);

	cr_assert(process_run(&crash, token_words, RUN_MS));
	cr_expect_eq(crash.status, 0);
	cr_expect(bytes_match(&crash.out, CHAIN), "%s", crash.out.data);
	expect_line(&crash.out, "(main.c:%d)");

	if (system("command -v gdb >/dev/null 2>&1") == 0) {
		cr_assert(process_run(&debug, debug_words, RUN_MS));
		cr_expect(bytes_match(&debug.out,
				      "^#0 .*length \\(p=0x0\\) at main\\.c:"
				      "[0-9]+\n(.*\n)?#1 .*add \\(.*\n"
				      "#2 .*total \\(.*\n#3 .*check \\("),
			  "%s%s", debug.out.data, debug.err.data);
		expect_line(&debug.out, "at main.c:%d\n");
		process_finish(&debug);
	}
	process_finish(&run);
	process_finish(&crash);
}
