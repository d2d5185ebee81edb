/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Processor time, counted in time stamps.
 */
#include <ilwaco/clock.h>
#include <ilwaco/cputime.h>
#include <ilwaco/preempt.h>
#include <ilwaco/registers.h>
#include <ilwaco/thread.h>

static uint64_t since; /* up to here, all is counted; 0: nothing is yet */
static uint64_t total;

/* What has not been counted. */
static uint64_t rest(uint64_t now)
{
	return now - (since != 0 ? since : ilw_registers()->created_tsc);
}

void ilw_cputime_leave(void)
{
	uint64_t now = __builtin_ia32_rdtsc();
	uint64_t more = rest(now);

	ilw_thread_self()->processor_time += more;
	total += more;
	since = now;
}

void ilw_cputime_idled(void)
{
	since = __builtin_ia32_rdtsc();
}

uint64_t ilw_cputime(void)
{
	uint64_t stamps;

	ilw_preempt_disable();
	stamps = total + rest(__builtin_ia32_rdtsc());
	ilw_preempt_enable();
	return ilw_clock_nanoseconds(stamps);
}

uint64_t ilw_cputime_of(const struct ilw_thread *thread)
{
	uint64_t stamps;

	ilw_preempt_disable();
	stamps = thread->processor_time;
	if (thread == ilw_thread_self())
		stamps += rest(__builtin_ia32_rdtsc());
	ilw_preempt_enable();
	return ilw_clock_nanoseconds(stamps);
}
