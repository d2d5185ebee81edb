/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Runs that end otherwise than by all their instances' end: timeouts, signals,
 * QEMU's death, a kernel that talks nonsense.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "image_file.h"
#include "trial.h"

TestSuite(trouble, .fini = image_file_remove);

#define FORWARD_LINE                                                           \
	"qemu-system-i386: Could not set up host forwarding rule "             \
	"'tcp:127.0.0.1:80-10.0.2.15:80'"

Test(trouble, timeout)
{
	struct process process;
	double start = now_ms();

	trial_script("ready\nprint 0 so far\nwait\n");
	trial_start(&process, "--timeout", "0.3", trial_image("hello"), NULL);
	trial_expect_status(&process, 124);
	trial_expect_output(&process, "so far");
	trial_expect_errors(&process, "");
	cr_expect(now_ms() - start >= 300);
	process_finish(&process);
}

/* A program's own 124 can be told from the command's by the result. */
Test(trouble, result_of_a_timeout)
{
	const char *path = strdup(scratch_path("result"));
	struct bytes bytes = { 0 };
	struct process process;
	struct outcome outcome;

	trial_script("ready\nexit 1 0 3\nwait\n");
	trial_start(&process, "-n", "2", "--timeout", ".2", "--result", path,
		    trial_image("hello"), NULL);
	trial_expect_status(&process, 124);
	cr_assert(bytes_read_file(&bytes, path));
	cr_expect(bytes_match(&bytes, "\"outcome\": \"timeout\""));
	cr_assert(read_outcome(path, 0, &outcome));
	cr_expect(outcome.status == -1);
	cr_expect_str_eq(outcome.cause, "running");
	cr_assert(read_outcome(path, 1, &outcome));
	cr_expect(outcome.status == 3);
	process_finish(&process);
	bytes_free(&bytes);
	unlink(path);
}

/* Start, wait until the double runs, and send the signal. */
static void interrupt(struct process *process, const char *script, int signal,
		      const char *option)
{
	trial_script(script);
	trial_start(process, option, trial_image("hello"), NULL);
	cr_assert(process_await(process, &process->out, "up", TRIAL_MS));
	kill(process->pid, signal);
}

static void expect_signal(int signal)
{
	struct process process;
	pid_t child;

	interrupt(&process, "ready\nprint 0 up\nwait\n", signal, "--icount");
	trial_expect_status(&process, 128 + signal);
	trial_expect_errors(&process, "");
	cr_expect(process_descendants(process.pid, &child, 1) == 0);
	process_finish(&process);
}

Test(trouble, signals)
{
	expect_signal(SIGINT);
	expect_signal(SIGTERM);
	expect_signal(SIGHUP);
}

/* With statistics the kernel is told to end, and tells them. */
Test(trouble, statistics_after_interrupt)
{
	struct process process;

	interrupt(
		&process,
		"ready\nprint 0 up\nawait 19\nexit 0 6 0\nledger 0 5\nend 0\n",
		SIGINT, "--stats");
	trial_expect_status(&process, 130);
	cr_expect(bytes_match(&process.err,
			      "^       0       0       5       5 "),
		  "%s", process.err.data);
	process_finish(&process);
}

Test(trouble, statistics_after_timeout)
{
	struct process process;

	trial_script("ready\nawait 19\nexit 0 6 0\nledger 0 5\nend 0\n");
	trial_start(&process, "--timeout", "0.2", "--stats",
		    trial_image("hello"), NULL);
	trial_expect_status(&process, 124);
	cr_expect(bytes_match(&process.err,
			      "^       0       0       5       5 "),
		  "%s", process.err.data);
	process_finish(&process);
}

/* A kernel that does not obey is not waited for long; a second signal does not
 * wait at all. */
Test(trouble, deaf_kernel)
{
	struct process process;
	double start;

	interrupt(&process, "ready\nprint 0 up\nwait\n", SIGINT, "--stats");
	trial_expect_status(&process, 130);
	process_finish(&process);
	interrupt(&process, "ready\nprint 0 up\nawait 19\nprint 0 down\nwait\n",
		  SIGTERM, "--stats");
	cr_expect(process_await(&process, &process.out, "down", TRIAL_MS));
	start = now_ms();
	kill(process.pid, SIGINT);
	trial_expect_status(&process, 128 + SIGTERM);
	cr_expect(now_ms() - start < 900);
	process_finish(&process);
}

Test(trouble, interrupt_while_nobody_reads)
{
	struct process process;
	pid_t child;

	trial_script("ready\nflood 0 10000000\nwait\n");
	trial_start(&process, trial_image("hello"), NULL);
	while (process_descendants(process.pid, &child, 1) == 0)
		cr_assert(!process_gone(process.pid, 1));
	/* Long enough that all is full; it ends at whatever point it is. */
	process_gone(process.pid, 200);
	kill(process.pid, SIGINT);
	cr_expect(process_gone(child, TRIAL_MS));
	cr_expect(process_gone(process.pid, TRIAL_MS));
	trial_expect_status(&process, 130);
	process_finish(&process);
}

/* Killed without a chance to act, the command takes QEMU with it. */
Test(trouble, killed)
{
	struct process process;
	pid_t child;

	trial_script("ready\nprint 0 up\nwait\n");
	trial_start(&process, trial_image("hello"), NULL);
	cr_assert(process_await(&process, &process.out, "up", TRIAL_MS));
	cr_assert(process_descendants(process.pid, &child, 1) == 1);
	kill(process.pid, SIGKILL);
	cr_expect(process_gone(child, TRIAL_MS));
	process_finish(&process);
}

/* As cat does, and without a word. */
Test(trouble, reader_goes_away)
{
	struct process process;

	trial_script("ready\nflood 0 10000000\nwait\n");
	trial_start(&process, trial_image("hello"), NULL);
	cr_assert(process_await_bytes(&process, 1, TRIAL_MS));
	close(process.output);
	process.output = -1;
	trial_expect_status(&process, 128 + SIGPIPE);
	trial_expect_errors(&process, "");
	process_finish(&process);
}

Test(trouble, output_is_full)
{
	char command[512];
	const char *words[] = { "sh", "-c", command, NULL };
	struct process process;

	trial_script("ready\nprint 0 x\nwait\n");
	snprintf(command, sizeof command, DENALI " run %s >/dev/full",
		 trial_image("hello"));
	process_start(&process, words);
	trial_expect_error(
		&process,
		"cannot write to standard output: No "
		"space left on device; make room there, or choose another "
		"place");
}

Test(trouble, nothing_is_open)
{
	char command[512];
	const char *words[] = { "sh", "-c", command, NULL };
	struct process process;

	trial_script("ready\nawait 17\nexit 0 0 4\nend 0\n");
	snprintf(command, sizeof command,
		 DENALI " run %s <&- >&- 2>&-; echo $?", trial_image("hello"));
	process_start(&process, words);
	trial_expect_status(&process, 0);
	trial_expect_output(&process, "4\n");
	process_finish(&process);
}

static void expect_error(const char *script, const char *error)
{
	struct process process;

	trial_script(script);
	trial_start(&process, trial_image("hello"), NULL);
	trial_expect_error(&process, "%s", error);
}

Test(trouble, qemu_dies)
{
	expect_error("ready\nkill 9\n",
		     "QEMU was killed by signal 9 (Killed) before the "
		     "instances had ended");
	expect_error(
		"say qemu-system-i386: cannot set up guest memory "
		"'pc.ram': Cannot allocate memory\\nmore\\n\n",
		"QEMU failed: cannot set up guest memory 'pc.ram': Cannot "
		"allocate memory\ndenali: hint: this machine does not have "
		"as much memory as the host is to have: give it less by "
		"--host-mem SIZE");
	expect_error("say odd words\ndie 3\n", "QEMU failed: odd words");
}

Test(trouble, port_taken_meanwhile)
{
	expect_error(
		"say " FORWARD_LINE "\\n\ndie 1\n",
		"-p: a port became busy before QEMU had it (Could not set "
		"up host forwarding rule 'tcp:127.0.0.1:80-10.0.2.15:80'); "
		"try again or choose another port");
}

/* What the kernel said before it died is shown now. */
Test(trouble, kernel_dies)
{
	struct process process;

	trial_script("log starting\\npanic: frame.c:9: x\\n\nready\ndie 0\n");
	trial_start(&process, trial_image("hello"), NULL);
	trial_expect_status(&process, 125);
	trial_expect_errors(
		&process,
		"kernel: panic: frame.c:9: x\nkernel: starting\n"
		"denali: the kernel stopped before the instances had ended; "
		"`denali run --log` shows all that it says\n");
	process_finish(&process);
}

Test(trouble, kernel_talks_nonsense)
{
	expect_error("ready\nraw SeaBIOS\nwait\n",
		     "the kernel's messages make no sense: a byte that begins "
		     "no message (83) after 8 good bytes");
	expect_error("ready\nprint 1 x\nwait\n",
		     "the kernel's messages make no sense: a message about no "
		     "such instance (1) after 8 good bytes");
}

Test(trouble, kernel_refuses)
{
	const char *image = trial_image("hello");
	struct process process;

	trial_script("error 34 0xffffffff 2 0x22004 0\nend 1\n");
	trial_start(&process, image, NULL);
	trial_expect_error(
		&process,
		"%s: the kernel refuses to run it: program header 2: "
		"address is not a multiple of 4096 (0x00022004); link it again",
		image);
	trial_start(&process, image, NULL);
	process_finish(&process);
}

Test(trouble, too_little_memory)
{
	const char *image = trial_image("hello");
	struct process process;

	trial_script("error 224 0xffffffff 64 7 9\nend 2\n");
	trial_start(&process, "-n", "9", "--host-mem", "32M", image, NULL);
	trial_expect_error(
		&process,
		"too little memory: a host of 32M cannot hold 9 "
		"instances of %s (out of memory at VM 7 of 9: 64 KiB "
		"are free); give it more with --host-mem",
		image);
}

Test(trouble, image_larger_than_the_host)
{
	const char *image = trial_image("hello");
	struct process process;

	trial_script("");
	cr_assert(truncate(image, 20 << 20) == 0);
	trial_start(&process, "--host-mem", "16M", image, NULL);
	trial_expect_error(&process,
			   "too little memory: a host of 16M cannot hold %s; "
			   "give it --host-mem 24M or more",
			   image);
}

/* An instance's fault before the kernel's end is no host error, nor is QEMU's
 * status of any interest once the kernel has said that all is over. */
Test(trouble, end_is_the_truth)
{
	struct process process;

	trial_script("ready\nexit 0 0 6\nend 0\nkill 11\n");
	trial_start(&process, trial_image("hello"), NULL);
	trial_expect_status(&process, 6);
	trial_expect_errors(&process, "");
	process_finish(&process);
}

/* QEMU that does not go after the kernel's end is sent away. */
Test(trouble, qemu_stays)
{
	struct process process;

	trial_script("ready\nexit 0 0 6\nend 0\nwait\n");
	trial_start(&process, trial_image("hello"), NULL);
	trial_expect_status(&process, 6);
	process_finish(&process);
}

Test(trouble, no_qemu)
{
	struct process process;

	trial_script("");
	setenv("DENALI_QEMU", "build/no-such-qemu", 1);
	trial_start(&process, trial_image("hello"), NULL);
	trial_expect_error(&process,
			   "build/no-such-qemu: no such program: the variable "
			   "DENALI_QEMU names QEMU; correct or unset it");
	unsetenv("DENALI_QEMU");
	setenv("PATH", "/nowhere::/nowhere/else", 1);
	trial_start(&process, trial_image("hello"), NULL);
	trial_expect_error(&process, "no QEMU: neither qemu-system-i386 nor "
				     "qemu-system-x86_64 is in PATH; install "
				     "the package qemu-system-x86");
}

Test(trouble, qemu_cannot_be_started)
{
	struct process process;

	trial_script("");
	setenv("DENALI_QEMU", trial_image("hello"), 1);
	trial_start(&process, trial_image("hello"), NULL);
	trial_expect_error(&process,
			   "%s: no such program: the variable DENALI_QEMU "
			   "names QEMU; correct or unset it",
			   getenv("DENALI_QEMU"));
}

Test(trouble, no_kernel)
{
	struct process process;

	trial_script("");
	setenv("DENALI_KERNEL", "build/no-such-kernel", 1);
	trial_start(&process, trial_image("hello"), NULL);
	trial_expect_error(&process,
			   "build/no-such-kernel: cannot read the kernel: No "
			   "such file or directory; the SDK is not complete: "
			   "build or install it again");
}
