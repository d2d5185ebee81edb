/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The console carries every byte as it is, in both directions, and tells the
 * end of input; several instances' lines are told apart.
 */
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "harness/denali.h"

#define TIMEOUT_MS 60000
#define FLOOD_BYTES 1048576u
#define INSTANCES 5

/* The sequence that the flood service writes. */
static void make_bytes(struct bytes *bytes, uint32_t length)
{
	uint32_t state = 1;

	for (uint32_t i = 0; i < length; i++) {
		uint8_t value;

		state = state * 1664525u + 1013904223u;
		value = (uint8_t)(state >> 24);
		bytes_append(bytes, &value, 1);
	}
}

static void expect_same(const struct bytes *got, const struct bytes *wanted)
{
	size_t at = 0;

	while (at < got->length && at < wanted->length &&
	       got->data[at] == wanted->data[at])
		at++;
	cr_expect(got->length == wanted->length && at == wanted->length,
		  "%zu bytes came, not %zu; the first difference is at %zu",
		  got->length, wanted->length, at);
}

static void expect_end(struct process *process, int status)
{
	cr_assert(process_wait(process, TIMEOUT_MS), "it does not end: %s",
		  process->err.data);
	cr_expect(process->status == status, "status %d, not %d: %s",
		  process->status, status, process->err.data);
}

Test(console, one_mebibyte_out)
{
	struct process process;
	struct bytes wanted = { 0 };

	make_bytes(&wanted, FLOOD_BYTES);
	denali_start(&process, "--net", "none", BOOT_IMAGE("flood/flood"),
		     NULL);
	expect_end(&process, 0);
	expect_same(&process.out, &wanted);
	process_finish(&process);
	bytes_free(&wanted);
}

/* Much more than the console's ring holds, every value among it. */
Test(console, bytes_in_and_out)
{
	struct process process;
	struct bytes wanted = { 0 };

	make_bytes(&wanted, 100000);
	denali_start(&process, "--net", "none", BOOT_IMAGE("copy/copy"), NULL);
	process_write(&process, wanted.data, wanted.length);
	process_close_input(&process);
	expect_end(&process, 0);
	expect_same(&process.out, &wanted);
	process_finish(&process);
	bytes_free(&wanted);
}

Test(console, input_is_passed_on_at_once)
{
	struct process process;

	denali_start(&process, "--net", "none", BOOT_IMAGE("copy/copy"), NULL);
	process_write(&process, "one\n", 4);
	cr_expect(process_await(&process, &process.out, "^one$", TIMEOUT_MS));
	process_write(&process, "two\n", 4);
	cr_expect(process_await(&process, &process.out, "^two$", TIMEOUT_MS));
	process_close_input(&process);
	expect_end(&process, 0);
	process_finish(&process);
}

Test(console, end_of_input_alone)
{
	struct process process;

	denali_start(&process, "--net", "none", BOOT_IMAGE("copy/copy"), NULL);
	process_close_input(&process);
	expect_end(&process, 0);
	cr_expect(process.out.length == 0);
	process_finish(&process);
}

/* Every line has its instance's prefix, also the last one, which has no end. */
Test(console, lines_of_instances)
{
	struct process process;
	char line[32];
	int lines = 0;

	denali_start(&process, "-n", "5", "--net", "none",
		     BOOT_IMAGE("lines/lines"), NULL);
	expect_end(&process, 0);
	for (int i = 0; i < INSTANCES; i++) {
		for (int number = 0; number < 100; number += 33) {
			snprintf(line, sizeof line, "^\\[%d\\] line %d$", i,
				 number);
			cr_expect(bytes_match(&process.out, line), "no %s",
				  line);
		}
		snprintf(line, sizeof line, "^\\[%d\\] the end$", i);
		cr_expect(bytes_match(&process.out, line), "no %s", line);
	}
	for (size_t i = 0; i < process.out.length; i++)
		lines += process.out.data[i] == '\n';
	cr_expect(lines == INSTANCES * 101, "%d lines", lines);
	cr_expect(!bytes_match(&process.out, "^[^[]"), "a line has no prefix");
	process_finish(&process);
}

static bool same_line(const char *a, const char *b)
{
	size_t length = strcspn(a, "\n");

	return length == strcspn(b, "\n") && strncmp(a, b, length) == 0;
}

/* The random bytes of two instances, and of two runs, differ. */
Test(console, seeds_differ)
{
	struct process first, second;
	const char *one, *other;

	denali_start(&first, "-n", "2", "--net", "none",
		     BOOT_IMAGE("seed/seed"), NULL);
	denali_start(&second, "--net", "none", BOOT_IMAGE("seed/seed"), NULL);
	expect_end(&first, 0);
	expect_end(&second, 0);
	one = strstr(first.out.data, "[0] ");
	other = strstr(first.out.data, "[1] ");
	cr_assert(one != NULL && other != NULL);
	cr_expect(!same_line(one + 4, other + 4));
	cr_expect(!same_line(one + 4, second.out.data));
	cr_expect(!bytes_match(&first.out, "0{16}"), "the seed is empty: %s",
		  first.out.data);
	process_finish(&first);
	process_finish(&second);
}
