/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The supervisor's start in its VM.  The machine's disks are not its own before
 * it has attached what its arguments say of them: /state is a file system on
 * the first.
 *
 * What fails ends the host, with a line for whoever runs it.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

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

/* SQLite has a cache of its own: the file system's only has to save it from
 * reading what it has just read, and would else grow to hold all of it. */
#define MOUNT_OPTIONS "cache=1M"

static void attach(uint32_t slot, const struct config_area *area,
		   const char *what)
{
	struct denali_extents extents = {
		.slot = slot,
		.disk = area->disk,
		.extent_count = 1,
		.extent[0] = { area->first, area->blocks },
	};
	int32_t error;

	if (area->disk == 0)
		return;
	error = ilw_vm_disk(ilw_registers()->vm_id, &extents);
	if (error < 0)
		fail(what, ilw_supervisor_error(error));
}

static void mount_state(void)
{
	if (config.state.disk == 0)
		fail("--state", "it is needed: which disk holds the state?");
	attach(CONFIG_STATE_SLOT, &config.state, "--state");
	if (mount("disk0", host_folder, "ext4", 0, MOUNT_OPTIONS) != 0)
		fail(host_folder, strerror(errno));
}

void supervisor_off(void)
{
	supervisor_end();
	umount(host_folder);
	ilw_power_off();
}

int main(int argc, char *argv[])
{
	char problem[CONFIG_PROBLEM_MAX];
	const char *wrong;
	int signal_number;
	sigset_t ends;

	if (!config_read(argc, argv, problem))
		fail("arguments", problem);
	/* Before there are threads, which have the same blocked. */
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &ends, NULL);
	signal(SIGPIPE, SIG_IGN);
	mount_state();
	wrong = supervisor_start();
	if (wrong != NULL)
		fail("start", wrong);
	for (;;) {
		sigwait(&ends, &signal_number);
		host_enter();
		engine_stop_host();
		host_leave();
	}
}
