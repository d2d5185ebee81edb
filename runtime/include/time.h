/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * newlib's, with the C11 and POSIX names that it lacks.  CLK_TCK is the unit of
 * times(), not of clock().
 *
 * Clocks.  CLOCK_REALTIME is the host's until it is set (clock_settime), which
 * changes it for this VM alone; sleeps and timers that await a time on it
 * follow.  CLOCK_MONOTONIC counts from the host's start.  The processor time of
 * the process and of threads is the time in which the VM did not idle, or the
 * thread ran; timers may await it, sleeps may not.
 */
#ifndef _DENALI_TIME_H
#define _DENALI_TIME_H

#include_next <time.h>

#undef CLK_TCK
#define CLK_TCK 100

#define TIME_UTC 1

__BEGIN_DECLS

#if __ISO_C_VISIBLE >= 2011
int timespec_get(struct timespec *time, int base);
#endif

#if __XSI_VISIBLE
/* What tzset() finds, under newlib's names; `struct timezone' keeps its own. */
extern long timezone __asm__("_timezone");
extern int daylight __asm__("_daylight");

/* The date that text means, by the forms in the file that the environment's
 * DATEMSK names; NULL, and getdate_err 1 to 8: see POSIX. */
#define getdate_err (*__getdate_err())
int *__getdate_err(void);
struct tm *getdate(const char *text);
#endif

__END_DECLS

#endif
