/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * SQLite's own benchmark beside itself in the Linux peer: in memory, and on a
 * disk with an ext4 file system, made anew for each run.  Each says by its own
 * clock how long it took.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "harness/process.h"
#include "ports.h"

#define RUN_MS 300000
#define MEMORY "64M"
#define PEER_MEMORY "256M"

static bool make_disk(const char *path)
{
	struct process process;
	bool made;

	unlink(path);
	made = process_run(&process,
			   (const char *[]){ "mke2fs", "-q", "-t", "ext4", path,
					     "64M", NULL },
			   RUN_MS) &&
	       process.status == 0;
	if (!made)
		fprintf(stderr, "%s", process.err.data);
	process_finish(&process);
	return made;
}

/* Seconds; -1: it failed. */
static double seconds(const struct port *port, bool ours)
{
	struct process process;
	struct command command;
	double taken = -1;

	if (port->disk != NULL && !make_disk(port->disk))
		return -1;
	if (ours)
		port_our_command(port, MEMORY, &command);
	else
		port_peer_command(port, PEER_MEMORY, &command);
	command_start(&command, &process);
	command_free(&command);
	process_close_input(&process);
	process_wait(&process, RUN_MS);
	if (process.status == 0)
		taken = bytes_number_after(&process.out, "TOTAL[.]* *");
	if (taken < 0)
		fprintf(stderr, "%s%s", process.out.data, process.err.data);
	process_finish(&process);
	return taken;
}

static void measure(const struct port *port, const struct target *target)
{
	double ratios[PAIRS], ours[PAIRS], theirs[PAIRS];
	const char *why;

	if (!port_prepare(port, &why)) {
		table_failed(target, "%s", why);
		return;
	}
	for (int i = 0; i < PAIRS; i++) {
		ours[i] = seconds(port, true);
		theirs[i] = seconds(port, false);
		ratios[i] = theirs[i] / ours[i];
		if (ours[i] < 0 || theirs[i] < 0) {
			table_failed(target, "errors in %s",
				     ours[i] < 0 ? "ours" : "the peer");
			return;
		}
	}
	table_row(target, median(ratios, PAIRS), "%.2f s and %.2f s",
		  median(ours, PAIRS), median(theirs, PAIRS));
}

void bench_ports_sqlite(void)
{
	char path[256];
	struct port memory = { .name = "sqlite",
			       .image = "speedtest1",
			       .arguments = "--memdb --size 10" };
	struct port disk = { .name = "sqlite",
			     .image = "speedtest1",
			     .arguments = "--size 5 /data/test.db",
			     .disk = path };

	snprintf(path, sizeof path, "%s", scratch_path("bench-sqlite"));
	measure(&memory,
		&(struct target){ "SQLite's speedtest1 in memory / Linux", "",
				  AT_LEAST, 1 });
	measure(&disk,
		&(struct target){ "SQLite's speedtest1 on a disk / Linux", "",
				  AT_LEAST, 1 });
	unlink(path);
}
