/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Images that run at any base: what differs from VM to VM, and what does not.
 */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/denali.h"

#define IMAGE BOOT_IMAGE("anywhere/anywhere")
#define TIMEOUT_MS 120000
#define INSTANCES 16
/* An image has 8 bases; fewer than these differ less than once in 10^8 runs. */
#define BASES 3
#define DIFFERENT 8
#define TEXT_PAGES 64 /* at least */
#define PLACES 4

struct places {
	unsigned long at[PLACES]; /* text, data, stack, heap */
	unsigned int sum;
};

/* What an instance has printed; prefix is what its line begins with. */
static void read_places(const struct process *process, const char *prefix,
			struct places *places)
{
	const char *line = process->out.data;

	while (line != NULL && strncmp(line, prefix, strlen(prefix)) != 0) {
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	cr_assert(line != NULL, "no %s in %s", prefix, process->out.data);
	cr_assert(sscanf(line + strlen(prefix),
			 "text=%lx data=%lx stack=%lx heap=%lx sum=%x",
			 &places->at[0], &places->at[1], &places->at[2],
			 &places->at[3], &places->sum) == 5,
		  "%s", line);
}

static unsigned count_different(const struct places *all, unsigned place)
{
	unsigned count = 0;

	for (unsigned i = 0; i < INSTANCES; i++) {
		unsigned j = 0;

		while (j < i && all[j].at[place] != all[i].at[place])
			j++;
		count += j == i;
	}
	return count;
}

/* Shared pages are no instance's own, relocated or not. */
static void expect_shared(const char *path)
{
	json_t *result = json_load_file(path, 0, NULL), *instance;
	size_t index;

	cr_assert(result != NULL);
	json_array_foreach (json_object_get(result, "instances"), index,
			    instance) {
		int peak = TEXT_PAGES;

		json_unpack(json_object_get(instance, "ledger"), "{s:i}",
			    "frames_peak", &peak);
		cr_expect(peak < TEXT_PAGES / 2, "%d frames", peak);
	}
	json_decref(result);
	remove(path);
}

Test(anywhere, instances_differ_and_share_text)
{
	struct places all[INSTANCES];
	struct process process;
	char path[256], count[8], prefix[8];

	snprintf(path, sizeof path, "%s", scratch_path("anywhere.json"));
	snprintf(count, sizeof count, "%d", INSTANCES);
	denali_start(&process, "--net", "none", "--stats", "--result", path,
		     "-n", count, IMAGE, NULL);
	process_close_input(&process);
	cr_assert(process_wait(&process, TIMEOUT_MS) && process.status == 0,
		  "%s%s", process.out.data, process.err.data);
	for (unsigned i = 0; i < INSTANCES; i++) {
		snprintf(prefix, sizeof prefix, "[%u] ", i);
		read_places(&process, prefix, &all[i]);
		cr_expect_eq(all[i].at[0] % 0x1000, 0);
		cr_expect_eq(all[i].sum, all[0].sum, "text differs");
		cr_expect(all[i].at[3] < 0x200000, "more than one page table");
	}
	for (unsigned place = 0; place < PLACES; place++)
		cr_expect_geq(count_different(all, place),
			      place < 2 ? BASES : DIFFERENT, "%u", place);
	cr_expect_leq(count_different(all, 0), 8);
	/* Stack and heap do not keep their distances. */
	for (unsigned i = 0; i < INSTANCES; i++) {
		all[i].at[2] -= all[i].at[0];
		all[i].at[3] -= all[i].at[0];
	}
	cr_expect_geq(count_different(all, 2), DIFFERENT);
	cr_expect_geq(count_different(all, 3), DIFFERENT);
	process_finish(&process);
	expect_shared(path);
}

Test(anywhere, fixed_when_asked)
{
	struct places places;
	struct process process;

	denali_start(&process, "--net", "none", "--boot", "fixed", IMAGE, NULL);
	process_close_input(&process);
	cr_assert(process_wait(&process, TIMEOUT_MS) && process.status == 0,
		  "%s%s", process.out.data, process.err.data);
	read_places(&process, "", &places);
	cr_expect_eq(places.at[0], 0x20000);
	process_finish(&process);
}

/* Runs it so that it dies, four times side by side: each report says so. */
static void expect_report(const char *argument, const char *what)
{
	struct process process;
	char expression[256];

	denali_start(&process, "--net", "none", "-n", "4", IMAGE, argument,
		     NULL);
	process_close_input(&process);
	cr_assert(process_wait(&process, TIMEOUT_MS) && process.status == 126,
		  "status %d: %s", process.status, process.err.data);
	for (unsigned i = 0; i < 4; i++) {
		snprintf(expression, sizeof expression,
			 "instance %u \\(anywhere\\) was killed: %s", i, what);
		cr_expect(bytes_match(&process.err, expression), "%s lacks %s",
			  process.err.data, expression);
	}
	cr_expect(bytes_match(&process.err, "at   (crash_here\\+0x|main\\+0x)"),
		  "%s", process.err.data);
	cr_expect(bytes_match(&process.err, "anywhere\\.c:[0-9]+"), "%s",
		  process.err.data);
	process_finish(&process);
}

Test(anywhere, reports_name_functions)
{
	expect_report("crash", "invalid instruction");
}

Test(anywhere, read_only_data_is_read_only)
{
	expect_report("constant",
		      "page fault: it wrote to 0x[0-9a-f]+ \\(read-only data");
}

Test(anywhere, text_is_read_only)
{
	expect_report("text", "page fault: it wrote to 0x[0-9a-f]+ \\(the "
			      "program's text");
}
