/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Delivery of events, rule by rule of struct denali_rw_registers.
 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "event.h"
#include "machine.h"
#include "timer.h"
#include "vm.h"

static struct vm *vm;
static struct denali_rw_registers *rw;

static void start(void)
{
	vm = machine_vms(1);
	rw = calloc(1, PAGE_SIZE);
	vm->rw = rw;
	vm->resume_by_iret = true;
	vm->frame = (struct trap_frame){
		.edi = 1,
		.esi = 2,
		.ebp = 3,
		.ebx = 4,
		.edx = 5,
		.ecx = 6,
		.eax = 7,
		.eip = 0x21000,
		.esp = 0x30000,
		.eflags = EFLAGS_IF | EFLAGS_DF | EFLAGS_AC | EFLAGS_TF | 2,
	};
	rw->handler = 0x22000;
	rw->enabled = 1;
	rw->timer = TIMER_NEVER;
	rw->return_begin = 0x23000;
	rw->return_end = 0x23010;
}

static void end(void)
{
	free(rw);
	free(vm);
}

Test(event, enters_the_handler_with_the_context_saved, .init = start,
     .fini = end)
{
	vm->pending = DENALI_EVENT_NIC;
	event_deliver(vm, 0);
	cr_assert_eq(vm->frame.eip, 0x22000);
	cr_assert_eq(vm->frame.esp, 0x30000);
	cr_assert_eq(vm->frame.eflags, EFLAGS_IF | 2);
	cr_assert_eq(rw->enabled, 0);
	cr_assert_eq(rw->pending, DENALI_EVENT_NIC);
	cr_assert_eq(vm->pending, 0);
	cr_assert_eq(rw->save.eip, 0x21000);
	cr_assert_eq(rw->save.esp, 0x30000);
	cr_assert_eq(rw->save.edi, 1);
	cr_assert_eq(rw->save.eax, 7);
	cr_assert_eq(rw->save.eflags, EFLAGS_DF | EFLAGS_AC | EFLAGS_TF);
}

Test(event, a_virtual_instruction_leaves_no_flags, .init = start, .fini = end)
{
	vm->resume_by_iret = false;
	vm->pending = DENALI_EVENT_NIC;
	event_deliver(vm, 0);
	cr_assert_eq(rw->save.eflags, 0);
	cr_assert_eq(rw->save.eip, 0x21000);
}

Test(event, shows_but_does_not_enter_while_off, .init = start, .fini = end)
{
	rw->enabled = 0;
	rw->pending = DENALI_EVENT_CONSOLE;
	vm->pending = DENALI_EVENT_NIC;
	event_deliver(vm, 0);
	cr_assert_eq(vm->frame.eip, 0x21000);
	cr_assert_eq(rw->pending, DENALI_EVENT_CONSOLE | DENALI_EVENT_NIC);
}

Test(event, does_not_enter_without_a_handler, .init = start, .fini = end)
{
	rw->handler = 0;
	vm->pending = DENALI_EVENT_NIC;
	event_deliver(vm, 0);
	cr_assert_eq(vm->frame.eip, 0x21000);
	cr_assert_eq(rw->enabled, 1);
}

Test(event, keeps_the_save_area_inside_the_return_sequence, .init = start,
     .fini = end)
{
	static const struct {
		uint32_t eip;
		bool saved;
	} cases[] = {
		{ 0x22fff, true },
		{ 0x23000, false },
		{ 0x2300f, false },
		{ 0x23010, true },
	};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		rw->save.eip = 0xdead;
		rw->enabled = 1;
		vm->pending = DENALI_EVENT_NIC;
		vm->frame.eip = cases[i].eip;
		event_deliver(vm, 0);
		cr_assert_eq(vm->frame.eip, 0x22000);
		cr_assert_eq(rw->save.eip,
			     cases[i].saved ? cases[i].eip : 0xdead);
	}
}

Test(event, timer_is_posted_once_and_never_early, .init = start, .fini = end)
{
	rw->enabled = 0;
	rw->timer = 100;
	cr_assert_eq(event_deliver(vm, 99), 100);
	cr_assert_eq(rw->pending, 0);
	cr_assert_eq(event_deliver(vm, 100), TIMER_NEVER);
	cr_assert_eq(rw->pending, DENALI_EVENT_TIMER);
	cr_assert_eq(rw->timer, TIMER_NEVER);
	rw->pending = 0;
	event_deliver(vm, 101);
	cr_assert_eq(rw->pending, 0);
}

Test(event, due_only_when_there_is_something_new, .init = start, .fini = end)
{
	cr_assert_not(event_due(vm));
	rw->pending = DENALI_EVENT_NIC;
	cr_assert(event_due(vm));
	rw->enabled = 0;
	cr_assert_not(event_due(vm));
	vm->pending = DENALI_EVENT_NIC;
	cr_assert(event_due(vm));
}
