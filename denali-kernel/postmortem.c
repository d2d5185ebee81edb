/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What is said of a VM that has ended, and kept of one that died of a fault.
 */
#include "postmortem.h"

#include "console.h"
#include "event.h"
#include "loader.h"
#include "log.h"
#include "space.h"
#include "vm.h"
#include "x86.h"

/* What is sent at most, headers included. */
_Static_assert(DENALI_CONSOLE_OUT + sizeof(struct denali_post_mortem) +
			       sizeof(struct denali_ledger) +
			       sizeof(struct denali_port_exit) +
			       4 * sizeof(struct denali_port_header) <=
		       PORT_RESERVE,
	       "room for a dead VM's messages");

/* Pages above esp that are tried for the stack. */
#define STACK_SKIP_MAX 17

static bool send_ledgers;

void postmortem_set_stats(bool stats)
{
	send_ledgers = stats;
}

/* A stack that overflowed has left esp in its guard page, or, for the sake of a
 * large array, some pages beyond. */
static void peek_stack(struct vm *vm, struct denali_post_mortem *body)
{
	uint32_t from = vm->frame.esp;

	for (unsigned i = 0; i < STACK_SKIP_MAX; i++) {
		body->stack_length = space_peek(vm, body->stack, from,
						DENALI_POST_MORTEM_STACK);
		if (body->stack_length != 0)
			break;
		from = (from & ~(PAGE_SIZE - 1)) + PAGE_SIZE;
	}
	body->stack_address = from;
}

static void send_crash(struct vm *vm)
{
	static struct denali_post_mortem body; /* too large for the stack */

	body.version = 4;
	body.cause = vm->cause;
	body.detail = vm->detail;
	body.vector = vm->frame.vector;
	body.error_code = vm->frame.error_code;
	body.address = vm->cause == DENALI_CAUSE_PAGE_FAULT ? vm->detail : 0;
	body.base = vm_slide(vm);
	if (vm->image->info.movable)
		body.base += DENALI_IMAGE_BASE;
	event_context(vm, &body.registers);
	peek_stack(vm, &body);
	body.console_length = console_last(vm, body.console);
	log_line("vm %u (%s) died: cause %u, detail %08x, eip %08x", vm->id,
		 vm_name(vm), vm->cause, vm->detail, vm->frame.eip);
	vm_send(vm, DENALI_PORT_CRASH, &body, sizeof(body));
}

static void send_ledger(const struct vm *vm)
{
	struct denali_ledger ledger;

	ledger_fill(vm, &ledger);
	vm_send(vm, DENALI_PORT_LEDGER, &ledger, sizeof(ledger));
}

void postmortem_send(struct vm *vm, bool returns)
{
	struct denali_port_exit message = { vm->cause, vm->detail };

	if (vm->rw)
		console_serve(vm);
	console_forget(vm);
	if (vm->cause != DENALI_CAUSE_EXIT && vm->cause != DENALI_CAUSE_STOPPED)
		send_crash(vm);
	if (returns)
		return;
	if (send_ledgers || vm_is_child(vm))
		send_ledger(vm);
	vm_send(vm, DENALI_PORT_EXIT, &message, sizeof(message));
}
