/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The clock's calibration, on a machine that now and then stands still: its
 * TSC, PIT and APIC timer run on while the kernel does not.
 */
#include <criterion/criterion.h>
#include <stdbool.h>

#include "apic.h"
#include "clock.h"
#include "machine.h"

#define MILLISECOND 1000000ull
#define PIT_HZ 1193182ull
#define APIC_HZ 62500000ull
#define TSC_KHZ 2600000u
#define ACCESS 1000u /* ns that a port or the APIC takes */

#define CHANNEL2 0x42
#define COMMAND 0x43
#define GATE 0x61
#define RAN_OUT 0x20
#define CMOS_DATA 0x71

static uint64_t now; /* ns */
static uint64_t pit_start, apic_start;
static uint32_t latched;
static unsigned bytes; /* of the latched count that have been read */
static unsigned windows;

/* One stall at this time after each of the first windows began. */
static struct {
	uint64_t after, length;
	unsigned windows;
	bool done;
} stall;

static void pass(void)
{
	now += ACCESS;
	if (windows <= stall.windows && !stall.done &&
	    now - pit_start >= stall.after) {
		now += stall.length;
		stall.done = true;
	}
}

static uint64_t pit_ticks(void)
{
	return (now - pit_start) * PIT_HZ / 1000000000;
}

uint64_t rdtsc(void)
{
	return now * (TSC_KHZ / 100) / 10000;
}

uint8_t inb(uint16_t port)
{
	pass();
	if (port == GATE)
		return pit_ticks() >= 0xffff ? RAN_OUT | 1 : 1;
	if (port == CMOS_DATA)
		return 1;
	cr_assert_eq(port, CHANNEL2);
	return (uint8_t)(bytes++ ? latched >> 8 : latched);
}

void outb(uint16_t port, uint8_t value)
{
	pass();
	if (port == COMMAND && value == 0x80) {
		latched = (uint32_t)(0xffff - pit_ticks()) & 0xffff;
		bytes = 0;
	} else if (port == COMMAND) {
		windows++;
		pit_start = now;
		stall.done = false;
	}
}

void apic_arm(uint32_t ticks)
{
	cr_assert_eq(ticks, APIC_COUNT_MAX);
	apic_start = now;
}

uint32_t apic_count(void)
{
	pass();
	return APIC_COUNT_MAX -
	       (uint32_t)((now - apic_start) * APIC_HZ / 1000000000);
}

/* Within one in a hundred of what the machine does. */
static void expect_true_rates(void)
{
	struct denali_clock record = { 0 };

	clock_fill(&record);
	cr_expect(record.tsc_khz > TSC_KHZ / 100 * 99 &&
			  record.tsc_khz < TSC_KHZ / 100 * 101,
		  "TSC at %u kHz", record.tsc_khz);
	uint32_t ticks = clock_apic_ticks(1000 * MILLISECOND);
	cr_expect(ticks > APIC_HZ / 100 * 99 && ticks < APIC_HZ / 100 * 101,
		  "APIC timer at %u Hz", ticks);
}

Test(clock, measures_a_machine_that_runs)
{
	clock_init();
	expect_true_rates();
	cr_expect_eq(windows, 1);
}

/* Guests see another offset, and no other monotonic clock. */
Test(clock, can_be_set)
{
	const uint64_t times[] = { 0, 1000000000000000000, INT64_MAX };
	struct denali_clock before = { 0 }, after;

	clock_init();
	clock_fill(&before);
	for (unsigned i = 0; i < 3; i++) {
		uint64_t start = clock_ns(), end;

		after = before;
		clock_set_utc(times[i]);
		end = clock_utc();
		cr_expect(end >= times[i] &&
			  end - times[i] <= clock_ns() - start);
		clock_fill(&after);
		cr_expect_eq(after.sequence, before.sequence + 2);
		cr_expect_neq(after.wall_offset, before.wall_offset);
		after.sequence = before.sequence;
		after.wall_offset = before.wall_offset;
		cr_expect_arr_eq(&after, &before, sizeof(after));
	}
}

Test(clock, a_stall_within_what_the_PIT_counts_spoils_nothing)
{
	stall.windows = 1;
	stall.after = MILLISECOND;
	stall.length = 40 * MILLISECOND;
	clock_init();
	expect_true_rates();
	cr_expect_eq(windows, 1);
}

/* Wherever in the window, however often the count goes round. */
Test(clock, measures_anew_when_the_PIT_ran_out)
{
	for (uint64_t length = 54; length < 300; length++)
		for (uint64_t after = 10; after < 2000; after += 100) {
			windows = 0;
			stall.windows = 3;
			stall.after = after * 1000;
			stall.length = length * MILLISECOND;
			clock_init();
			expect_true_rates();
			cr_expect(windows == 4 || length < 56);
		}
}

/* A stall of seconds is no reason to think that the PIT stands still. */
Test(clock, outlasts_a_long_stall)
{
	stall.windows = 1;
	stall.after = MILLISECOND;
	stall.length = 60000 * MILLISECOND;
	clock_init();
	expect_true_rates();
}
