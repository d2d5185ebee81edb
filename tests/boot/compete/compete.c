/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * One of several VMs that compete for the processor.
 *
 *   compete spin MS      computes until the host's clock says so
 *   compete yield COUNT  idles so often, each time for so short that the
 *                        deadline passes while the kernel looks for another VM
 *                        to run: a switch, and next to nothing else
 *   compete wait MS      idles with no deadline until the host's clock says so
 *   compete answer MS    instance 0 waits for a line of input; the others say
 *                        "busy", compute for so long, and end
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest/trap.h"

#define NS_A_MS 1000000ull
#define SAMPLES 16

/* Everything in a loop of switches is here, so that it runs in one page. */
static inline uint64_t now(void)
{
	uint64_t ticks = time_stamp() - ro_registers->clock.tsc_anchor;
	uint32_t multiplier = ro_registers->clock.multiplier;
	uint32_t shift = ro_registers->clock.shift;
	uint64_t high = (ticks >> 32) * multiplier;
	uint64_t low = (ticks & 0xffffffffu) * multiplier;

	return (high << (32 - shift)) + (low >> shift);
}

static inline void idle(uint64_t deadline)
{
	trap(DENALI_IDLE, (uint32_t)deadline, (uint32_t)(deadline >> 32), 0);
}

/* How long an idle takes whose deadline has passed.  The kernel reads the clock
 * in it; when that long has gone by, it is on its way back.  If it does not go
 * back it reads the clock again later than that. */
static uint64_t shortest_idle(void)
{
	uint64_t shortest = UINT64_MAX;

	for (int i = 0; i < SAMPLES; i++) {
		uint64_t start = now();
		idle(0);
		uint64_t took = now() - start;
		if (took < shortest)
			shortest = took;
	}
	return shortest;
}

static int run_spin(uint64_t ms)
{
	while (now() < ms * NS_A_MS)
		continue;
	return 0;
}

static int run_yield(uint64_t count)
{
	uint64_t moment = shortest_idle();

	while (count-- > 0)
		idle(now() + moment);
	return 0;
}

static int run_wait(uint64_t ms)
{
	while (now() < ms * NS_A_MS)
		idle(UINT64_MAX);
	return 0;
}

static int run_answer(uint64_t ms)
{
	if (ro_registers->vm_id == 0)
		return getchar() == EOF;
	puts("busy");
	fflush(stdout);
	spin((uint32_t)ms);
	return 0;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(uint64_t number);
	} modes[] = {
		{ "spin", run_spin },
		{ "yield", run_yield },
		{ "wait", run_wait },
		{ "answer", run_answer },
	};

	if (argc != 3)
		return 2;
	for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++)
		if (strcmp(argv[1], modes[i].name) == 0)
			return modes[i].run(strtoull(argv[2], NULL, 10));
	return 2;
}
