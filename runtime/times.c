/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Processor time: since the VM does not know what it used, the time since it
 * was made counts as the program's.
 */
#include <stddef.h>
#include <sys/times.h>
#include <time.h>

#include <ilwaco/clock.h>

clock_t times(struct tms *times)
{
	static uint64_t start;
	uint64_t now = ilw_clock_monotonic();
	clock_t ticks;

	if (start == 0)
		start = now;
	ticks = (clock_t)((now - start) / (ILW_SECOND / CLOCKS_PER_SEC));
	if (times != NULL)
		*times = (struct tms){ .tms_utime = ticks };
	return ticks;
}
