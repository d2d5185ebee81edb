/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Event delivery.  Works on the kernel's mapping of the register page; nothing
 * is pushed on the guest's stack, so there is nothing that could fault.
 */
#include "event.h"

#include "timer.h"
#include "vm.h"
#include "x86.h"

void event_context(const struct vm *vm, struct denali_context *to)
{
	const struct trap_frame *frame = &vm->frame;

	to->edi = frame->edi;
	to->esi = frame->esi;
	to->ebp = frame->ebp;
	to->ebx = frame->ebx;
	to->edx = frame->edx;
	to->ecx = frame->ecx;
	to->eax = frame->eax;
	to->eflags = vm->resume_by_iret ? frame->eflags & EFLAGS_GUEST : 0;
	to->esp = frame->esp;
	to->eip = frame->eip;
}

uint32_t event_waiting(const struct vm *vm)
{
	return vm->pending | READ_ONCE(vm->rw->pending);
}

static void enter_handler(struct vm *vm, uint32_t handler)
{
	struct denali_rw_registers *rw = vm->rw;
	uint32_t begin = READ_ONCE(rw->return_begin);
	uint32_t end = READ_ONCE(rw->return_end);
	uint32_t eip = vm->frame.eip;

	if (eip < begin || eip >= end)
		event_context(vm, &rw->save);
	WRITE_ONCE(rw->enabled, 0);
	vm->frame.eip = handler;
	vm->frame.eflags &= ~(EFLAGS_DF | EFLAGS_AC | EFLAGS_TF | EFLAGS_NT);
}

/* Both halves of the register are read; a guest cannot run meanwhile. */
uint64_t event_timer(struct vm *vm, uint64_t now)
{
	uint64_t timer = READ_ONCE(vm->rw->timer);

	if (timer > now)
		return timer;
	WRITE_ONCE(vm->rw->timer, TIMER_NEVER);
	vm->pending |= DENALI_EVENT_TIMER;
	return TIMER_NEVER;
}

uint64_t event_deliver(struct vm *vm, uint64_t now)
{
	struct denali_rw_registers *rw = vm->rw;
	uint64_t timer = event_timer(vm, now);
	uint32_t pending = READ_ONCE(rw->pending) | vm->pending;
	uint32_t handler = READ_ONCE(rw->handler);

	if (vm->pending) {
		WRITE_ONCE(rw->pending, pending);
		vm->pending = 0;
	}
	if (pending && handler && READ_ONCE(rw->enabled))
		enter_handler(vm, handler);
	return timer;
}
