/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Processor time in ticks of two kinds.  All of it counts as the program's:
 * what the kernel does for a VM, the VM does not see.
 */
#include <stddef.h>
#include <stdint.h>
#include <sys/times.h>
#include <time.h>

#include <ilwaco/clock.h>
#include <ilwaco/cputime.h>

#define TICKS 100 /* sysconf(_SC_CLK_TCK) */

clock_t clock(void)
{
	uint64_t ticks = ilw_cputime() / (ILW_SECOND / CLOCKS_PER_SEC);

	return ticks < (clock_t)-1 ? (clock_t)ticks : (clock_t)-1;
}

clock_t times(struct tms *times)
{
	if (times != NULL)
		*times = (struct tms){
			.tms_utime = (clock_t)(ilw_cputime() /
					       (ILW_SECOND / TICKS)),
		};
	return (clock_t)(ilw_clock_monotonic() / (ILW_SECOND / TICKS));
}
