/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The supervisor in its VM.  Its state is a file system on a part of a disk of
 * the machine, of which it makes a disk of its own.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include <ilwaco/registers.h>
#include <ilwaco/supervisor.h>

#include "config.h"
#include "engine.h"
#include "host.h"
#include "supervisor.h"

static _Noreturn void fail(const char *what, const char *why)
{
	fprintf(stderr, "supervisor: %s: %s\n", what, why);
	exit(1);
}

static void mount_state(void)
{
	const struct config_area *area = &config.state;
	struct denali_extents extents = {
		.disk = area->disk,
		.extent_count = 1,
		.extent = { { .first = area->first, .count = area->blocks } },
	};
	int32_t error;

	if (area->disk == 0)
		fail("--state", "it is needed: which disk holds the state?");
	error = ilw_vm_disk(ilw_registers()->vm_id, &extents);
	if (error < 0)
		fail("the disk of the state", ilw_supervisor_error(error));
	if (mount("disk0", host_folder, "ext4", 0, NULL) != 0)
		fail("the file system of the state", strerror(errno));
}

/* Before there are other threads, so that it is blocked in all. */
static void block_end(sigset_t *ends)
{
	sigemptyset(ends);
	sigaddset(ends, SIGTERM);
	pthread_sigmask(SIG_BLOCK, ends, NULL);
}

int main(int argc, char *argv[])
{
	char problem[CONFIG_PROBLEM_MAX];
	const char *wrong;
	sigset_t ends;
	int which;

	if (!config_read(argc, argv, problem))
		fail("arguments", problem);
	block_end(&ends);
	mount_state();
	wrong = supervisor_start();
	if (wrong != NULL)
		fail("start", wrong);
	for (;;) {
		sigwait(&ends, &which);
		host_enter();
		engine_stop_host();
		host_leave();
	}
}
