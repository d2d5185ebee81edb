/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What threads cost in a VM: a switch from one to another, by semaphores, with
 * all that these take, against a switch of processes in the Linux peer, by
 * pipes, with all that those take; and a mutex that nobody else wants, against
 * the atomic instructions that it would be on a machine of many processors.
 */
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "harness/denali.h"
#include "rivals.h"
#include "table.h"

#define TIMEOUT_MS 120000
#define NUMBERS 5 /* of each kind, in a run */

static const struct target switching = {
	"thread switch / Linux's process switch by pipe", "", AT_MOST, 0.1
};
static const struct target locking = {
	"uncontended mutex / atomic instructions", "", AT_MOST, 2
};
static const struct target yielding = { "TSC ticks of a switch by yielding", "",
					INFORMATION, 0 };
static const struct target waiting = { "TSC ticks of a switch by a condition",
				       "", INFORMATION, 0 };

/* The median of the numbers on the lines that begin with a word, of thousands;
 * 0: there are too few. */
static double median_after(const struct bytes *text, const char *word)
{
	double found[NUMBERS];
	const char *at = text->data;
	size_t length = strlen(word);

	for (int i = 0; i < NUMBERS; i++) {
		while ((at = at != NULL ? strstr(at, word) : NULL) != NULL &&
		       at[length] != ' ')
			at += length;
		if (at == NULL || sscanf(at + length, "%lf", &found[i]) != 1)
			return 0;
		at += length;
	}
	return median(found, NUMBERS) / 1000;
}

struct costs {
	double semaphore, condition, yield, mutex, atomics;
};

static bool ask_guest(struct costs *costs)
{
	struct process process;

	denali_start(&process, "--net", "none", THREADS_IMAGE, NULL);
	process_wait(&process, TIMEOUT_MS);
	costs->semaphore = median_after(&process.out, "semaphore");
	costs->condition = median_after(&process.out, "condition");
	costs->yield = median_after(&process.out, "yield");
	costs->mutex = median_after(&process.out, "mutex");
	costs->atomics = median_after(&process.out, "atomics");
	if (costs->mutex <= 0)
		fprintf(stderr, "%s%s", process.out.data, process.err.data);
	process_finish(&process);
	return costs->mutex > 0;
}

/* The peer's files with the program before them. */
static bool make_files(const char *path)
{
	struct bytes program = { 0 };
	struct rivals_file file = { "switch", &program };
	bool made = rivals_build_peer() &&
		    bytes_read_file(&program, SWITCH_PROGRAM) &&
		    rivals_add_files(path, &file, 1);

	bytes_free(&program);
	return made;
}

static double ask_peer(const char *files)
{
	struct command command;
	struct process process;
	double found;

	rivals_peer_machine(&command);
	command_add_all(&command, (const char *[]){ "-initrd", files, "-append",
						    "console=ttyS0 quiet "
						    "panic=-1 rdinit=/switch",
						    NULL });
	command_start(&command, &process);
	command_free(&command);
	process_close_input(&process);
	process_wait(&process, TIMEOUT_MS);
	found = median_after(&process.out, "switch");
	if (found <= 0)
		fprintf(stderr, "%s%s", process.out.data, process.err.data);
	process_finish(&process);
	return found;
}

static void show_guest(struct costs *costs)
{
	double ratios[PAIRS], yields[PAIRS], conditions[PAIRS];

	for (int i = 0; i < PAIRS; i++) {
		ratios[i] = costs[i].mutex / costs[i].atomics;
		yields[i] = costs[i].yield;
		conditions[i] = costs[i].condition;
	}
	table_row(&locking, median(ratios, PAIRS), "%.1f and %.1f TSC ticks",
		  costs[0].mutex, costs[0].atomics);
	table_row(&yielding, median(yields, PAIRS), "two threads");
	table_row(&waiting, median(conditions, PAIRS),
		  "two threads, and a mutex");
}

static void fail_all(const char *who)
{
	table_failed(&switching, "no answer from %s", who);
	table_failed(&locking, "no answer from %s", who);
	table_failed(&yielding, "no answer from %s", who);
	table_failed(&waiting, "no answer from %s", who);
}

void bench_threads(void)
{
	struct costs costs[PAIRS];
	double ratios[PAIRS], peer[PAIRS], ours[PAIRS];
	bool peer_answers = true;
	char files[256];

	snprintf(files, sizeof files, "%s", scratch_path("switch.cpio"));
	peer_answers = make_files(files);
	for (int i = 0; i < PAIRS; i++) {
		if (!ask_guest(&costs[i])) {
			fail_all(THREADS_IMAGE);
			return;
		}
		peer[i] = peer_answers ? ask_peer(files) : 0;
		peer_answers = peer[i] > 0;
		ours[i] = costs[i].semaphore;
		ratios[i] = ours[i] / peer[i];
	}
	if (peer_answers)
		table_row(&switching, median(ratios, PAIRS),
			  "%.0f and %.0f TSC ticks", median(ours, PAIRS),
			  median(peer, PAIRS));
	else
		table_failed(&switching, "no answer from the Linux peer");
	show_guest(costs);
	remove(files);
}
