/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The local APIC: end of interrupt, and a one-shot timer.
 */
#ifndef APIC_H
#define APIC_H

#include <stdint.h>

void apic_init(void);
void apic_end(void);

/* Raw count of the timer, which runs down from what it was armed with. */
#define APIC_COUNT_MAX 0xffffffffu
uint32_t apic_count(void);

/* One interrupt on VECTOR_TIMER after so many ticks (at least one) of the
 * timer, or, where the processor has the TSC deadline mode, at that TSC.  A new
 * call replaces the old one. */
void apic_arm(uint32_t ticks);
void apic_arm_tsc(uint64_t tsc);

#endif
