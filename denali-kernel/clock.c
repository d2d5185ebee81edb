/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Clock.  The TSC is measured against the PIT's 1.193182 MHz over a window of
 * about 2 ms.  Each end of the window is the tightest of a few readings, TSC
 * before and after, so that an interruption of the host (we may be a guest
 * ourselves) spoils a reading and not the result.  A window so interrupted that
 * the PIT's 16 bits ran out, after 55 ms, tells nothing: it is measured anew.
 */
#include "clock.h"

#include "apic.h"
#include "cpu.h"
#include "log.h"

#define PIT_HZ 1193182u
#define PIT_CHANNEL2 0x42
#define PIT_COMMAND 0x43
#define PIT_GATE 0x61
#define PIT_RAN_OUT 0x20 /* channel 2 got to zero; it counts on from the top */
#define WINDOW_TICKS 2400u /* 2.01 ms */
#define READINGS 5
#define ATTEMPTS 100

#define FAR (1ull << 60) /* ns, 36 years: no product of it overflows */

#define CMOS_INDEX 0x70
#define CMOS_DATA 0x71

static uint64_t tsc_start;
static uint32_t multiplier, shift, tsc_khz;
static uint64_t apic_per_second;
static int64_t wall_offset;

struct reading {
	uint64_t tsc;
	uint32_t pit, apic;
	uint32_t width; /* TSC cycles it took */
};

static uint32_t pit_count(void)
{
	outb(PIT_COMMAND, 0x80); /* latch channel 2 */
	uint32_t low = inb(PIT_CHANNEL2);
	return low | (uint32_t)inb(PIT_CHANNEL2) << 8;
}

static struct reading read_once(void)
{
	struct reading r;
	uint64_t before = rdtsc();

	r.pit = pit_count();
	r.apic = apic_count();
	uint64_t after = rdtsc();
	r.tsc = before + (after - before) / 2;
	r.width = (uint32_t)(after - before);
	return r;
}

static struct reading read_best(void)
{
	struct reading best = read_once();

	for (unsigned i = 1; i < READINGS; i++) {
		struct reading r = read_once();
		if (r.width < best.width)
			best = r;
	}
	return best;
}

/* Largest multiplier of 32 bits for ns = ticks * multiplier >> shift. */
static void set_rate(uint64_t tsc_per_second)
{
	shift = 32;
	uint64_t m = (1000000000ull << 32) / tsc_per_second;

	while (m > 0xffffffffu) {
		m >>= 1;
		shift--;
	}
	multiplier = (uint32_t)m;
	tsc_khz = (uint32_t)(tsc_per_second / 1000);
}

/* False if the PIT ran out meanwhile. */
static bool measure(void)
{
	outb(PIT_GATE, (inb(PIT_GATE) & ~2u) | 1);
	outb(PIT_COMMAND, 0xb0); /* channel 2, both bytes, count down once */
	outb(PIT_CHANNEL2, 0xff);
	outb(PIT_CHANNEL2, 0xff);
	apic_arm(APIC_COUNT_MAX);
	struct reading first = read_best(), last;
	uint64_t limit = rdtsc() + 20000000000ull;

	do {
		last = read_once();
		if (last.pit == first.pit && rdtsc() > limit)
			panic("the PIT does not count");
	} while (first.pit - last.pit < WINDOW_TICKS);
	last = read_best();
	if (inb(PIT_GATE) & PIT_RAN_OUT)
		return false;

	uint32_t ticks = first.pit - last.pit;
	set_rate((last.tsc - first.tsc) * PIT_HZ / ticks);
	apic_per_second = (uint64_t)(first.apic - last.apic) * PIT_HZ / ticks;
	return true;
}

static void calibrate(void)
{
	unsigned attempts = 0;

	while (!measure())
		if (++attempts == ATTEMPTS)
			panic("the PIT runs out before it can be read");
	apic_arm(APIC_COUNT_MAX);
}

static uint8_t cmos(uint8_t index)
{
	outb(CMOS_INDEX, index);
	return inb(CMOS_DATA);
}

static uint32_t from_bcd(uint32_t value, bool binary)
{
	return binary ? value : (value >> 4) * 10 + (value & 0xf);
}

/* Days from 1970-01-01 to the given day of the Gregorian calendar; years that
 * start in March put the leap day last. */
static int64_t days_from_civil(int64_t year, unsigned month, unsigned day)
{
	year -= month <= 2;
	int64_t era = year / 400;
	int64_t in_era = year - era * 400;
	int64_t in_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;

	return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 +
	       in_year - 719468;
}

static int64_t cmos_seconds(void)
{
	static const uint8_t index[] = { 0, 2, 4, 7, 8, 9 };
	uint32_t value[6], again[6];
	bool same, binary = cmos(0xb) & 4;

	/* Twice alike: no update came between. */
	do {
		same = true;
		while (cmos(0xa) & 0x80)
			cpu_pause();
		for (unsigned i = 0; i < 6; i++)
			value[i] = cmos(index[i]);
		for (unsigned i = 0; i < 6; i++) {
			again[i] = cmos(index[i]);
			same = same && again[i] == value[i];
		}
	} while (!same);
	for (unsigned i = 0; i < 6; i++)
		value[i] = from_bcd(value[i], binary);
	return ((days_from_civil(2000 + value[5], value[4], value[3]) * 24 +
		 value[2]) *
			60 +
		value[1]) *
		       60 +
	       value[0];
}

void clock_init(void)
{
	calibrate();
	tsc_start = rdtsc();
	wall_offset = cmos_seconds() * 1000000000ll;
}

static uint64_t scale(uint64_t delta)
{
	uint64_t high = (delta >> 32) * multiplier;
	uint64_t low = (delta & 0xffffffffu) * multiplier;

	return (high << (32 - shift)) + (low >> shift);
}

uint64_t clock_at(uint64_t tsc)
{
	return scale(tsc - tsc_start);
}

uint64_t clock_ns(void)
{
	return clock_at(rdtsc());
}

uint64_t clock_utc(void)
{
	return clock_ns() + (uint64_t)wall_offset;
}

void clock_set_utc(uint64_t time)
{
	wall_offset = (int64_t)(time - clock_ns());
}

uint32_t clock_apic_ticks(uint64_t ns)
{
	const uint64_t most = 1000000000ull * 60;
	uint64_t ticks = (ns < most ? ns : most) / 1000 *
				 (apic_per_second / 1000) / 1000 +
			 1;

	return ticks > 0xffffffffu ? 0xffffffffu : (uint32_t)ticks;
}

/* Never early: rounds up. */
uint64_t clock_tsc_at(uint64_t ns)
{
	if (ns > FAR)
		ns = FAR;
	return tsc_start + ns / 1000000 * tsc_khz +
	       ns % 1000000 * tsc_khz / 1000000 + 1;
}

void clock_fill(struct denali_clock *record)
{
	record->sequence += 2; /* no guest reads meanwhile */
	record->multiplier = multiplier;
	record->shift = shift;
	record->tsc_khz = tsc_khz;
	record->tsc_anchor = tsc_start;
	record->ns_anchor = 0;
	record->wall_offset = wall_offset;
}
