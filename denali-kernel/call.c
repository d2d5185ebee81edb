/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The virtual instructions.  Each checks all its arguments, then acts.  Words
 * of the frame are the guest's, but it cannot change them while the kernel
 * looks.
 */
#include "call.h"

#include "clock.h"
#include "console.h"
#include "cpu.h"
#include "disk.h"
#include "event.h"
#include "guest.h"
#include "mmu.h"
#include "net.h"
#include "sched.h"
#include "space.h"
#include "supervisor.h"
#include "vm.h"

/* sysenter and int are both two bytes long. */
#define TRAP_LENGTH 2

/* Stands for a vector in the frame of a VM that died in a call. */
#define CALL_VECTOR 0x100

#define IN_REGISTERS __attribute__((regparm(2)))
IN_REGISTERS int32_t call_from_guest(uint32_t number, uint32_t argument);

/* For the post-mortem: no exception was the cause. */
static void kill_for_ring(struct vm *vm, uint32_t device)
{
	vm->frame.vector = CALL_VECTOR;
	vm->frame.error_code = 0;
	vm_kill(vm, DENALI_CAUSE_RING, device);
}

static void serve(struct vm *vm, uint32_t devices)
{
	sched_enter(vm);
	if (devices & DENALI_DEVICE_CONSOLE && !console_serve(vm))
		kill_for_ring(vm, DENALI_DEVICE_CONSOLE);
	if (devices & DENALI_DEVICE_NIC && nic_has_work(vm) &&
	    nic_serve(vm) == NIC_BROKEN)
		kill_for_ring(vm, DENALI_DEVICE_NIC);
	if (devices & DENALI_DEVICE_DISK && vm_disks(vm) && vm == cpu.running &&
	    disk_serve(vm) == DISK_BROKEN)
		kill_for_ring(vm, DENALI_DEVICE_DISK);
}

static int32_t call_idle(struct vm *vm)
{
	uint64_t deadline = vm->frame.ebx | (uint64_t)vm->frame.esi << 32;

	vm->ledger.idles++;
	serve(vm, DENALI_DEVICE_ALL);
	if (vm != cpu.running)
		return 0; /* it has died, or waits for a page of a frame */
	/* When the trap came; later is as good, and costs a reading. */
	uint64_t now = clock_at(cpu.accounted);
	uint64_t timer = event_timer(vm, now);
	if (event_waiting(vm))
		return 0;
	if (timer < deadline)
		deadline = timer;
	if (deadline > now)
		sched_idle(vm, deadline);
	return 0;
}

static int32_t call_kick(struct vm *vm, uint32_t devices)
{
	if (devices & ~vm->ro->devices)
		return DENALI_EINVAL;
	vm->ledger.kicks++;
	if (devices)
		serve(vm, devices);
	return 0;
}

static int32_t check_range(const struct vm *vm, struct space_range range)
{
	if ((range.address | range.length) % PAGE_SIZE)
		return DENALI_EINVAL;
	if (!guest_range(vm, guest_address(range.address), range.length))
		return DENALI_EFAULT;
	return 0;
}

/* The rest of a long range: let the guest execute the instruction again. */
static void restart(struct vm *vm, struct space_range rest)
{
	if (!vm->resume_by_iret) {
		vm->frame.ecx = vm->frame.esp;
		vm->frame.edx = vm->frame.eip;
		vm->frame.eflags = 0; /* the rest is the scheduler's to set */
		vm->resume_by_iret = true;
	}
	vm->frame.ebx = rest.address;
	vm->frame.esi = rest.length;
	vm->frame.eip -= TRAP_LENGTH;
}

static int32_t finish_range(struct vm *vm, enum space_result result,
			    struct space_range rest)
{
	switch (result) {
	case SPACE_AGAIN:
	case SPACE_WAIT:
		restart(vm, rest);
		return (int32_t)vm->frame.eax;
	case SPACE_NO_MEMORY:
		return DENALI_ENOMEM;
	default:
		return 0;
	}
}

static int32_t call_protect(struct vm *vm)
{
	struct space_range range = { vm->frame.ebx, vm->frame.esi };
	uint32_t prot = vm->frame.edi;
	int32_t error = check_range(vm, range);

	if (prot & ~(uint32_t)(DENALI_PROT_READ | DENALI_PROT_WRITE |
			       DENALI_PROT_EXEC) ||
	    (prot & DENALI_PROT_WRITE && prot & DENALI_PROT_EXEC))
		return DENALI_EINVAL;
	if (error)
		return error;
	if (!space_may_protect(vm, range, prot))
		return DENALI_EPERM;
	return finish_range(vm, space_protect(vm, &range, prot), range);
}

static int32_t call_release(struct vm *vm)
{
	struct space_range range = { vm->frame.ebx, vm->frame.esi };
	int32_t error = check_range(vm, range);

	if (error)
		return error;
	return finish_range(vm, space_release(vm, &range), range);
}

static int32_t call_mmu_load(struct vm *vm)
{
	struct space_range same = { vm->frame.ebx, vm->frame.esi };
	uint32_t page = vm->frame.esi, from = vm->frame.edi;
	int32_t error = mmu_check(vm, page, from);

	if (error)
		return error;
	enum space_result result = mmu_load(vm, vm->frame.ebx, page, from);
	return result == SPACE_DENIED ? DENALI_EPERM :
					finish_range(vm, result, same);
}

static int32_t call_mmu(struct vm *vm, uint32_t number)
{
	uint32_t space = vm->frame.ebx;

	if (!vm_mmu(vm))
		return DENALI_ENOSYS;
	if (space >= DENALI_MMU_SPACES)
		return DENALI_EINVAL;
	if (number == DENALI_MMU_LOAD)
		return call_mmu_load(vm);
	if (number == DENALI_MMU_FLUSH) {
		mmu_flush(vm, space);
		return 0;
	}
	mmu_run(vm, space);
	return (int32_t)vm->frame.eax;
}

static int32_t call_supervisor(struct vm *vm, uint32_t number)
{
	int32_t result = supervisor_call(vm, number);
	struct space_range same = { vm->frame.ebx, vm->frame.esi };

	return result == SUPERVISOR_AGAIN ? finish_range(vm, SPACE_WAIT, same) :
					    result;
}

static int32_t call_terminate(struct vm *vm)
{
	vm_kill(vm, DENALI_CAUSE_EXIT, vm->frame.ebx);
	return 0;
}

/* Comparisons, not a table: a jump through memory is dear under emulation. */
static int32_t carry_out(struct vm *vm, uint32_t number)
{
	if (number == DENALI_IDLE)
		return call_idle(vm);
	if (number == DENALI_KICK)
		return call_kick(vm, vm->frame.ebx);
	if (number == DENALI_TERMINATE)
		return call_terminate(vm);
	if (number == DENALI_PROTECT)
		return call_protect(vm);
	if (number == DENALI_RELEASE)
		return call_release(vm);
	if (number >= DENALI_MMU_RUN && number <= DENALI_MMU_FLUSH)
		return call_mmu(vm, number);
	if (number >= DENALI_SUPERVISOR_FIRST &&
	    number <= DENALI_SUPERVISOR_LAST)
		return call_supervisor(vm, number);
	return DENALI_ENOSYS;
}

void call_by_interrupt(struct vm *vm)
{
	vm->ledger.calls++;
	vm->frame.eax = (uint32_t)carry_out(vm, vm->frame.eax);
}

/* A kick is the one call that mostly goes on at once. */
IN_REGISTERS int32_t call_from_guest(uint32_t number, uint32_t argument)
{
	struct vm *vm = cpu.current;
	int32_t result;

	vm->resume_by_iret = false;
	vm->ledger.calls++;
	if (number == DENALI_KICK) {
		result = call_kick(vm, argument);
	} else {
		sched_enter(vm);
		vm->frame.eax = number;
		result = carry_out(vm, number);
	}
	if (!sched_continues(vm) || vm->resume_by_iret) {
		sched_enter(vm);
		vm->frame.eax = (uint32_t)result;
		sched_run();
	}
	net_flush();
	if (!cpu.in_guest)
		sched_leave(vm);
	return result;
}
