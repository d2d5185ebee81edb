/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Who gets the processor: weights, caps, the boot plan's modes, and that every
 * cycle is in some account.  Instruction counting makes what the guests see of
 * time, and so the numbers, the same in every run.
 */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

#include "harness/denali.h"

#define TIMEOUT_MS 60000
#define IMAGE BOOT_IMAGE("compete/compete")
#define VMS 6

static struct process process;
static char path[256];

/* Starts VMs of the test service with these options and arguments, accounts
 * kept. */
static void start(const char *const options[], const char *const arguments[])
{
	struct command command;

	snprintf(path, sizeof path, "%s", scratch_path("shares.json"));
	command_denali(&command);
	command_add_all(&command, (const char *[]){ "--net", "none", "--stats",
						    "--result", path, NULL });
	command_add_all(&command, options);
	command_add(&command, "%s", IMAGE);
	command_add_all(&command, arguments);
	command_start(&command, &process);
	command_free(&command);
}

/* Waits for the end, and reads the result. */
static json_t *finish(void)
{
	json_t *result;

	cr_assert(process_wait(&process, TIMEOUT_MS), "it does not end");
	cr_assert(process.status == 0, "status %d: %s", process.status,
		  process.err.data);
	result = json_load_file(path, 0, NULL);
	cr_assert(result != NULL, "no result");
	unlink(path);
	process_finish(&process);
	return result;
}

static double number(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	cr_assert(json_is_integer(value), "no %s", name);
	return (double)json_integer_value(value);
}

static const json_t *ledger(const json_t *result, size_t vm)
{
	return json_object_get(
		json_array_get(json_object_get(result, "instances"), vm),
		"ledger");
}

static double cycles(const json_t *result, size_t vm)
{
	return number(ledger(result, vm), "guest_cycles") +
	       number(ledger(result, vm), "kernel_cycles");
}

static double machine(const json_t *result, const char *name)
{
	return number(json_object_get(result, "machine"), name);
}

Test(shares, are_as_the_weights)
{
	static const double weights[] = { 1, 2, 4 };
	double total = 0;
	json_t *result;

	start((const char *[]){ "--icount", "-n", "6", "--weight", "1,2,4",
				NULL },
	      (const char *[]){ "spin", "1500", NULL });
	result = finish();
	for (size_t vm = 0; vm < VMS; vm++)
		total += cycles(result, vm);
	for (size_t vm = 0; vm < VMS; vm++) {
		double share = cycles(result, vm) / total;
		double due = weights[vm % 3] / 14;
		cr_expect(share > due * 0.95 && share < due * 1.05,
			  "instance %zu: %.4f, not %.4f", vm, share, due);
	}
	json_decref(result);
}

/* 10 % is between 9 and 11, whether others leave the rest unused or not; 40 %
 * of weight alone would be more than that. */
Test(shares, caps_hold)
{
	json_t *result;

	start((const char *[]){ "--icount", "-n", "3", "--cap", "10,10,40",
				NULL },
	      (const char *[]){ "spin", "2000", NULL });
	result = finish();
	for (size_t vm = 0; vm < 3; vm++) {
		double share = cycles(result, vm) / machine(result, "cycles");
		double due = vm == 2 ? 0.4 : 0.1;
		cr_expect(share > due - 0.01 && share < due + 0.01,
			  "instance %zu: %.4f", vm, share);
		cr_expect(number(ledger(result, vm), "throttles") > 10);
	}
	json_decref(result);
}

static void expect_all_accounted(json_t *result, size_t vms)
{
	double sum = machine(result, "idle_cycles") +
		     machine(result, "other_cycles");
	double whole = machine(result, "cycles");

	for (size_t vm = 0; vm < vms; vm++)
		sum += cycles(result, vm);
	cr_expect(sum > whole * 0.99 && sum < whole * 1.01, "%.0f of %.0f", sum,
		  whole);
	json_decref(result);
}

Test(shares, every_cycle_is_accounted)
{
	start((const char *[]){ "--icount", "-n", "6", NULL },
	      (const char *[]){ "yield", "2000", NULL });
	expect_all_accounted(finish(), VMS);
	start((const char *[]){ "-n", "6", "--cap", "5", NULL },
	      (const char *[]){ "spin", "1000", NULL });
	expect_all_accounted(finish(), VMS);
}

/* A switch a quantum, and some while they start and end. */
Test(shares, quantum_is_the_plans)
{
	static const char *const quanta[] = { "quantum=1000", "quantum=10000" };
	static const double least[] = { 490, 49 }, most[] = { 550, 65 };

	for (int i = 0; i < 2; i++) {
		start((const char *[]){ "--icount", "-n", "6", "--boot",
					quanta[i], NULL },
		      (const char *[]){ "spin", "500", NULL });
		json_t *result = finish();
		double switches = machine(result, "switches");
		cr_expect(switches > least[i] && switches < most[i],
			  "%s: %.0f switches", quanta[i], switches);
		json_decref(result);
	}
}

/* Without a tick they would never wake. */
Test(shares, tick_wakes_who_has_no_deadline)
{
	json_t *result;

	start((const char *[]){ "--icount", "-n", "6", "--boot", "tick=10000",
				NULL },
	      (const char *[]){ "wait", "1000", NULL });
	result = finish();
	for (size_t vm = 0; vm < VMS; vm++) {
		double woken = number(ledger(result, vm), "timer_wakeups");
		cr_expect(woken >= 95 && woken <= 101, "instance %zu: %.0f", vm,
			  woken);
	}
	json_decref(result);
}

/* Input comes while another VM has a quantum as long as it computes: true if
 * that VM had to make way. */
static bool input_interrupts(const char *boot)
{
	json_t *result;
	bool first;

	start((const char *[]){ "-n", "2", "--boot", boot, NULL },
	      (const char *[]){ "answer", "900", NULL });
	cr_assert(process_await(&process, &process.out, "busy", TIMEOUT_MS),
		  "%s", process.err.data);
	process_write(&process, "x\n", 2);
	result = finish();
	first = number(ledger(result, 0), "ended") <
		number(ledger(result, 1), "ended");
	json_decref(result);
	return first;
}

Test(shares, events_wait_for_the_quantum)
{
	cr_expect(!input_interrupts("quantum=1000000"));
}

Test(shares, immediate_events_do_not)
{
	cr_expect(input_interrupts("quantum=1000000,immediate"));
}
