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

struct ledger {
	uint64_t guest_cycles, kernel_cycles;
	uint64_t created;
	uint64_t calls, idles, kicks;
	uint64_t page_faults, faults_zero;
	uint64_t switches, timer_wakeups, event_wakeups;
	uint64_t pages_read, pages_written;
	uint64_t tx_frames, tx_bytes, rx_frames, rx_bytes;
	uint32_t frames, frames_peak, table_frames, pages_out;
	uint32_t interrupts, exceptions, faults_copy, faults_swap;
	uint32_t throttles, admissions, swap_requests, swap_delays;
	uint32_t tx_refused, tx_lost, rx_behind, rx_unwritten;
};

/* The whole ledger of a VM, dead or alive, to be sent. */
void ledger_fill(const struct vm *vm, struct denali_ledger *to);

#endif
