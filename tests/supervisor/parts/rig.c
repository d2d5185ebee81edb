/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "rig.h"

#include <stdbool.h>
#include <stdlib.h>

#include <ilwaco/clock.h>

#include "memory.h"
#include "sdk/supervisor/host.h"
#include "sdk/supervisor/timers.h"

int64_t rig_monotonic = 1000, rig_wall = 1700000000000;
unsigned rig_logged;

int64_t clock_monotonic(void)
{
	return rig_monotonic;
}

int64_t clock_wall(void)
{
	return rig_wall;
}

/* A stamp of the processor is a nanosecond. */
uint64_t ilw_clock_nanoseconds(uint64_t stamps)
{
	return stamps;
}

_Noreturn void out_of_memory(void)
{
	abort();
}

void host_log(const char *format, ...)
{
	(void)format;
	rig_logged++;
}

void timer_set(struct timer *timer, int64_t due,
	       void (*run)(struct timer *timer))
{
	timer->due = due;
	timer->run = run;
	timer->place = 1;
}

void timer_clear(struct timer *timer)
{
	timer->place = 0;
}

bool timer_is_set(const struct timer *timer)
{
	return timer->place != 0;
}
