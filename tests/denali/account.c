/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What --stats tells: tables for people, JSON for programs.
 */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "image_file.h"
#include "trial.h"

TestSuite(account, .fini = image_file_remove);

static void run(struct process *process, const char *count, const char *form,
		const char *script)
{
	trial_script(script);
	trial_start(process, "-n", count, "-o", form, "--stats",
		    trial_image("hello"), NULL);
	trial_expect_status(process, 0);
}

Test(account, tables)
{
	struct process process;

	run(&process, "3", "table",
	    "ready\nexit 0 0 0\nexit 1 0 0\nexit 2 0 0\n"
	    "ledger 0 99999\nledger 2 100000\nend 0\n");
	trial_expect_errors(
		&process,
		"processor: cycles, turns, traps\n"
		"instance  weight   guest  kernel   turns   timer   event"
		"  capped   calls   idles   kicks  faults  zeroed  copied"
		" swapped\n"
		"       0       0   99999   99999   99999   99999   99999"
		"   99999   99999   99999   99999   99999   99999   99999"
		"   99999\n"
		"       2       0    100K    100K    100K    100K    100K"
		"    100K    100K    100K    100K    100K    100K    100K"
		"    100K\n"
		"     sum       0    200K    200K    200K    200K    200K"
		"    200K    200K    200K    200K    200K    200K    200K"
		"    200K\n"
		"memory and swap: pages of 4K; network: frames\n"
		"instance  frames    peak  tables     out  admits    read"
		" written  delays    sent refused    lost   taken  behind"
		" no-room\n"
		"       0   99999   99999   99999       0   99999   99999"
		"   99999   99999   99999   99999   99999   99999   99999"
		"   99999\n"
		"       2    100K    100K    100K       0    100K    100K"
		"    100K    100K    100K    100K    100K    100K    100K"
		"    100K\n"
		"     sum    200K    200K    200K       0    200K    200K"
		"    200K    200K    200K    200K    200K    200K    200K"
		"    200K\n");
	process_finish(&process);
}

/* One needs no sum. */
Test(account, one_instance)
{
	struct process process;

	run(&process, "1", "table", "ready\nexit 0 0 0\nledger 0 7\nend 0\n");
	cr_expect(!bytes_match(&process.err, "sum"));
	cr_expect(!bytes_match(&process.err, "machine"));
	process_finish(&process);
}

Test(account, machine)
{
	struct process process;

	run(&process, "2", "table",
	    "ready\nledger 0 100000\nledger 1 125000\nexit 0 0 0\n"
	    "exit 1 0 0\nmachine 1 1000000\nend 0\n");
	cr_expect(bytes_match(&process.err,
			      "^machine: 1.0M cycles: guests 22.5 %, kernel "
			      "for guests 22.5 %, other 5.0 %, idle 10.0 %, "
			      "unaccounted 40.0 %; 123K switches$"),
		  "%s", process.err.data);
	cr_expect(bytes_match(&process.err,
			      "^machine: 70000 pages: 60000 free now, 50000 "
			      "free at the least; 3 VMs, 1 in memory; swap: "
			      "70000 pages, 5 reads, 6 writes, 7 errors$"),
		  "%s", process.err.data);
	process_finish(&process);
}

/* More time than there was shows, and none at all is no division by zero. */
Test(account, strange_machines)
{
	struct process process;

	run(&process, "1", "table",
	    "ready\nledger 0 100000\nexit 0 0 0\nmachine 1 100000\nend 0\n");
	cr_expect(bytes_match(&process.err, "unaccounted -115.0 %;"), "%s",
		  process.err.data);
	process_finish(&process);
	run(&process, "1", "table", "ready\nexit 0 0 0\nmachine 1 0\nend 0\n");
	cr_expect(bytes_match(&process.err, "^machine: 0 cycles: guests 0.0 %"),
		  "%s", process.err.data);
	cr_expect(!bytes_match(&process.err, "^instance"));
	process_finish(&process);
}

/* Of another kernel's version nothing is believed. */
Test(account, other_version)
{
	struct process process;

	run(&process, "1", "table",
	    "ready\nexit 0 0 0\nmachine 2 1000\nend 0\n");
	trial_expect_errors(&process, "");
	process_finish(&process);
}

Test(account, machine_of_the_wrong_size)
{
	struct process process;

	trial_script("ready\nraw \\xda\\x09\\x04\\x00\\xff\\xff\\xff\\xff"
		     "1234\nwait\n");
	trial_start(&process, "--stats", trial_image("hello"), NULL);
	trial_expect_error(&process, "the kernel's messages make no sense: a "
				     "message of the wrong length (4) after 8 "
				     "good bytes");
}

static void many(struct process *process, int count, const char *form)
{
	struct bytes script = { 0 };
	char text[128];

	bytes_append_text(&script, "ready\n");
	for (int i = 0; i < count; i++) {
		/* The later ones up to 40 take more; then they are even. */
		snprintf(text, sizeof text, "ledger %d %d\nexit %d 0 0\n", i,
			 i < 40 ? i : 39, i);
		bytes_append_text(&script, text);
	}
	bytes_append_text(&script, "end 0\n");
	snprintf(text, sizeof text, "%d", count);
	run(process, text, form, script.data);
	bytes_free(&script);
}

static size_t lines_of(const struct bytes *bytes)
{
	size_t lines = 0;

	for (size_t i = 0; i < bytes->length; i++)
		lines += bytes->data[i] == '\n';
	return lines;
}

Test(account, up_to_fifty_are_shown)
{
	struct process process;

	many(&process, 50, "table");
	cr_expect(lines_of(&process.err) == 2 * (2 + 50 + 1), "%s",
		  process.err.data);
	process_finish(&process);
}

Test(account, of_more_the_busiest_are_shown)
{
	struct process process;

	many(&process, 51, "table");
	cr_expect(lines_of(&process.err) == 2 * (2 + 20 + 2), "%s",
		  process.err.data);
	cr_expect(bytes_match(&process.err, "^instance[^\n]*\n      39 "));
	cr_expect(bytes_match(&process.err, "^      50[^\n]*\n      38 "));
	cr_expect(bytes_match(&process.err, "^      31 "));
	cr_expect(!bytes_match(&process.err, "^      30 "));
	cr_expect(bytes_match(&process.err,
			      "^     ... 31 more, which took less time: -o "
			      "json and --result have all$"),
		  "%s", process.err.data);
	process_finish(&process);
}

static json_int_t number(const json_t *object, const char *name)
{
	json_t *value = json_object_get(object, name);

	cr_expect(json_is_integer(value), "no %s", name);
	return json_integer_value(value);
}

Test(account, json)
{
	static const char *const names[] = {
		"frames",        "frames_peak",   "table_frames",
		"guest_cycles",  "kernel_cycles", "created",
		"ended",         "mark_main",     "mark_listening",
		"calls",         "idles",         "kicks",
		"interrupts",    "exceptions",    "page_faults",
		"faults_zero",   "faults_copy",   "faults_swap",
		"switches",      "timer_wakeups", "event_wakeups",
		"throttles",     "admissions",    "pages_read",
		"pages_written", "swap_requests", "swap_delays",
		"tx_frames",     "tx_bytes",      "rx_frames",
		"rx_bytes",      "tx_refused",    "tx_lost",
		"rx_behind",     "rx_unwritten",
	};
	struct process process;
	json_t *document, *ledger, *sum, *machine;

	run(&process, "2", "json",
	    "ready\nledger 0 7\nledger 1 5\nexit 0 0 0\nexit 1 0 0\n"
	    "machine 1 1000\nend 0\n");
	document = json_loads(process.err.data, 0, NULL);
	ledger = json_object_get(
		json_array_get(json_object_get(document, "instances"), 0),
		"ledger");
	sum = json_object_get(document, "sum");
	machine = json_object_get(document, "machine");
	cr_assert(json_object_size(ledger) == 52, "%zu",
		  json_object_size(ledger));
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		cr_expect(number(ledger, names[i]) == 7, "%s", names[i]);
	cr_expect(number(ledger, "version") == 3);
	cr_expect(number(sum, "kernel_cycles") == 12);
	cr_expect(number(sum, "frames") == 12);
	cr_expect_null(json_object_get(sum, "created"));
	cr_expect_null(json_object_get(sum, "version"));
	cr_expect(json_object_size(machine) == 14);
	cr_expect(number(machine, "cycles") == 1000 &&
		  number(machine, "idle_cycles") == 100 &&
		  number(machine, "frames_free_least") == 50000 &&
		  number(machine, "resident") == 1 &&
		  number(machine, "swap_errors") == 7);
	json_decref(document);
	process_finish(&process);
}

/* All of them, however many. */
Test(account, json_of_many)
{
	struct process process;
	json_t *document, *instances, *last;

	many(&process, 60, "json");
	document = json_loads(process.err.data, 0, NULL);
	instances = json_object_get(document, "instances");
	cr_assert(json_array_size(instances) == 60);
	last = json_object_get(json_array_get(instances, 59), "ledger");
	cr_expect(number(last, "calls") == 39);
	cr_expect_null(json_object_get(document, "machine"));
	json_decref(document);
	process_finish(&process);
}

Test(account, json_without_ledgers)
{
	struct process process;

	run(&process, "1", "json", "ready\nexit 0 0 0\nend 0\n");
	cr_expect(bytes_match(&process.err,
			      "^\\{\"status\":0,\"outcome\":\"ended\","
			      "\"instances\":\\[\\{\"vm\":0,\"name\":\"hello\","
			      "\"status\":0,\"cause\":\"exit\",\"detail\":0,"
			      "\"text\":\"it ended with status 0\"\\}\\]\\}$"),
		  "%s", process.err.data);
	process_finish(&process);
}
