/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Clocks.  Reading one never traps: the kernel keeps a sequence-locked record
 * in the read-only registers, the processor's time stamp does the rest.
 *
 * Times are nanoseconds.  A deadline is an absolute time on the monotonic
 * clock; ILW_NEVER is later than all others.
 */
#ifndef ILWACO_CLOCK_H
#define ILWACO_CLOCK_H

#include <stdint.h>

#define ILW_NEVER UINT64_MAX

#define ILW_MICROSECOND UINT64_C(1000)
#define ILW_MILLISECOND UINT64_C(1000000)
#define ILW_SECOND UINT64_C(1000000000)

/* Since the host started; never goes back; the same for all its VMs. */
uint64_t ilw_clock_monotonic(void);

/* Since 1970-01-01 00:00 UTC: the host's, or as it was set. */
int64_t ilw_clock_realtime(void);

/* Sets the clock that ilw_clock_realtime reads; nobody else's. */
void ilw_clock_set_realtime(int64_t time);

/* A number of time stamps of the processor, as a time. */
uint64_t ilw_clock_nanoseconds(uint64_t stamps);

/* The deadline that is delay from now; ILW_NEVER if that overflows. */
uint64_t ilw_clock_after(uint64_t delay);

#endif
