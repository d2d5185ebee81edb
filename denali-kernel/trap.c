/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Where entry.S arrives: exceptions and interrupts from guests, interrupts
 * while the kernel waits, and the kernel's own faults, which end it.
 */
#include "call.h"
#include "cpu.h"
#include "irq.h"
#include "log.h"
#include "mmu.h"
#include "sched.h"
#include "space.h"
#include "vector.h"
#include "vm.h"

struct kernel_frame {
	uint32_t edi, esi, ebp, esp, ebx, edx, ecx, eax;
	uint32_t vector, error_code;
	uint32_t eip, cs, eflags;
};

_Noreturn void trap_from_guest(void);
void trap_from_kernel(const struct kernel_frame *frame);

static void page_fault(struct vm *vm, uint32_t address)
{
	uint32_t code = vm->frame.error_code;
	enum space_access access = ACCESS_READ;

	if (code & FAULT_RESERVED)
		panic("reserved bits in a page table, address %08x", address);
	if (code & FAULT_FETCH)
		access = ACCESS_FETCH;
	else if (code & FAULT_WRITE)
		access = ACCESS_WRITE;
	vm->ledger.page_faults++;
	switch (space_touch(vm, address, access)) {
	case SPACE_DENIED:
		vm_kill(vm, DENALI_CAUSE_PAGE_FAULT, address);
		break;
	case SPACE_NO_MEMORY:
		vm_kill(vm, DENALI_CAUSE_MEMORY, address);
		break;
	default: /* also if it waits: then it faults once more */
		break;
	}
}

static void exception(struct vm *vm, uint32_t vector)
{
	if (vector == EXCEPTION_NMI || vector == EXCEPTION_MACHINE_CHECK)
		panic("the machine reports an error (exception %u)", vector);
	vm->ledger.exceptions++;
	if (vector == EXCEPTION_NO_MATH) {
		if (!vector_take(vm))
			vm_kill(vm, DENALI_CAUSE_MEMORY, 0);
		return;
	}
	vm_kill(vm, DENALI_CAUSE_EXCEPTION, vector);
}

void trap_from_guest(void)
{
	struct vm *vm = cpu.current;
	uint32_t vector = vm->frame.vector;

	sched_enter(vm);
	vm->resume_by_iret = true;
	if (cpu.in_space && mmu_trap(vm, vector))
		sched_run();
	if (vector == DENALI_INT_VECTOR)
		call_by_interrupt(vm);
	else if (vector == EXCEPTION_PAGE_FAULT)
		page_fault(vm, read_cr2());
	else if (vector < 32)
		exception(vm, vector);
	else {
		vm->ledger.interrupts++;
		irq_dispatch(vector);
	}
	sched_run();
}

void trap_from_kernel(const struct kernel_frame *frame)
{
	if (frame->vector >= 32) {
		irq_dispatch(frame->vector);
		return;
	}
	panic("exception %u (%x) in the kernel at %08x, address %08x",
	      frame->vector, frame->error_code, frame->eip, read_cr2());
}
