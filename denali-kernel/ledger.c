/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "ledger.h"

#include "console.h"
#include "disk.h"
#include "mmu.h"
#include "options.h"
#include "traffic.h"
#include "vector.h"
#include "vm.h"

static void fill_memory(const struct vm *vm, struct denali_ledger *to)
{
	const struct ledger *from = &vm->ledger;

	to->frames = from->frames;
	to->frames_peak = from->frames_peak;
	to->table_frames = from->table_frames;
	to->pages_out = from->pages_out;
	to->record_bytes = VM_RECORD_BYTES + mmu_bytes(vm) + disk_bytes(vm);
	to->vector_bytes = vector_bytes(vm);
	to->console_bytes = console_bytes(vm);
	to->pages_read = from->pages_read;
	to->pages_written = from->pages_written;
	to->swap_requests = from->swap_requests;
	to->swap_delays = from->swap_delays;
	to->admissions = from->admissions;
}

static void fill_traps(const struct ledger *from, struct denali_ledger *to)
{
	to->calls = from->calls;
	to->idles = from->idles;
	to->kicks = from->kicks;
	to->interrupts = from->interrupts;
	to->exceptions = from->exceptions;
	to->page_faults = from->page_faults;
	to->faults_zero = from->faults_zero;
	to->faults_copy = from->faults_copy;
	to->faults_swap = from->faults_swap;
	to->switches = from->switches;
	to->timer_wakeups = from->timer_wakeups;
	to->event_wakeups = from->event_wakeups;
	to->throttles = from->throttles;
}

static void fill_network(const struct ledger *from, struct denali_ledger *to)
{
	to->tx_frames = from->tx_frames;
	to->tx_bytes = from->tx_bytes;
	to->rx_frames = from->rx_frames;
	to->rx_bytes = from->rx_bytes;
	to->tx_refused = from->tx_refused;
	to->tx_lost = from->tx_lost;
	to->rx_behind = from->rx_behind;
	to->rx_unwritten = from->rx_unwritten;
}

static void fill_traffic(const struct traffic *from, struct denali_ledger *to)
{
	to->tx_denied = from->tx_denied;
	to->rx_denied = from->rx_denied;
	to->tx_delays = from->tx_delays;
	to->rx_limited = from->rx_limited;
}

void ledger_fill(const struct vm *vm, struct denali_ledger *to)
{
	*to = (struct denali_ledger){ .version = 3, .weight = vm->weight };
	fill_memory(vm, to);
	fill_traps(&vm->ledger, to);
	fill_network(&vm->ledger, to);
	disk_fill_ledger(vm, to);
	if (vm_traffic(vm))
		fill_traffic(vm_traffic(vm), to);
	to->guest_cycles = vm->ledger.guest_cycles;
	to->kernel_cycles = vm->ledger.kernel_cycles;
	to->created = vm->ledger.created;
	if (vm->state >= VM_DEAD)
		to->ended = vm->deadline;
	if (vm->rw) {
		to->marks[0] = vm->rw->marks[0];
		to->marks[1] = vm->rw->marks[1];
	}
}
