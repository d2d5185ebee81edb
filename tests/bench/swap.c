/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Three thousand VMs of 1 MiB each on a host of 1 GiB: all go out and come back
 * and find their memory, with a good disk and with one that fails for two of
 * them; and a service among hogs that want many times the host's memory.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <denali/layout.h>

#include "bench.h"
#include "harness/net.h"
#include "ledger.h"
#include "table.h"

#define VMS 3000
#define ROUND_MS 900000
#define PAGES_IMAGE "build/tests/boot/pages/pages"

/* Of a VM of 4 MiB: where its pages that move together begin. */
#define VM_PAGES 1024u
#define REGION_PAGES (2 * VM_PAGES + 7)
#define BAD_WRITE 700
#define BAD_READ 1100

#define CROWD_IMAGE "build/tests/bench/crowd/crowd"
#define REQUESTS 200
#define REQUEST_MS 30000
#define UP_MS 60000
#define HOGGED_MS 120000

static const struct target verified = { "VMs of 3,000 whose memory is right",
					"", AT_LEAST, VMS };
static const struct target moved_out = { "of these, VMs that were swapped out",
					 "", AT_LEAST, VMS };
static const struct target took = { "three rounds of 3,000 times 1 MiB, 1 GiB",
				    "s", INFORMATION, 0 };
static const struct target spared = { "the same, errors for two: others right",
				      "", AT_LEAST, VMS - 2 };
static const struct target ended = { "VMs that the errors ended", "", AT_MOST,
				     2 };
static const struct target served = { "requests served of 200 beside 52 hogs",
				      "", AT_LEAST, REQUESTS };

static unsigned count_ends(const json_t *result, const char *cause)
{
	json_t *instance;
	unsigned count = 0;
	size_t i;

	json_array_foreach (json_object_get(result, "instances"), i, instance) {
		const char *is = json_string_value(
			json_object_get(instance, "cause"));
		const json_t *status = json_object_get(instance, "status");

		if (is == NULL || strcmp(is, cause) != 0)
			continue;
		count += strcmp(cause, "exit") != 0 ||
			 json_integer_value(status) == 0;
	}
	return count;
}

/* Instances with an account of which this number is not 0; the sum. */
static unsigned count_with(const json_t *result, const char *name, double *sum)
{
	unsigned count = 0;

	*sum = 0;
	for (size_t i = 0; i < VMS; i++) {
		double is = ledger_number(instance_ledger(result, i), name);

		count += is > 0;
		*sum += is;
	}
	return count;
}

static json_t *run_round(const char *path, double *seconds)
{
	struct command command;
	double begun = now_ms();
	json_t *result;

	command_denali(&command);
	command_add(&command, "-n%d", VMS);
	command_add_all(&command,
			(const char *[]){ "-m4M", "--host-mem", "1G", "--swap",
					  "200G", "--net", "none", "--stats",
					  "-o", "quiet", "--result", path,
					  PAGES_IMAGE, "1024", "3", "20000",
					  NULL });
	result = result_of(&command, path, ROUND_MS);
	command_free(&command);
	*seconds = (now_ms() - begun) / 1000;
	return result;
}

static void good_disk(const char *path)
{
	double seconds, in, out, admissions;
	json_t *result = run_round(path, &seconds);
	unsigned back = count_with(result, "admissions", &admissions);

	count_with(result, "pages_read", &in);
	count_with(result, "pages_written", &out);
	table_row(&verified, count_ends(result, "exit"), "%.0f disk errors",
		  machine_number(result, "swap_errors"));
	table_row(&moved_out, back, "%.0f times in all", admissions);
	table_row(&took, seconds, "%.0f pages out, %.0f in", out, in);
	json_decref(result);
}

static void write_rule(FILE *file, const char *event, unsigned vm)
{
	unsigned page = 1 + vm * REGION_PAGES + VM_PAGES;

	fprintf(file,
		"[inject-error]\nevent = \"%s\"\nerrno = \"5\"\n"
		"once = \"off\"\nsector = \"%u\"\n",
		event, page * (DENALI_PAGE_SIZE / 512));
}

static void bad_disk(const char *path)
{
	char rules[256], options[512];
	double seconds;
	json_t *result;
	FILE *file;

	snprintf(rules, sizeof rules, "%s", scratch_path("blkdebug"));
	file = fopen(rules, "w");
	if (file == NULL) {
		table_failed(&spared, "cannot write %s", rules);
		return;
	}
	write_rule(file, "write_aio", BAD_WRITE);
	write_rule(file, "read_aio", BAD_READ);
	fclose(file);
	snprintf(options, sizeof options,
		 "rerror=report,werror=report,file.driver=blkdebug,"
		 "file.config=%s,file.image.driver=file,"
		 "file.image.locking=off,file.image.filename=@",
		 rules);
	setenv("DENALI_QEMU", "tests/boot/other-swap.sh", 1);
	setenv("OTHER_SWAP", options, 1);
	result = run_round(path, &seconds);
	unsetenv("DENALI_QEMU");
	table_row(&spared, count_ends(result, "exit"), "in %.0f s", seconds);
	table_row(&ended, count_ends(result, "swap"), "%.0f disk errors",
		  machine_number(result, "swap_errors"));
	json_decref(result);
	unlink(rules);
}

static bool await_page(struct process *process, uint16_t port,
		       struct bytes *page)
{
	double deadline = now_ms() + UP_MS;

	while (!process->ended && now_ms() < deadline) {
		if (http_get(LOOPBACK, port, "/", page, 1000))
			return true;
		process_read_for(process, 1);
	}
	return false;
}

static void ask(uint16_t port, const struct bytes *page)
{
	struct bytes answer = { 0 };
	double slowest = 0, begun = now_ms();
	unsigned right = 0;

	for (unsigned i = 0; i < REQUESTS; i++) {
		double asked = now_ms();

		right += http_get(LOOPBACK, port, "/", &answer, REQUEST_MS) &&
			 bytes_same(&answer, page);
		if (now_ms() - asked > slowest)
			slowest = now_ms() - asked;
	}
	table_row(&served, right, "the slowest took %.0f ms, all %.1f s",
		  slowest, (now_ms() - begun) / 1000);
	bytes_free(&answer);
}

/* A hog of four times the host's memory, a thrasher of twice as much, and 50 of
 * the processor. */
static void crowd(void)
{
	uint16_t port = free_ports(64);
	struct process process;
	struct bytes page = { 0 };
	char forward[32];

	snprintf(forward, sizeof forward, "%u:80", port);
	denali_start(&process, "-n53", "-m1040M", "--host-mem", "256M",
		     "--swap", "200G", "-p", forward, CROWD_IMAGE, "1024",
		     NULL);
	if (!await_page(&process, port, &page))
		table_failed(&served, "it does not come up");
	else if (!process_await(&process, &process.out, "\\[1\\] again",
				HOGGED_MS))
		table_failed(&served, "the hog gets nowhere");
	else
		ask(port, &page);
	process_finish(&process);
	bytes_free(&page);
}

void bench_swap(void)
{
	char path[256];

	snprintf(path, sizeof path, "%s", scratch_path("swap.json"));
	crowd();
	good_disk(path);
	bad_disk(path);
}
