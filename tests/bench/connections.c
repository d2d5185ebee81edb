/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Five thousand connections to one VM: what an idle one takes of its memory,
 * and what the others cost one that is served.  Instructions are counted, in
 * runs that differ in what is asked only; the differences are the requests'.
 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "bench.h"
#include "harness/denali.h"
#include "harness/network.h"
#include "harness/throng.h"
#include "ledger.h"
#include "table.h"

#define TAP "throng0"
#define OUR_ADDRESS "10.9.0.1/24"
#define ADDRESS "10.9.0.2"
#define FEW 10
#define MANY 5000
#define SHORT 50 /* rounds of the few */
#define LONG 4000
#define UP_MS 60000
#define PATIENCE_MS 60000
#define REST_MS 5000 /* after which a VM has given back what it can */
#define END_MS 10000

static const struct target served = { "connections to one VM, all served", "",
				      AT_LEAST, MANY };
static const struct target memory = { "memory of an idle connection", "bytes",
				      AT_MOST, 2048 };
static const struct target waiting = { "epoll_wait, one ready of 5,000 / of 10",
				       "", AT_MOST, 1.1 };
static const struct target request = {
	"a request among 5,000 connections / among 10", "", AT_MOST, 1.1
};
static const struct target lookup = {
	"a request to each of 5,000 in turn / to 10", "", AT_MOST, 1.1
};

struct run {
	int open;  /* connections */
	int asked; /* of these, in turn */
	int rounds;
	int right;           /* answers */
	double frames;       /* of the VM at rest */
	double instructions; /* its own and the kernel's for it */
	double ticks;        /* of a thousand calls of epoll_wait */
};

static void start(struct process *process, const char *result)
{
	struct command command;

	command_denali(&command);
	command_add_all(&command,
			(const char *[]){ "--icount", "-m", "256M",
					  "--host-mem", "512M", "--stats",
					  "--result", result, "--net",
					  "tap=" TAP, "--addr", ADDRESS "/24",
					  THRONG_IMAGE, NULL });
	command_start(&command, process);
	command_free(&command);
}

static void ask(struct process *process, struct run *run)
{
	struct throng throng;

	if (throng_open(&throng, ADDRESS, run->open, PATIENCE_MS)) {
		run->right = throng_ask(&throng, run->asked, run->rounds, 1);
		run->ticks = throng_wait_ticks(&throng);
	}
	process_wait(process, REST_MS);
	kill(process->pid, SIGINT);
	process_wait(process, END_MS);
	throng_close(&throng);
}

/* False: something went wrong, which is said on standard error. */
static bool measure(struct run *run)
{
	struct process process;
	const json_t *ledger;
	json_t *result;
	char path[256];

	snprintf(path, sizeof path, "%s", scratch_path("throng.json"));
	start(&process, path);
	if (throng_await(&process, ADDRESS, UP_MS))
		ask(&process, run);
	else
		fprintf(stderr, "throng: no answer\n%s", process.err.data);
	process_finish(&process);
	result = json_load_file(path, 0, NULL);
	ledger = instance_ledger(result, 0);
	run->frames = ledger_number(ledger, "frames");
	run->instructions = ledger_number(ledger, "guest_cycles") +
			    ledger_number(ledger, "kernel_cycles");
	json_decref(result);
	unlink(path);
	return run->right == run->asked * run->rounds && run->frames > 0;
}

/* Instructions of one more answer. */
static double each(const struct run *less, const struct run *more)
{
	return (more->instructions - less->instructions) /
	       (more->right - less->right);
}

static void show(const struct run runs[5])
{
	double among_few = each(&runs[0], &runs[1]);
	double among_many = each(&runs[2], &runs[3]);
	double in_turn = each(&runs[2], &runs[4]);

	table_row(&served, runs[4].right / runs[4].rounds, "with 256 MiB");
	table_row(&memory,
		  (runs[2].frames - runs[0].frames) * 4096 / (MANY - FEW),
		  "%.0f pages with %d open, %.0f with %d", runs[2].frames, MANY,
		  runs[0].frames, FEW);
	table_row(&waiting, runs[2].ticks / runs[0].ticks,
		  "%.0f and %.0f instructions", runs[2].ticks / 1000,
		  runs[0].ticks / 1000);
	table_row(&request, among_many / among_few,
		  "%.0f and %.0f instructions", among_many, among_few);
	table_row(&lookup, in_turn / among_many, "%.0f and %.0f instructions",
		  in_turn, among_many);
}

void bench_connections(void)
{
	struct run runs[] = {
		{ .open = FEW, .asked = FEW, .rounds = SHORT },
		{ .open = FEW, .asked = FEW, .rounds = LONG },
		{ .open = MANY, .asked = FEW, .rounds = SHORT },
		{ .open = MANY, .asked = FEW, .rounds = LONG },
		{ .open = MANY, .asked = MANY, .rounds = 8 },
	};
	const char *why;

	if (!network_enter(&why)) {
		table_skipped(&served, why);
		return;
	}
	if (!throng_possible(MANY)) {
		table_skipped(&served, "too few descriptors allowed");
		return;
	}
	if (!network_tap(TAP, OUR_ADDRESS)) {
		table_failed(&served, "no TAP interface");
		return;
	}
	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
		if (!measure(&runs[i])) {
			table_failed(&served, "%d of %d answers, %d open",
				     runs[i].right,
				     runs[i].asked * runs[i].rounds,
				     runs[i].open);
			return;
		}
	show(runs);
}
