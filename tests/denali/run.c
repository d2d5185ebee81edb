/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali run` as a whole, the machine being a double: output, input, exit
 * statuses, reports.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "image_file.h"
#include "trial.h"

TestSuite(run, .fini = image_file_remove);

#define PASSED "exit 0 0 0\nend 0\n"

Test(run, output_and_status)
{
	struct process process;

	trial_script(
		"ready\nlog denali: all is well\\n\nprint 0 hi\\n\\x00\\xff"
		"\nprint 0  there\nexit 0 0 5\nend 0\n");
	trial_start(&process, trial_image("hello"), NULL);
	trial_expect_status(&process, 5);
	cr_expect(process.out.length == 11 &&
		  memcmp(process.out.data, "hi\n\0\xff there", 11) == 0);
	trial_expect_errors(&process, "");
	process_finish(&process);
}

static void expect_status(const char *script, const char *count, int status)
{
	struct process process;

	trial_script(script);
	trial_start(&process, "-o", "quiet", "-n", count, trial_image("hello"),
		    NULL);
	trial_expect_status(&process, status);
	process_finish(&process);
}

Test(run, statuses)
{
	expect_status("ready\n" PASSED, "1", 0);
	expect_status("ready\nexit 0 0 0x1ff\nend 0\n", "1", 255);
	expect_status("ready\nexit 0 0 0x100\nend 0\n", "1", 0);
	expect_status("ready\nexit 2 0 3\nexit 0 0 1\nexit 1 0 9\nend 0\n", "3",
		      9);
	expect_status("ready\nexit 0 2 0\nexit 1 0 9\nend 0\n", "2", 126);
	expect_status("ready\nexit 0 2 0\nexit 1 0 200\nend 0\n", "2", 200);
	expect_status("ready\nexit 0 4 0\nend 0\n", "1", 126);
}

Test(run, lines_of_instances)
{
	struct process process;

	trial_script(
		"ready\nprint 0 one \nprint 1 other\\nmore\nprint 0 line\\n"
		"\nexit 1 0 0\n" PASSED);
	trial_start(&process, "-n", "2", trial_image("hello"), NULL);
	trial_expect_status(&process, 0);
	trial_expect_output(&process, "[1] other\n[0] one line\n[1] more\n");
	process_finish(&process);
}

Test(run, plan_and_arguments)
{
	const char *record = strdup(scratch_path("record"));
	struct bytes bytes = { 0 };
	struct process process;
	char script[512];

	snprintf(script, sizeof script, "record %s\nready\n" PASSED, record);
	trial_script(script);
	trial_start(&process, "-e", "A=b c", "--host-mem", "64M",
		    trial_image("hello"), "x", "-n", NULL);
	trial_expect_status(&process, 0);
	cr_assert(bytes_read_file(&bytes, record));
	cr_expect(bytes_match(&bytes, "^-kernel$"));
	cr_expect(bytes_match(&bytes, "^64M$"));
	cr_expect(bytes_match(&bytes, "^virtio-net-pci,netdev=n0,romfile=$"));
	cr_expect_not_null(
		memmem(bytes.data, bytes.length, "-hello\0x\0-n\0A=b c\0", 18));
	process_finish(&process);
	bytes_free(&bytes);
	unlink(record);
}

static void expect_word(const char *option, const char *value, const char *word)
{
	const char *record = strdup(scratch_path("record"));
	struct bytes bytes = { 0 };
	struct process process;
	char script[512];

	snprintf(script, sizeof script, "record %s\nready\n" PASSED, record);
	trial_script(script);
	trial_start(&process, option, value, trial_image("hello"), NULL);
	trial_expect_status(&process, 0);
	cr_assert(bytes_read_file(&bytes, record));
	cr_expect(bytes_match(&bytes, word), "%s lacks %s", bytes.data, word);
	process_finish(&process);
	bytes_free(&bytes);
	unlink(record);
}

Test(run, words_for_qemu)
{
	expect_word("--icount", "--stats", "^shift=0$");
	expect_word("--gdb=41234", "--stats", "^tcp:127.0.0.1:41234$");
	expect_word("-p", "42345:80",
		    "hostfwd=tcp:127.0.0.1:42345-10.0.2.15:80$");
	expect_word("--machine", "q35", "^q35,");
	expect_word("--machine", "pc", "^pc,");
	expect_word("--nic", "e1000", "^e1000,netdev=n0,");
	expect_word("--nic", "virtio", "^virtio-net-pci,netdev=n0,");
}

/* A comma separates QEMU's options, and may be part of a file's name. */
Test(run, capture)
{
	const char *path = strdup(scratch_path("a,b.pcap"));

	expect_word("--pcap", path, "/[0-9]+-a,,b.pcap$");
	cr_expect(access(path, F_OK) == 0);
	unlink(path);
}

Test(run, no_network)
{
	const char *record = strdup(scratch_path("record"));
	struct bytes bytes = { 0 };
	struct process process;
	char script[512];

	snprintf(script, sizeof script, "record %s\nready\n" PASSED, record);
	trial_script(script);
	trial_start(&process, "--net", "none", "--icount", trial_image("hello"),
		    NULL);
	trial_expect_status(&process, 0);
	cr_assert(bytes_read_file(&bytes, record));
	cr_expect(!bytes_match(&bytes, "netdev"));
	cr_expect(bytes_match(&bytes, "^shift=0,sleep=off$"));
	process_finish(&process);
	bytes_free(&bytes);
	unlink(record);
}

Test(run, input)
{
	struct process process;

	trial_script("ready\necho\n" PASSED);
	trial_start(&process, trial_image("hello"), NULL);
	process_write(&process, "some\n", 5);
	cr_expect(process_await(&process, &process.out, "^some$", TRIAL_MS));
	process_write(&process, "more", 4);
	process_close_input(&process);
	trial_expect_status(&process, 0);
	trial_expect_output(&process, "some\nmore");
	process_finish(&process);
}

/* Much more than any buffer on the way holds, in both directions. */
Test(run, input_comes_back_whole)
{
	struct process process;
	struct bytes sent = { 0 };

	for (uint32_t i = 0; i < 1 << 19; i++)
		bytes_append(&sent, &i, sizeof i);
	trial_script("ready\necho\n" PASSED);
	trial_start(&process, trial_image("hello"), NULL);
	process_write(&process, sent.data, sent.length);
	process_close_input(&process);
	trial_expect_status(&process, 0);
	cr_expect(bytes_same(&process.out, &sent));
	process_finish(&process);
	bytes_free(&sent);
}

/* A kernel that takes no input is not waited for. */
Test(run, input_that_nobody_reads)
{
	static const char sent[1 << 20];
	struct process process;

	trial_script("ready\nprint 0 done\\n\n" PASSED);
	trial_start(&process, trial_image("hello"), NULL);
	process_write(&process, sent, sizeof sent);
	trial_expect_status(&process, 0);
	trial_expect_output(&process, "done\n");
	process_finish(&process);
}

Test(run, large_output)
{
	struct process process;
	const uint32_t count = 20 << 20;
	uint32_t i = 0;

	trial_script("ready\nflood 0 20971520\n" PASSED);
	trial_start(&process, trial_image("hello"), NULL);
	/* Nobody reads at first: the guest has to wait. */
	cr_expect(!process_gone(process.pid, 300));
	trial_expect_status(&process, 0);
	cr_assert(process.out.length == count);
	while (i < count && process.out.data[i] == (char)(i * 7 + (i >> 8)))
		i++;
	cr_expect(i == count, "byte %u is wrong", i);
	process_finish(&process);
}

Test(run, result)
{
	const char *path = strdup(scratch_path("result"));
	struct process process;
	struct outcome outcome;
	char crash[256];

	snprintf(crash, sizeof crash,
		 "ready\nexit 0 0 124\ncrash 1 2 4 14 6 %#x 0x28f00 %#x\n"
		 "exit 1 2 4\nexit 2 5 0\nend 0\n",
		 IMAGE_POKE + 4, IMAGE_RETURN_TO_MIDDLE);
	trial_script(crash);
	trial_start(&process, "-n", "3", "--result", path, trial_image("hello"),
		    NULL);
	trial_expect_status(&process, 126);
	cr_assert(read_outcome(path, 0, &outcome));
	cr_expect(outcome.status == 124);
	cr_expect_str_eq(outcome.cause, "exit");
	cr_expect_str_eq(outcome.text, "it ended with status 124");
	cr_assert(read_outcome(path, 1, &outcome));
	cr_expect(outcome.status == 126);
	cr_expect_str_eq(outcome.cause, "page-fault");
	cr_assert(read_outcome(path, 2, &outcome));
	cr_expect(outcome.status == -1);
	cr_expect_str_eq(outcome.cause, "stopped");
	cr_expect(!read_outcome(path, 3, &outcome));
	process_finish(&process);
	unlink(path);
}

/* Errors too are in the result. */
Test(run, result_of_an_error)
{
	const char *path = strdup(scratch_path("result"));
	struct bytes bytes = { 0 };
	struct process process;

	trial_script("");
	trial_start(&process, "--result", path, "Makefile", NULL);
	trial_expect_error(&process, "Makefile: not an image: it is not an ELF "
				     "file; run what denali-cc has linked");
	cr_assert(bytes_read_file(&bytes, path));
	cr_expect(bytes_match(&bytes, "\"status\": 125") &&
			  bytes_match(&bytes, "\"outcome\": \"error\"") &&
			  bytes_match(&bytes, "\"error\": \"Makefile: not an"),
		  "%s", bytes.data);
	bytes_free(&bytes);
	unlink(path);
}

Test(run, result_that_cannot_be_written)
{
	struct process process;

	trial_script("ready\n" PASSED);
	trial_start(&process, "--result", "build/no/such", trial_image("hello"),
		    NULL);
	trial_expect_error(
		&process,
		"--result build/no/such: cannot write it: "
		"No such file or directory; correct the name, or see whether "
		"its folder is there");
}

Test(run, log)
{
	struct process process;

	trial_script(
		"log first\\nwarning: odd\\x1b\\x0d\\nlast\nready\n" PASSED);
	trial_start(&process, trial_image("hello"), NULL);
	trial_expect_status(&process, 0);
	trial_expect_errors(&process, "kernel: warning: odd?\n");
	process_finish(&process);
	trial_start(&process, "--log", trial_image("hello"), NULL);
	trial_expect_status(&process, 0);
	trial_expect_errors(&process, "kernel: first\nkernel: warning: odd?\n"
				      "kernel: last\n");
	process_finish(&process);
}

Test(run, debugger_is_announced)
{
	const char *image = trial_image("hello");
	struct process process;
	char line[512];

	trial_script("ready\n" PASSED);
	trial_start(&process, "--gdb=41235", image, NULL);
	trial_expect_status(&process, 0);
	snprintf(line, sizeof line,
		 "denali: waiting for gdb: denali-gdb, then `add-symbol-file "
		 "%s -o 0x0` and `target remote 127.0.0.1:41235`\n",
		 image);
	trial_expect_errors(&process, line);
	process_finish(&process);
}
