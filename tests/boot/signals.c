/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * However a run ends, QEMU ends with it, and no file stays behind.
 */
#include <criterion/criterion.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "harness/denali.h"

#define TIMEOUT_MS 30000
#define CHILDREN_MAX 16

static pid_t children[CHILDREN_MAX];
static int child_count;
static char folder[256];

/* An idle service, with all temporary files in a folder of its own. */
static void start_idle(struct process *process)
{
	snprintf(folder, sizeof folder, "%s", scratch_path("tmp"));
	cr_assert(mkdir(folder, 0777) == 0);
	setenv("TMPDIR", folder, 1);
	denali_start(process, BOOT_IMAGE("busy/busy"), NULL);
	cr_assert(process_await(process, &process->out, "^busy$", TIMEOUT_MS),
		  "no output: %s", process->err.data);
	child_count = process_descendants(process->pid, children, CHILDREN_MAX);
	cr_assert(child_count > 0, "no QEMU is running");
}

static void expect_nothing_left(void)
{
	DIR *left = opendir(folder);
	const struct dirent *file;

	for (int i = 0; i < child_count; i++)
		cr_expect(process_gone(children[i], TIMEOUT_MS),
			  "process %d is still there", children[i]);
	cr_assert(left != NULL);
	while ((file = readdir(left)) != NULL)
		cr_expect(file->d_name[0] == '.', "%s was left behind",
			  file->d_name);
	closedir(left);
	rmdir(folder);
}

static void expect_status(struct process *process, int status)
{
	cr_assert(process_wait(process, TIMEOUT_MS), "it does not end");
	cr_expect(process->status == status, "status %d, not %d: %s",
		  process->status, status, process->err.data);
	process_finish(process);
	expect_nothing_left();
}

/* The terminal sends the signal to the whole group. */
Test(signals, interrupt_from_terminal)
{
	struct process process;

	start_idle(&process);
	kill(-process.pid, SIGINT);
	expect_status(&process, 130);
}

Test(signals, interrupt_alone)
{
	struct process process;

	start_idle(&process);
	kill(process.pid, SIGINT);
	expect_status(&process, 130);
}

Test(signals, terminate)
{
	struct process process;

	start_idle(&process);
	kill(process.pid, SIGTERM);
	cr_assert(process_wait(&process, TIMEOUT_MS));
	cr_expect(process.status != 0);
	process_finish(&process);
	expect_nothing_left();
}

Test(signals, kill)
{
	struct process process;

	start_idle(&process);
	kill(process.pid, SIGKILL);
	expect_status(&process, 128 + SIGKILL);
}

/* QEMU dies by itself: a host error, with one clear line. */
Test(signals, kill_qemu)
{
	struct process process;

	start_idle(&process);
	kill(children[0], SIGKILL);
	cr_assert(process_wait(&process, TIMEOUT_MS));
	cr_expect(bytes_match(&process.err, "^denali: .*[Qq][Ee][Mm][Uu]"),
		  "says: %s", process.err.data);
	expect_status(&process, 125);
}

Test(signals, interrupt_at_start)
{
	struct process process;

	denali_start(&process, BOOT_IMAGE("busy/busy"), NULL);
	kill(process.pid, SIGINT);
	cr_assert(process_wait(&process, TIMEOUT_MS));
	cr_expect(process.status != 0 && process.status != 125, "status %d: %s",
		  process.status, process.err.data);
	process_finish(&process);
}

/* As in a script that runs it in the background. */
Test(signals, interrupt_ignored)
{
	struct process process;

	process_start(&process,
		      (const char *[]){ "sh", "-c",
					"trap '' INT; exec " DENALI
					" run " BOOT_IMAGE("busy/busy"),
					NULL });
	cr_assert(process_await(&process, &process.out, "^busy$", TIMEOUT_MS));
	kill(process.pid, SIGINT);
	kill(process.pid, SIGTERM);
	cr_assert(process_wait(&process, TIMEOUT_MS));
	cr_expect(process.status == 128 + SIGTERM, "status %d: %s",
		  process.status, process.err.data);
	process_finish(&process);
}
