/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The virtual MMU: translations, and going into a space and out of it.
 */
#include "mmu.h"

#include "cpu.h"
#include "event.h"
#include "guest.h"
#include "log.h"
#include "pool.h"
#include "pte.h"
#include "table.h"

#define NO_SPACE DENALI_MMU_SPACES

/* All spaces' page tables together, of a VM: more are begun afresh.  One
 * instruction of a space cannot need a tenth of them. */
#define TABLES_MAX 256

static struct pool records = { .size = sizeof(struct mmu) };

bool mmu_create(struct vm *vm)
{
	struct options *options = options_make(vm);
	struct mmu *mmu = options ? pool_take(&records) : 0;

	if (!mmu)
		return false;
	for (unsigned i = 0; i < DENALI_MMU_SPACES; i++)
		mmu->pointers[i][3] = paging_kernel_pointer();
	mmu->running = NO_SPACE;
	options->mmu = mmu;
	return true;
}

void mmu_destroy(struct vm *vm)
{
	if (!vm_mmu(vm))
		return;
	mmu_forget_all(vm);
	pool_give(&records, vm_mmu(vm));
	vm->options->mmu = 0;
}

uint32_t mmu_bytes(const struct vm *vm)
{
	return vm_mmu(vm) ? sizeof(struct mmu) : 0;
}

/* ---- translations ---- */

void mmu_flush(struct vm *vm, uint32_t space)
{
	uint32_t before = vm->ledger.table_frames;

	table_clear(vm, vm_mmu(vm)->pointers[space]);
	vm_mmu(vm)->tables -= (uint16_t)(before - vm->ledger.table_frames);
}

void mmu_forget_all(struct vm *vm)
{
	for (unsigned i = 0; i < DENALI_MMU_SPACES && vm_mmu(vm)->tables; i++)
		mmu_flush(vm, i);
}

int32_t mmu_check(const struct vm *vm, uint32_t page, uint32_t from)
{
	uint32_t prot = page % PAGE_SIZE;

	if (!prot ||
	    prot & ~(uint32_t)(DENALI_PROT_READ | DENALI_PROT_WRITE |
			       DENALI_PROT_EXEC) ||
	    (prot & DENALI_PROT_WRITE && prot & DENALI_PROT_EXEC) ||
	    page < PAGE_SIZE || page >= DENALI_MMU_TOP)
		return DENALI_EINVAL;
	if (from % PAGE_SIZE ||
	    !guest_range(vm, guest_address(from), PAGE_SIZE))
		return DENALI_EFAULT;
	return 0;
}

static enum space_access access_of(uint32_t prot)
{
	if (prot & DENALI_PROT_WRITE)
		return ACCESS_WRITE;
	return prot & DENALI_PROT_EXEC ? ACCESS_FETCH : ACCESS_READ;
}

/* The processor will mark the space's entry only, so the VM's own is marked
 * here with all that the space may do, for the pager's sake. */
static uint64_t translation(uint64_t *own, uint32_t prot)
{
	uint64_t bits = PTE_PRESENT | PTE_USER;

	ensure(*own & PTE_PRESENT);
	*own |= PTE_ACCESSED;
	if (prot & DENALI_PROT_WRITE) {
		*own |= PTE_DIRTY;
		bits |= PTE_WRITE;
	}
	if (!(prot & DENALI_PROT_EXEC))
		bits |= PTE_NX;
	return (*own & PTE_FRAME) | bits;
}

enum space_result mmu_load(struct vm *vm, uint32_t space, uint32_t page,
			   uint32_t from)
{
	uint32_t prot = page % PAGE_SIZE, before;
	enum space_result result = space_touch(vm, from, access_of(prot));
	struct mmu *mmu = vm_mmu(vm);
	uint64_t *entry;

	if (result != SPACE_DONE)
		return result;
	if (mmu->tables >= TABLES_MAX)
		mmu_forget_all(vm);
	before = vm->ledger.table_frames;
	entry = table_make_in(vm, mmu->pointers[space], page);
	mmu->tables += (uint16_t)(vm->ledger.table_frames - before);
	if (!entry)
		return space_no_table(vm);
	*entry = translation(table_find(vm, from), prot);
	return SPACE_DONE;
}

/* ---- in and out ---- */

/* What a space may do that its VM must not be told of: sysenter enters the
 * kernel as an instruction of the VM's, so there it faults. */
static void allow_sysenter(bool allow)
{
	if (cpu.sysenter)
		write_msr(MSR_SYSENTER_CS, allow ? SEG_KERNEL_CODE : 0);
}

void mmu_run(struct vm *vm, uint32_t space)
{
	const struct denali_context *from = &vm->rw->mmu;
	struct mmu *mmu = vm_mmu(vm);

	mmu->caller = vm->frame;
	mmu->caller_by_iret = vm->resume_by_iret;
	mmu->running = (uint8_t)space;
	vm->frame = (struct trap_frame){
		.edi = READ_ONCE(from->edi),
		.esi = READ_ONCE(from->esi),
		.ebp = READ_ONCE(from->ebp),
		.ebx = READ_ONCE(from->ebx),
		.edx = READ_ONCE(from->edx),
		.ecx = READ_ONCE(from->ecx),
		.eax = READ_ONCE(from->eax),
		.eflags = READ_ONCE(from->eflags) & EFLAGS_GUEST,
		.esp = READ_ONCE(from->esp),
		.eip = READ_ONCE(from->eip),
		.cs = SEG_USER_CODE,
		.ss = SEG_USER_DATA,
	};
	vm->resume_by_iret = true;
}

static void stop(struct vm *vm, uint32_t why, uint32_t detail, uint32_t code)
{
	struct denali_rw_registers *rw = vm->rw;
	struct mmu *mmu = vm_mmu(vm);

	event_context(vm, &rw->mmu);
	WRITE_ONCE(rw->mmu_detail, detail);
	WRITE_ONCE(rw->mmu_code, code);
	vm->frame = mmu->caller;
	vm->frame.eax = why;
	vm->resume_by_iret = mmu->caller_by_iret;
	mmu->running = NO_SPACE;
}

static void miss(struct vm *vm, uint32_t address)
{
	uint32_t code = vm->frame.error_code;
	uint32_t prot = DENALI_PROT_READ;

	if (code & FAULT_RESERVED)
		panic("reserved bits in a space's tables, address %08x",
		      address);
	if (code & FAULT_FETCH)
		prot = DENALI_PROT_EXEC;
	else if (code & FAULT_WRITE)
		prot = DENALI_PROT_WRITE;
	vm->ledger.page_faults++;
	stop(vm, DENALI_MMU_MISS, address, prot);
}

bool mmu_trap(struct vm *vm, uint32_t vector)
{
	cpu.in_space = false;
	space_reload(vm);
	allow_sysenter(true);
	if (vector == DENALI_INT_VECTOR) {
		vm->ledger.calls++;
		stop(vm, DENALI_MMU_CALL, 0, 0);
	} else if (vector == EXCEPTION_PAGE_FAULT) {
		miss(vm, read_cr2());
	} else if (vector >= 32 || vector == EXCEPTION_NO_MATH ||
		   vector == EXCEPTION_NMI ||
		   vector == EXCEPTION_MACHINE_CHECK) {
		return false;
	} else {
		vm->ledger.exceptions++;
		stop(vm, DENALI_MMU_EXCEPTION, vector, vm->frame.error_code);
	}
	return true;
}

uint64_t mmu_deliver(struct vm *vm, uint64_t now)
{
	struct mmu *mmu = vm_mmu(vm);
	uint64_t timer;

	if (mmu->running == NO_SPACE)
		return event_deliver(vm, now);
	timer = event_timer(vm, now);
	if (event_waiting(vm)) {
		stop(vm, DENALI_MMU_EVENT, 0, 0);
		return event_deliver(vm, now);
	}
	allow_sysenter(false);
	write_cr3((uint32_t)window_phys(mmu->pointers[mmu->running]));
	cpu.in_space = true;
	return timer;
}
