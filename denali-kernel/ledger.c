/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "ledger.h"

#include "console.h"
#include "disk.h"
#include "mmu.h"
#include "options.h"
#include "ownplan.h"
#include "traffic.h"
#include "vector.h"
#include "vm.h"

static void fill_traffic(const struct traffic *from, struct denali_ledger *to)
{
	to->tx_denied = from->tx_denied;
	to->rx_denied = from->rx_denied;
	to->tx_delays = from->tx_delays;
	to->rx_limited = from->rx_limited;
}

void ledger_fill(const struct vm *vm, struct denali_ledger *to)
{
	const struct ledger *from = &vm->ledger;

	*to = (struct denali_ledger){ .version = 3, .weight = vm->weight };
#define COPY(name) to->name = from->name;
	LEDGER_WIDE(COPY)
	LEDGER_NARROW(COPY)
#undef COPY
	to->record_bytes = VM_RECORD_BYTES + mmu_bytes(vm) + disk_bytes(vm) +
			   ownplan_bytes(vm);
	to->vector_bytes = vector_bytes(vm);
	to->console_bytes = console_bytes(vm);
	disk_fill_ledger(vm, to);
	if (vm_traffic(vm))
		fill_traffic(vm_traffic(vm), to);
	if (vm->state >= VM_DEAD)
		to->ended = vm->deadline;
	if (vm->rw) {
		to->marks[0] = vm->rw->marks[0];
		to->marks[1] = vm->rw->marks[1];
	}
}
