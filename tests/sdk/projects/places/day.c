/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Loaded before a program, has it believe that today is the day DAY, seconds
 * since 1970.
 */
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static time_t today(void)
{
	const char *day = getenv("DAY");

	return day == NULL ? 0 : (time_t)atoll(day);
}

time_t time(time_t *when)
{
	if (when != NULL)
		*when = today();
	return today();
}

int gettimeofday(struct timeval *restrict when, void *restrict zone)
{
	(void)zone;
	*when = (struct timeval){ .tv_sec = today() };
	return 0;
}

int clock_gettime(clockid_t clock, struct timespec *when)
{
	(void)clock;
	*when = (struct timespec){ .tv_sec = today() };
	return 0;
}
