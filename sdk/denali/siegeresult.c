/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the accounts of a siege say.  Nothing that an attacker does may have
 * time or memory vanish from them.
 */
#include <math.h>
#include <string.h>

#include "siege.h"

/* The neighbour is instance 0. */
#define NEIGHBOUR 0

/* How much of the machine's time may be in no account. */
#define ROUNDING 0.01

static double number(const json_t *object, const char *name)
{
	return (double)json_integer_value(json_object_get(object, name));
}

static bool ended_well(const struct attack *attack, const json_t *instance)
{
	const char *cause = json_string_value(
		json_object_get(instance, "cause"));

	if (cause == NULL)
		return false;
	if (strcmp(attack->cause, "any") == 0)
		return true;
	if (strcmp(attack->cause, cause) != 0)
		return false;
	return strcmp(cause, "exit") != 0 ||
	       number(instance, "status") == attack->status;
}

static void judge_instance(const struct siege *siege, uint32_t vm,
			   const json_t *instance, struct verdict *verdict)
{
	const struct attack *attack = siege_attack(siege, vm);
	const char *text = json_string_value(json_object_get(instance, "text"));

	if (ended_well(attack, instance))
		verdict->contained++;
	else
		verdict_problem(verdict, "%s/%s: its end is not %s: %s",
				siege->image->name, attack->name, attack->cause,
				text != NULL ? text : "unknown");
}

/* Of one instance: parts are no more than wholes. */
static bool ledger_good(const json_t *ledger)
{
	return number(ledger, "calls") >=
		       number(ledger, "idles") + number(ledger, "kicks") &&
	       number(ledger, "frames_peak") >= number(ledger, "frames") &&
	       number(ledger, "ended") >= number(ledger, "created");
}

/* The children of a supervisor tell it, and not us, how they ended. */
static void count_children(const json_t *result, struct verdict *verdict)
{
	uint32_t children = (uint32_t)number(json_object_get(result, "machine"),
					     "vms") -
			    1;

	verdict->attackers += children;
	verdict->contained += children;
}

/* Of the machine: all time is somebody's, and all memory came back. */
static void judge_machine(const struct siege *siege, const json_t *result,
			  struct verdict *verdict)
{
	const json_t *machine = json_object_get(result, "machine");
	const json_t *sum = json_object_get(result, "sum");
	double cycles = number(machine, "cycles");
	double known = number(sum, "guest_cycles") +
		       number(sum, "kernel_cycles") +
		       number(machine, "other_cycles") +
		       number(machine, "idle_cycles");
	/* Children's ledgers are with their supervisor. */
	double missing = siege->attackers == 0 && known < cycles ?
				 0 :
				 fabs(cycles - known);
	bool adds_up = cycles > 0 && missing < ROUNDING * cycles &&
		       number(machine, "resident") == 0;

	verdict->adds_up &= adds_up;
	if (!adds_up)
		verdict_problem(verdict,
				"%s: the ledger has %.0f of %.0f cycles, and "
				"%.0f VMs are left",
				siege->image->name, known, cycles,
				number(machine, "resident"));
}

void siege_judge(const struct siege *siege, const json_t *result,
		 struct verdict *verdict)
{
	const json_t *instances = json_object_get(result, "instances");
	const char *end = json_string_value(
		json_object_get(json_array_get(instances, NEIGHBOUR), "cause"));

	if (end == NULL || strcmp(end, "stopped") != 0) {
		verdict->intact = false;
		verdict_problem(verdict, "%s: the neighbour's end: %s",
				siege->image->name,
				end != NULL ? end : "no result");
	}
	for (uint32_t vm = 1; vm <= siege->attackers; vm++) {
		const json_t *instance = json_array_get(instances, vm);
		bool good = ledger_good(json_object_get(instance, "ledger"));

		judge_instance(siege, vm, instance, verdict);
		verdict->adds_up &= good;
		if (!good)
			verdict_problem(verdict, "%s/%s: its ledger is wrong",
					siege->image->name,
					siege_attack(siege, vm)->name);
	}
	if (siege->attackers == 0)
		count_children(result, verdict);
	judge_machine(siege, result, verdict);
}
