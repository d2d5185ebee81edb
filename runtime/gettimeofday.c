/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The time of day.  Apart from the other clocks: time() comes here, and is not
 * to have processor time counted.
 */
#include <sys/time.h>

#include "clocks.h"

int gettimeofday(struct timeval *time, void *zone)
{
	struct timespec now = timespec_of((uint64_t)ilw_clock_realtime());

	(void)zone;
	time->tv_sec = now.tv_sec;
	time->tv_usec = now.tv_nsec / 1000;
	return 0;
}
