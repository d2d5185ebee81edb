/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What is kept of a VM that died of a fault.
 */
#include "postmortem.h"

#include "console.h"
#include "event.h"
#include "log.h"
#include "space.h"
#include "vm.h"
#include "x86.h"

void postmortem_send(struct vm *vm)
{
	static struct denali_post_mortem body; /* too large for the stack */

	body.version = 2;
	body.cause = vm->cause;
	body.detail = vm->detail;
	body.vector = vm->frame.vector;
	body.error_code = vm->frame.error_code;
	body.address = vm->cause == DENALI_CAUSE_PAGE_FAULT ? vm->detail : 0;
	event_context(vm, &body.registers);
	body.stack_length = space_peek(vm, body.stack, vm->frame.esp,
				       DENALI_POST_MORTEM_STACK);
	body.console_length = console_last(vm, body.console);
	log_line("vm %u (%s) died: cause %u, detail %08x, eip %08x", vm->id,
		 vm_name(vm), vm->cause, vm->detail, vm->frame.eip);
	vm_send(vm, DENALI_PORT_CRASH, &body, sizeof(body));
}
