/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Time: nanoseconds since the host started, from the TSC, and UTC.
 */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

#include <denali/registers.h>

/* Measure the TSC and the APIC timer against the PIT, about 2 ms, and read the
 * date from the CMOS clock. */
void clock_init(void);

uint64_t clock_ns(void);
uint64_t clock_at(uint64_t tsc);
uint64_t clock_utc(void); /* since 1970 */
void clock_set_utc(uint64_t time);

/* Ticks of the APIC timer in so many ns, saturated. */
uint32_t clock_apic_ticks(uint64_t ns);
/* TSC at a time. */
uint64_t clock_tsc_at(uint64_t ns);

/* Write the record that guests read, over zeros or one of before. */
void clock_fill(struct denali_clock *record);

#endif
