/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Ten thousand instances of http-hello in 1 GiB, with no swap disk: none is
 * asked for anything for a minute; then, in a run of its own, each for its
 * page.
 *
 * This is the last group, since it leaves the others' network.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "harness/net.h"
#include "harness/network.h"
#include "harness/survey.h"
#include "ledger.h"
#include "table.h"

#define VMS 10000
#define TAP "many0"
#define OUR_ADDRESS "10.8.0.1/32"
#define RANGE "10.8.0.0/16"
#define FIRST "10.8.1.0"
#define LAST "10.8.40.15" /* VMS - 1 after it */
#define PAGE "examples/http-hello/files/site/index.html"
#define BOOT_MS 120000
#define TRY_MS 200
#define ANSWER_MS 20000
#define MINUTE_MS 60000
#define END_MS 60000
#define PEAKS 8

static const struct target answers = { "right answers of 10,000 VMs in 1 GiB",
				       "", AT_LEAST, VMS };
static const struct target boot = { "start of 10,000 VMs, to the last's answer",
				    "s", INFORMATION, 0 };
static const struct target asking = { "asking 10,000 VMs, 64 at a time", "s",
				      INFORMATION, 0 };
static const struct target memory = { "frames of 10,000 VMs that have answered",
				      "a VM", INFORMATION, 0 };
static const struct target host = { "QEMU's memory for 10,000 VMs", "MiB",
				    INFORMATION, 0 };
static const struct target quiet = {
	"timer wake-ups of 10,000 VMs in a quiet minute", "", AT_MOST, 0
};

static void start(struct process *process, const char *result)
{
	struct command command;

	command_denali(&command);
	command_add(&command, "-n%d", VMS);
	command_add_all(&command,
			(const char *[]){ "--host-mem", "1G", "--stats",
					  "--result", result, "--net",
					  "tap=" TAP, "--addr", FIRST "/16",
					  HTTP_IMAGE, NULL });
	command_start(&command, process);
	command_free(&command);
}

static bool await_last(struct process *process, double *seconds)
{
	double begun = now_ms();
	struct bytes page = { 0 };
	bool up = false;

	while (!up && !process->ended && now_ms() - begun < BOOT_MS) {
		up = http_get(LAST, 80, "/", &page, TRY_MS);
		process_read_for(process, 1);
	}
	bytes_free(&page);
	*seconds = (now_ms() - begun) / 1000;
	return up;
}

/* The most memory a process has had, in MiB. */
static double peak_of(pid_t pid)
{
	struct bytes status = { 0 };
	char path[64];
	double peak = 0;

	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	if (bytes_read_file(&status, path))
		peak = bytes_number_after(&status, "VmHWM:[ \t]*") / 1024;
	bytes_free(&status);
	return peak;
}

static double peak_of_all(pid_t pid)
{
	pid_t found[PEAKS];
	int count = process_descendants(pid, found, PEAKS);
	double peak = 0;

	for (int i = 0; i < count && i < PEAKS; i++)
		peak += peak_of(found[i]);
	return peak;
}

static json_t *end(struct process *process, const char *path)
{
	json_t *result;

	kill(process->pid, SIGINT);
	process_wait(process, END_MS);
	result = json_load_file(path, 0, NULL);
	unlink(path);
	return result;
}

/* Did every instance's ledger come? */
static bool complete(const json_t *result)
{
	json_t *instance;
	size_t i, count = 0;

	json_array_foreach (json_object_get(result, "instances"), i, instance)
		count += json_object_get(instance, "ledger") != NULL;
	return count == VMS;
}

/* Adds up one number of all instances' ledgers. */
static double total(const json_t *result, const char *name)
{
	json_t *instance;
	double sum = 0;
	size_t i;

	json_array_foreach (json_object_get(result, "instances"), i, instance)
		sum += ledger_number(json_object_get(instance, "ledger"), name);
	return sum;
}

static void show_memory(const json_t *result)
{
	const json_t *machine = json_object_get(result, "machine");

	if (!complete(result)) {
		table_failed(&memory, "ledgers are missing");
		return;
	}
	table_row(&memory, total(result, "frames") / VMS,
		  "at the most %.1f; %.0f of the machine's %.0f were always "
		  "free",
		  total(result, "frames_peak") / VMS,
		  ledger_number(machine, "frames_free_least"),
		  ledger_number(machine, "frames"));
}

static void show_survey(const struct survey *survey)
{
	table_row(&answers, survey->right, "%s%s",
		  survey->wrong[0] != '\0' ? "none from " : "each the page",
		  survey->wrong);
	table_row(&asking, survey->milliseconds / 1000,
		  "the slowest answer took %.0f ms", survey->slowest);
}

static void ask_all(const char *path)
{
	struct bytes page = { 0 };
	struct process process;
	struct survey survey;
	double seconds;
	json_t *result;

	bytes_read_file(&page, PAGE);
	start(&process, path);
	if (!await_last(&process, &seconds)) {
		fprintf(stderr, "%s", process.err.data);
		table_failed(&answers, "the last does not come up");
	} else {
		table_row(&boot, seconds, "QEMU's own start included");
		survey_all(&survey, FIRST, VMS, &page, ANSWER_MS);
		show_survey(&survey);
		table_row(&host, peak_of_all(process.pid),
			  "and denali run %.1f", peak_of(process.pid));
	}
	result = end(&process, path);
	show_memory(result);
	json_decref(result);
	process_finish(&process);
	bytes_free(&page);
}

static void ask_nothing(const char *path)
{
	struct process process;
	json_t *result;

	start(&process, path);
	process_wait(&process, MINUTE_MS);
	result = end(&process, path);
	if (!complete(result))
		table_failed(&quiet, "no ledgers");
	else
		table_row(&quiet, total(result, "timer_wakeups"),
			  "their start included; %.0f frames came",
			  total(result, "rx_frames"));
	json_decref(result);
	process_finish(&process);
}

void bench_many(void)
{
	const char *why;
	char path[256];

	snprintf(path, sizeof path, "%s", scratch_path("many.json"));
	if (!network_enter(&why)) {
		table_skipped(&answers, why);
		return;
	}
	if (!network_tap(TAP, OUR_ADDRESS) || !network_route(TAP, RANGE)) {
		table_failed(&answers, "no TAP interface");
		return;
	}
	/* In this order: connections that have ended leave frames behind. */
	ask_nothing(path);
	ask_all(path);
}
