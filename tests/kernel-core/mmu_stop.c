/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The virtual MMU: what stops a space and what does not, and whose registers
 * and tables are where.
 */
#include <criterion/criterion.h>

#include "cpu.h"
#include "mmu_rig.h"
#include "paging.h"
#include "table.h"
#include "timer.h"

#define OWN_CR3 ((uint32_t)window_phys(vm->space->pointers))
#define SPACE_CR3(n) ((uint32_t)window_phys(vm_mmu(vm)->pointers[n]))

static const struct denali_context context = {
	1, 2, 3, 4, 5, 6, 7, 0xffffffff, 0x5000, 0x4000,
};

/* The VM has executed mmu_run for space 5 and is resumed. */
static void run(bool by_iret)
{
	vm->frame = (struct trap_frame){ .ebx = 5, .eax = 32, .eip = 0x21002 };
	vm->resume_by_iret = by_iret;
	vm->rw->mmu = context;
	vm->rw->mmu_detail = vm->rw->mmu_code = 0xdead;
	mmu_run(vm, 5);
}

static void enter(bool by_iret)
{
	run(by_iret);
	cr_assert_eq(mmu_deliver(vm, 0), TIMER_NEVER);
	cr_assert(cpu.in_space);
	cr_assert_eq(machine_cr3, SPACE_CR3(5));
	cr_assert_eq(machine_sysenter_cs, 0);
	cr_assert(vm->resume_by_iret);
	cr_assert_eq(vm->frame.eip, 0x4000);
	cr_assert_eq(vm->frame.esp, 0x5000);
	cr_assert_eq(vm->frame.edi, 1);
	cr_assert_eq(vm->frame.eax, 7);
	cr_assert_eq(vm->frame.eflags, EFLAGS_GUEST);
	cr_assert_eq(vm->frame.cs, SEG_USER_CODE);
	cr_assert_eq(vm->frame.ss, SEG_USER_DATA);
}

static void check_own_tables(void)
{
	cr_assert_not(cpu.in_space);
	cr_assert_eq(machine_cr3, OWN_CR3);
	cr_assert_eq(machine_sysenter_cs, SEG_KERNEL_CODE);
}

static void check_stopped(uint32_t why, uint32_t detail, uint32_t code)
{
	cr_assert_eq(vm->frame.eax, why);
	cr_assert_eq(vm->frame.eip, 0x21002);
	cr_assert_eq(vm->frame.ebx, 5);
	cr_assert_eq(vm->rw->mmu_detail, detail);
	cr_assert_eq(vm->rw->mmu_code, code);
	cr_assert_eq(vm->rw->mmu.edi, 1);
	cr_assert_eq(vm->rw->mmu.eax, 7);
	cr_assert_eq(vm->rw->mmu.esp, 0x5000);
	cr_assert_eq(vm->rw->mmu.eip, 0x4000);
	cr_assert_eq(vm->rw->mmu.eflags, EFLAGS_GUEST);
	mmu_deliver(vm, 0);
	cr_assert_not(cpu.in_space, "nothing runs any more");
}

Test(mmu, traps_stop_a_space, .init = mmu_start)
{
	static const struct {
		uint32_t vector, error, why, detail, code;
	} cases[] = {
		{ EXCEPTION_PAGE_FAULT, 4, DENALI_MMU_MISS, 0xbeef,
		  DENALI_PROT_READ },
		{ EXCEPTION_PAGE_FAULT, 7, DENALI_MMU_MISS, 0xbeef,
		  DENALI_PROT_WRITE },
		{ EXCEPTION_PAGE_FAULT, 0x14, DENALI_MMU_MISS, 0xbeef,
		  DENALI_PROT_EXEC },
		{ DENALI_INT_VECTOR, 0, DENALI_MMU_CALL, 0, 0 },
		{ 0, 0, DENALI_MMU_EXCEPTION, 0, 0 },
		{ 13, 0x402, DENALI_MMU_EXCEPTION, 13, 0x402 },
		{ 31, 0, DENALI_MMU_EXCEPTION, 31, 0 },
	};

	machine_cr2 = 0xbeef;
	for (unsigned i = 0; i < 2 * sizeof(cases) / sizeof(*cases); i++) {
		enter(i % 2);
		vm->frame.error_code = cases[i / 2].error;
		cr_assert(mmu_trap(vm, cases[i / 2].vector));
		check_own_tables();
		cr_assert_eq(vm->resume_by_iret, i % 2);
		check_stopped(cases[i / 2].why, cases[i / 2].detail,
			      cases[i / 2].code);
	}
	mmu_finish();
}

Test(mmu, interrupts_do_not, .init = mmu_start)
{
	static const uint32_t vectors[] = {
		EXCEPTION_NMI,
		EXCEPTION_NO_MATH,
		EXCEPTION_MACHINE_CHECK,
		32,
		VECTOR_TIMER,
		255,
	};

	for (unsigned i = 0; i < sizeof(vectors) / sizeof(*vectors); i++) {
		enter(true);
		cr_assert_not(mmu_trap(vm, vectors[i]));
		check_own_tables();
		cr_assert_eq(mmu_deliver(vm, 0), TIMER_NEVER);
		cr_assert(cpu.in_space);
		cr_assert_eq(vm->frame.eip, 0x4000);
		cr_assert(mmu_trap(vm, DENALI_INT_VECTOR));
		check_stopped(DENALI_MMU_CALL, 0, 0);
	}
	mmu_finish();
}

Test(mmu, events_do, .init = mmu_start)
{
	for (unsigned i = 0; i < 3; i++) {
		vm->pending = i == 0 ? DENALI_EVENT_NIC : 0;
		vm->rw->pending = i == 1 ? DENALI_EVENT_NIC : 0;
		vm->rw->timer = i == 2 ? 100 : TIMER_NEVER;
		run(i % 2);
		mmu_deliver(vm, 100);
		cr_assert_not(cpu.in_space);
		check_stopped(DENALI_MMU_EVENT, 0, 0);
		cr_assert_neq(vm->rw->pending, 0, "shown to the VM");
	}
	vm->rw->pending = 0;
	vm->rw->timer = 100;
	run(true);
	cr_assert_eq(mmu_deliver(vm, 99), 100);
	cr_assert(cpu.in_space);
	mmu_finish();
}

Test(mmu, a_handler_is_entered_with_the_caller_saved, .init = mmu_start)
{
	vm->rw->handler = 0x22000;
	vm->rw->enabled = 1;
	vm->pending = DENALI_EVENT_NIC;
	run(false);
	mmu_deliver(vm, 0);
	cr_assert_eq(vm->frame.eip, 0x22000);
	cr_assert_eq(vm->rw->save.eip, 0x21002);
	cr_assert_eq(vm->rw->save.eax, DENALI_MMU_EVENT);
	cr_assert_eq(vm->rw->mmu.eip, 0x4000);
	mmu_finish();
}
