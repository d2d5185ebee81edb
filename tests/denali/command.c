/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The command itself: verbs, help, version.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "trial.h"

static void expect(const char *first, const char *second, int status,
		   const char *output, const char *errors)
{
	const char *words[] = { DENALI, first, second, NULL };
	struct process process;

	process_start(&process, words);
	trial_expect_status(&process, status);
	cr_expect(bytes_match(&process.out, output), "%s", process.out.data);
	trial_expect_errors(&process, errors);
	process_finish(&process);
}

Test(command, version)
{
	expect("--version", NULL, 0,
	       "^denali [0-9]+\\.[0-9]+\\.[0-9]+ \\(contract version 2\\)$",
	       "");
}

Test(command, help)
{
	expect("--help", NULL, 0, "^  run +run an image in a VM$", "");
	expect("help", NULL, 0, "^usage: denali VERB", "");
	expect("help", "run", 0, "^  --addr ADDR/PREFIX", "");
	expect("run", "--help", 0, "^usage: denali run \\[options\\] IMAGE",
	       "");
	expect("--help", NULL, 0, "^  image +write a medium", "");
	expect("help", "image", 0, "^usage: denali image -o FILE", "");
	expect("image", "--help", 0, "^  --addr ADDR/PREFIX", "");
	expect("help", "help", 0, "^usage: denali help", "");
}

/* It fits a terminal, and has every option. */
Test(command, help_page)
{
	static const char *const options[] = {
		"-m ",       "-n ",        "-e ",         "-p ",
		"-v ",       "-o ",        "--addr",      "--cpus",
		"--gdb",     "--host-mem", "--icount",    "--log",
		"--net",     "--pcap",     "--result",    "--stats",
		"--timeout", "-h, --help", "--weight",    "--cap",
		"--frames",  "--swap ",    "--swap-rate", "--mmu",
		"--boot",    "--machine",  "--nic",       "--disk-bus"
	};
	const char *words[] = { DENALI, "help", "run", NULL };
	struct process process;

	process_start(&process, words);
	trial_expect_status(&process, 0);
	cr_expect(!bytes_match(&process.out, "^.{80}"));
	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
		cr_expect_not_null(strstr(process.out.data, options[i]), "%s",
				   options[i]);
	process_finish(&process);
}

Test(command, mistakes)
{
	expect(NULL, NULL, 125, "^",
	       "denali: no command given; see `denali --help`\n");
	expect("rnu", NULL, 125, "^",
	       "denali: unknown command rnu; did you mean run?\n");
	expect("build", "x", 125, "^",
	       "denali: unknown command build; use denali-cc, or make in a "
	       "service's folder\n");
	expect("tests", NULL, 125, "^",
	       "denali: unknown command tests; did you mean test?\n");
	expect("/dev/null", NULL, 125, "^",
	       "denali: unknown command /dev/null; an image is run by "
	       "`denali run /dev/null`\n");
	expect("fly", "x", 125, "^",
	       "denali: unknown command fly; see `denali --help`\n");
	expect("help", "hlep", 125, "^",
	       "denali: unknown command hlep; did you mean help?\n");
	expect("--verbose", NULL, 125, "^",
	       "denali: unknown option --verbose; see `denali --help`\n");
}
