/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Storms of events: timers that are always due, deadlines in the past and a
 * moment ahead, events that are masked for ever and never taken.
 */
#include <time.h>

#include "../attack.h"

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void idle_until(uint64_t deadline)
{
	trap(DENALI_IDLE, (uint32_t)deadline, (uint32_t)(deadline >> 32), 0);
}

/* Past the library OS, so that nothing takes an event. */
static void mask(void)
{
	rw_registers->enabled = 0;
	rw_registers->handler = 0;
}

static void timers_past(void)
{
	mask();
	for (;;) {
		rw_registers->pending = 0;
		idle_until(now() - 1);
	}
}

static void timers_near(void)
{
	mask();
	for (;;) {
		rw_registers->pending = 0;
		idle_until(now() + 1000);
	}
}

static void timers_near_register(void)
{
	mask();
	for (;;) {
		rw_registers->pending = 0;
		rw_registers->timer = now() + 1000;
		idle_until(~0ull);
	}
}

/* Pending is never cleared: idle returns at once, for ever. */
static void timers_masked(void)
{
	mask();
	rw_registers->pending = 0xffffffff;
	for (;;)
		idle_until(~0ull);
}

/* Due whenever it is looked at. */
static void timers_due(void)
{
	mask();
	for (;;) {
		rw_registers->timer = 0;
		trap(DENALI_KICK, DENALI_DEVICE_ALL, 0, 0);
	}
}

/* A handler that has itself called again at once. */
static void timers_storm(void)
{
	for (;;) {
		rw_registers->timer = 1;
		rw_registers->enabled = 1;
		idle_until(now() + 10000);
	}
}

/* Every deadline at the same moment as every other attacker's. */
static void timers_together(void)
{
	mask();
	for (;;) {
		rw_registers->pending = 0;
		idle_until((now() / 1000000 + 1) * 1000000);
	}
}

/* Deadlines from tomorrow to the end of time, each taken back by the next. */
static void timers_far(void)
{
	mask();
	for (uint64_t far = 1ull << 46;; far = far << 1 | far >> 63) {
		rw_registers->timer = now() + far;
		rw_registers->pending = 1;
		idle_until(now() - far);
	}
}

#define ENTRY(name)                                                            \
	{                                                                      \
#name, timers_##name                                           \
	}

void timers(const char *name)
{
	static const struct attack_case cases[] = {
		ENTRY(past), ENTRY(near),  ENTRY(near_register), ENTRY(masked),
		ENTRY(due),  ENTRY(storm), ENTRY(together),      ENTRY(far),
	};

	attack_case(cases, ATTACK_COUNT(cases), name);
}
