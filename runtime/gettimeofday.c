/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The time of day.  Apart from the other clocks: time() comes here, and is not
 * to have processor time counted.  The zone is that of a system whose clock
 * shows UTC: what TZ says is for localtime().
 */
#include <stddef.h>
#include <sys/time.h>

#include "clocks.h"

int gettimeofday(struct timeval *time, void *zone)
{
	struct timespec now = timespec_of((uint64_t)ilw_clock_realtime());

	if (time != NULL) {
		time->tv_sec = now.tv_sec;
		time->tv_usec = now.tv_nsec / 1000;
	}
	if (zone != NULL)
		*(struct timezone *)zone = (struct timezone){ 0 };
	return 0;
}
