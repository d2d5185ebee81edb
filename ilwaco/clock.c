/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Clocks without traps: the sequence-locked record of the read-only registers.
 *
 * The kernel writes the record only while the VM does not run, so a reader sees
 * a change between two instructions at most, never an odd sequence for long.
 */
#include <ilwaco/clock.h>
#include <ilwaco/preempt.h>
#include <ilwaco/registers.h>

/* How far the wall clock was set from the host's. */
static volatile int64_t adjustment;

/* Of one piece: a thread that sets it may come between the two halves. */
static int64_t read_adjustment(void)
{
	int64_t read;

	do
		read = adjustment;
	while (read != adjustment);
	return read;
}

/* Copies what of the record is needed here, of one piece. */
static void read_record(struct denali_clock *copy, uint64_t *stamp)
{
	const volatile struct denali_clock *clock = &ilw_registers()->clock;
	uint32_t sequence;

	do {
		do
			sequence = clock->sequence;
		while (sequence & 1);
		copy->multiplier = clock->multiplier;
		copy->shift = clock->shift;
		copy->tsc_anchor = clock->tsc_anchor;
		copy->ns_anchor = clock->ns_anchor;
		copy->wall_offset = clock->wall_offset;
		*stamp = __builtin_ia32_rdtsc();
	} while (clock->sequence != sequence);
}

/* stamps * multiplier >> shift, the product in 96 bits. */
static uint64_t scale(const struct denali_clock *clock, uint64_t stamps)
{
	uint64_t low = (uint64_t)(uint32_t)stamps * clock->multiplier;
	uint64_t high = (stamps >> 32) * clock->multiplier;

	return (high << (32 - clock->shift)) + (low >> clock->shift);
}

static uint64_t nanoseconds(const struct denali_clock *clock, uint64_t stamp)
{
	return clock->ns_anchor + scale(clock, stamp - clock->tsc_anchor);
}

uint64_t ilw_clock_monotonic(void)
{
	uint64_t stamp;
	struct denali_clock clock;

	read_record(&clock, &stamp);
	return nanoseconds(&clock, stamp);
}

int64_t ilw_clock_realtime(void)
{
	uint64_t stamp;
	struct denali_clock clock;

	read_record(&clock, &stamp);
	return (int64_t)nanoseconds(&clock, stamp) + clock.wall_offset +
	       read_adjustment();
}

void ilw_clock_set_realtime(int64_t time)
{
	ilw_preempt_disable();
	adjustment = adjustment + time - ilw_clock_realtime();
	ilw_preempt_enable();
}

uint64_t ilw_clock_nanoseconds(uint64_t stamps)
{
	uint64_t stamp;
	struct denali_clock clock;

	read_record(&clock, &stamp);
	return scale(&clock, stamps);
}

uint64_t ilw_clock_after(uint64_t delay)
{
	uint64_t now = ilw_clock_monotonic();

	return delay < ILW_NEVER - now ? now + delay : ILW_NEVER;
}
