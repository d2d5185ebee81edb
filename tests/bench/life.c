/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The instructions of a VM's whole life, the kernel's included: made, run to
 * main(), hello's line printed, and ended; against a process's in the Linux
 * peer: fork, exec, and the end of a program that does nothing at all and is
 * linked with nothing (peer/life.c).  Both under instruction counting, where
 * the time stamp counter counts instructions.
 *
 * 101 instances against one: what the machine's start and the image take once
 * is in both.
 */
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "ledger.h"
#include "rivals.h"
#include "table.h"

#define TIMEOUT_MS 60000
#define LIVES 100

static const struct target target = { "life of a VM / of a Linux process", "",
				      AT_MOST, 1 };

static double cycles(int instances)
{
	struct command command;
	char path[256];
	json_t *result;
	double found;

	snprintf(path, sizeof path, "%s", scratch_path("life.json"));
	command_denali(&command);
	command_add(&command, "-n%d", instances);
	command_add_all(&command, (const char *[]){ "--icount", "--net", "none",
						    "--stats", "--result", path,
						    HELLO_IMAGE, NULL });
	result = result_of(&command, path, TIMEOUT_MS);
	found = machine_number(result, "cycles") -
		machine_number(result, "idle_cycles");
	json_decref(result);
	command_free(&command);
	return found;
}

/* The peer's files with the program before them. */
static bool make_files(const char *path)
{
	struct bytes program = { 0 };
	struct rivals_file file = { "life", &program };
	bool made = bytes_read_file(&program, LIFE_PROGRAM) &&
		    rivals_add_files(path, &file, 1);

	bytes_free(&program);
	return made;
}

/* What the peer says of a process that does nothing and of one with glibc. */
static bool ask_peer(const char *files, double *least, double *glibc)
{
	struct command command;
	struct process process;
	bool said;

	rivals_peer_machine(&command);
	command_add_all(&command,
			(const char *[]){ "-icount", "shift=0,sleep=off",
					  "-initrd", files, "-append",
					  "console=ttyS0 quiet panic=-1 "
					  "rdinit=/life",
					  NULL });
	command_start(&command, &process);
	command_free(&command);
	process_close_input(&process);
	said = process_wait(&process, TIMEOUT_MS) &&
	       bytes_match(&process.out, "life: /bin/bulk ");
	if (said) {
		*least = bytes_number_after(&process.out, "life: /life ");
		*glibc = bytes_number_after(&process.out, "life: /bin/bulk ");
	} else {
		fprintf(stderr, "%s%s", process.out.data, process.err.data);
	}
	process_finish(&process);
	return said;
}

void bench_life(void)
{
	double one = cycles(1), many = cycles(1 + LIVES);
	double vm = (many - one) / LIVES, least, glibc;
	char files[256];

	if (one <= 0 || many <= one) {
		table_failed(&target, "no account of the machine");
		return;
	}
	snprintf(files, sizeof files, "%s", scratch_path("life.cpio"));
	if (!rivals_build_peer() || !make_files(files) ||
	    !ask_peer(files, &least, &glibc))
		table_failed(&target, "%.0f; no answer from the Linux peer",
			     vm);
	else
		table_row(&target, vm / least,
			  "%.0f and %.0f instructions; %.0f for a program with "
			  "glibc",
			  vm, least, glibc);
	remove(files);
}
