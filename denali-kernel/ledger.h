/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a VM has used, as the kernel counts it: struct denali_ledger
 * (denali/hostport.h) without what can be worked out when it is sent, since
 * every VM carries one, in memory or not.  Counters of 32 bits are of what
 * comes seldom, and wrap.
 */
#ifndef LEDGER_H
#define LEDGER_H

#include <stdint.h>

struct denali_ledger;
struct vm;

/* clang-format off */
#define LEDGER_WIDE(X)                                                         \
	X(guest_cycles) X(kernel_cycles) X(created)                            \
	X(calls) X(idles) X(kicks) X(page_faults) X(faults_zero)               \
	X(switches) X(timer_wakeups) X(event_wakeups)                          \
	X(pages_read) X(pages_written)                                         \
	X(tx_frames) X(tx_bytes) X(rx_frames) X(rx_bytes)
#define LEDGER_NARROW(X)                                                       \
	X(frames) X(frames_peak) X(table_frames) X(pages_out)                  \
	X(interrupts) X(exceptions) X(faults_copy) X(faults_swap)              \
	X(throttles) X(admissions) X(swap_requests) X(swap_delays)             \
	X(tx_refused) X(tx_lost) X(rx_behind) X(rx_unwritten)

#define LEDGER_FIELD_WIDE(name) uint64_t name;
#define LEDGER_FIELD_NARROW(name) uint32_t name;
struct ledger {
	LEDGER_WIDE(LEDGER_FIELD_WIDE)
	LEDGER_NARROW(LEDGER_FIELD_NARROW)
};
/* clang-format on */

/* The whole ledger of a VM, dead or alive, to be sent. */
void ledger_fill(const struct vm *vm, struct denali_ledger *to);

#endif
