/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Ways to end: main() returns while threads run, any thread calls exit(), two
 * of them do, the last one ends; what was registered is called once, in reverse
 * order.  Stacks have the guards that were asked for, and go back to the
 * kernel.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "harness/denali.h"

#define TIMEOUT_MS 60000
#define IMAGE BOOT_IMAGE("ends/ends")
#define REGISTERED "second\nlate\nfirst\ndestructor\n"

/* Pages: 40 stacks of 60,000 bytes that were used, and what remains. */
#define USED_AT_LEAST (40 * 14)
#define LEFT_AT_MOST 60

struct way {
	char name[32];
	char output[128];
	int status;
};

ParameterizedTestParameters(boot, ends)
{
	static struct way ways[] = {
		{ "by-return", REGISTERED, 5 },
		{ "by-thread", REGISTERED, 7 },
		{ "by-two", "once\n" REGISTERED, 7 },
		{ "by-last-thread", "value\nresult\n" REGISTERED, 0 },
		{ "by-handler", "again\n" REGISTERED, 9 },
		{ "quickly", "second\nfirst\n", 3 },
		{ "at-once", "", 6 },
		{ "past-stack", "", 126 },
	};

	return cr_make_param_array(struct way, ways,
				   sizeof ways / sizeof ways[0]);
}

ParameterizedTest(struct way *way, boot, ends)
{
	struct process process;

	denali_start(&process, "--net", "none", IMAGE, way->name, NULL);
	process_close_input(&process);
	cr_expect(process_wait(&process, TIMEOUT_MS), "%s: does not end",
		  way->name);
	cr_expect(process.status == way->status, "%s: status %d, not %d: %s",
		  way->name, process.status, way->status, process.err.data);
	cr_expect(process.out.length == strlen(way->output) &&
			  memcmp(process.out.data, way->output,
				 process.out.length) == 0,
		  "%s: prints %s", way->name, process.out.data);
	process_finish(&process);
}

Test(boot, stacks_go_back)
{
	struct process process;
	char path[256];
	json_t *result, *ledger;
	int peak = 0, left = 0;

	snprintf(path, sizeof path, "%s", scratch_path("ends.json"));
	denali_start(&process, "--net", "none", "--stats", "--result", path,
		     IMAGE, "threads", NULL);
	process_close_input(&process);
	cr_expect(process_wait(&process, TIMEOUT_MS) && process.status == 0,
		  "%s", process.err.data);
	process_finish(&process);
	result = json_load_file(path, 0, NULL);
	ledger = json_object_get(
		json_array_get(json_object_get(result, "instances"), 0),
		"ledger");
	json_unpack(ledger, "{s:i, s:i}", "frames_peak", &peak, "frames",
		    &left);
	cr_expect(peak >= USED_AT_LEAST, "%d pages at the most", peak);
	cr_expect(left > 0 && left <= LEFT_AT_MOST, "%d pages of %d left", left,
		  peak);
	json_decref(result);
	remove(path);
}
