/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The machine, the VMs and the parts of the kernel that are only called.
 */
#include "rig.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "bootplan.h"
#include "clock.h"
#include "console.h"
#include "cpu.h"
#include "disk.h"
#include "gate.h"
#include "hostport.h"
#include "paging.h"
#include "residence.h"
#include "sched.h"
#include "space.h"
#include "swap.h"
#include "table.h"
#include "timer.h"

#define MIB 0x100000u
#define MEMORY_LARGEST 0x50000000u
#define IMAGE_FRAMES 32u
#define POOL_FRAMES 1u

struct rig rig;
struct vm *rig_vms[RIG_VMS];
uint64_t rig_now;
unsigned rig_failed[RIG_VMS];
struct loaded_image *rig_image;

static struct bootplan plan;
static uint32_t reserve, all;

uint32_t rig_chance(uint32_t count)
{
	return (uint32_t)rand() % count;
}

/* ---- the machine ---- */

static void map(uintptr_t at, size_t bytes)
{
	void *made = mmap((void *)at, bytes, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE |
				  MAP_FIXED_NOREPLACE,
			  -1, 0);

	cr_assert_eq((uintptr_t)made, at);
}

/* Below what can be had: the database, and the image. */
static void make_memory(void)
{
	uint32_t low = 2 * MIB + (rig.low + IMAGE_FRAMES) * PAGE_SIZE;
	struct memory_range usable[] = {
		{ MIB, low },
		{ WINDOW_SIZE, WINDOW_SIZE + rig.high * PAGE_SIZE },
	};
	struct memory_range reserved = { MIB, 2 * MIB };
	uint32_t database = (WINDOW_SIZE / PAGE_SIZE + rig.high) * 4;

	usable[0].end += (database + PAGE_SIZE - 1) & -PAGE_SIZE;
	machine_init((uint32_t)usable[0].end);
	if (rig.high)
		map(WINDOW_BASE + (uintptr_t)WINDOW_SIZE, rig.high * PAGE_SIZE);
	frame_init(usable, rig.high ? 2 : 1, &reserved, 1);
	reserve = frame_free_low() + rig.high - frame_free_count();
	all = frame_free_low() + rig.high;
	/* Where guest pages are filled, before the model puts them where they
	 * belong. */
	map(RIG_FIRST, MEMORY_LARGEST - RIG_FIRST);
}

static void add_segment(uint32_t pages, uint32_t file, uint32_t prot)
{
	struct image *info = &rig_image->info;
	struct image_segment *s = &info->segment[info->segment_count++];

	s->address = s == info->segment ? RIG_FIRST :
					  s[-1].address + s[-1].memory_size;
	s->memory_size = pages * PAGE_SIZE;
	s->file_offset = s->address - RIG_FIRST;
	s->file_size = file * PAGE_SIZE;
	s->prot = prot;
}

static void make_image(void)
{
	uint64_t *file = frame_alloc_block(IMAGE_FRAMES);

	rig_image = calloc(1, sizeof(*rig_image));
	rig_image->file = (const uint8_t *)file;
	for (unsigned i = 0; i < IMAGE_FRAMES * PAGE_SIZE / 8; i++)
		file[i] = 0x1234000000000000 + i / (PAGE_SIZE / 8);
	add_segment(TEXT_PAGES, TEXT_PAGES,
		    DENALI_PROT_READ | DENALI_PROT_EXEC);
	add_segment(RODATA_PAGES, RODATA_PAGES, DENALI_PROT_READ);
	add_segment(DATA_PAGES, DATA_FILE_PAGES,
		    DENALI_PROT_READ | DENALI_PROT_WRITE);
}

/* Have the kernel take the frame for its records now. */
static void take_pool(void)
{
	struct vm *vm = machine_vms(1);

	cr_assert(table_create(vm));
	cr_assert(table_destroy(vm));
	free(vm);
}

void rig_start(const struct rig *made)
{
	rig = *made;
	srand(rig.seed);
	make_memory();
	make_image();
	take_pool();
	plan.swap_disk = 1;
	plan.swap_block = rig.block;
	swap_init(&plan);
	gate_init();
	if (rig.scattered)
		residence_scatter();
	for (uint32_t i = 0; i < rig.vms; i++)
		rig_make(i);
}

uint32_t rig_free(void)
{
	uint32_t low = frame_free_low();

	return frame_free_count() + (low < reserve ? low : reserve);
}

uint32_t rig_total(void)
{
	return all;
}

uint32_t rig_records(void)
{
	/* With a disk there are records of its holes. */
	return IMAGE_FRAMES + POOL_FRAMES + (rig.disk_pages != 0);
}

/* ---- VMs ---- */

uint32_t rig_memory(uint32_t place)
{
	/* Most are small; some take page tables by the dozen. */
	if (place % 8 == 7)
		return MEMORY_LARGEST;
	return MIB / 2 * (1 + place % 4 * 3);
}

void rig_make(uint32_t place)
{
	struct vm *vm = machine_vms(1);

	cr_assert_null(rig_vms[place]);
	vm->id = place;
	vm->image = rig_image;
	vm->memory_size = rig_memory(place);
	vm->frames_limit = vm->memory_size > 64 * MIB ?
				   700 :
				   vm->memory_size / PAGE_SIZE + 16;
	vm->timer_slot = TIMER_UNQUEUED;
	vm->deadline = TIMER_NEVER;
	link_init(&vm->run);
	link_init(&vm->nic.waiting);
	link_init(&vm->console_wait);
	rig_vms[place] = vm;
	rig_failed[place] = 0;
	swap_place(vm);
	gate_queue(vm);
}

struct vm *vm_at(uint32_t place)
{
	return place < rig.vms ? rig_vms[place] : 0;
}

uint32_t vm_frame_limit(const struct vm *vm, uint32_t asked)
{
	(void)asked;
	return vm->frames_limit;
}

uint32_t vm_overhead_frames(const struct vm *vm)
{
	(void)vm;
	return 0;
}

uint32_t vm_places(void)
{
	return rig.vms;
}

uint32_t vm_made(void)
{
	return rig.vms;
}

bool vm_is_child(const struct vm *vm)
{
	(void)vm;
	return false;
}

const char *vm_name(const struct vm *vm)
{
	(void)vm;
	return "";
}

bool vm_furnish(struct vm *vm)
{
	if (!space_create(vm))
		return false;
	vm->ro->vm_id = vm->id;
	vm->place = VM_IN;
	vm->space->entered = rig_now;
	sched_start(vm);
	return true;
}

void vm_kill(struct vm *vm, uint32_t cause, uint32_t detail)
{
	if (vm->state >= VM_DEAD)
		return;
	sched_remove(vm);
	vm->state = VM_DEAD;
	vm->cause = cause;
	vm->detail = detail;
}

static void free_vm(uint32_t place)
{
	struct vm *vm = rig_vms[place];

	if (cpu.current == vm)
		space_unload();
	while (!table_destroy(vm))
		continue;
	if (vm->place >= VM_ENTERING)
		gate_gone();
	cr_assert_eq(vm->ledger.frames, 0, "VM %u keeps frames", place);
	cr_assert(!link_used(&vm->run));
	swap_leave(vm);
	free(vm);
	rig_vms[place] = 0;
}

void rig_reap(void)
{
	for (uint32_t i = 0; i < rig.vms; i++)
		if (rig_vms[i] && rig_vms[i]->state >= VM_DEAD &&
		    !rig_vms[i]->transferring)
			free_vm(i);
}

bool rig_poll(void)
{
	cpu.accounted = rig_now;
	bool more = gate_poll();

	rig_reap();
	rig_expire();
	return more;
}

/* ---- the scheduler ---- */

void timer_set(struct vm *vm, uint64_t deadline)
{
	vm->deadline = deadline;
	vm->timer_slot = deadline == TIMER_NEVER ? TIMER_UNQUEUED : 0;
}

void sched_bill(struct vm *vm)
{
	(void)vm;
}

uint64_t timer_nearest(void)
{
	uint64_t nearest = TIMER_NEVER;

	for (uint32_t i = 0; i < rig.vms; i++)
		if (rig_vms[i] && rig_vms[i]->timer_slot != TIMER_UNQUEUED &&
		    rig_vms[i]->deadline < nearest)
			nearest = rig_vms[i]->deadline;
	return nearest;
}

void rig_expire(void)
{
	for (uint32_t i = 0; i < rig.vms; i++) {
		struct vm *vm = rig_vms[i];

		if (!vm || vm->timer_slot == TIMER_UNQUEUED ||
		    vm->deadline > rig_now)
			continue;
		timer_set(vm, TIMER_NEVER);
		link_remove(&vm->run);
		sched_start(vm);
	}
}

static void take_off(struct vm *vm)
{
	if (vm == cpu.running)
		cpu.running = 0;
	else if (vm->state != VM_RUNNABLE)
		link_remove(&vm->run);
}

void sched_start(struct vm *vm)
{
	cr_assert(vm->state < VM_DEAD && !link_used(&vm->run));
	if (vm->place != VM_IN)
		gate_queue(vm);
	else
		vm->state = VM_RUNNABLE;
}

void sched_idle(struct vm *vm, uint64_t deadline)
{
	take_off(vm);
	vm->state = VM_IDLE;
	timer_set(vm, deadline);
	cpu.accounted = rig_now;
	gate_rest(vm);
}

void sched_block(struct vm *vm, uint64_t until)
{
	cr_assert_eq(vm->place, VM_IN);
	take_off(vm);
	vm->state = VM_PAGING;
	timer_set(vm, until);
}

void sched_notify(struct vm *vm)
{
	if (vm->state != VM_IDLE)
		return;
	take_off(vm);
	timer_set(vm, TIMER_NEVER);
	sched_start(vm);
}

void sched_remove(struct vm *vm)
{
	take_off(vm);
	timer_set(vm, TIMER_NEVER);
}

/* ---- the rest ---- */

/* A cycle is a nanosecond here. */
uint64_t clock_ns(void)
{
	return rig_now;
}

uint64_t clock_tsc_at(uint64_t ns)
{
	return ns;
}

void bootplan_group(const struct bootplan *of, uint32_t number,
		    struct denali_plan_group *group)
{
	(void)of;
	(void)number;
	memset(group, 0, sizeof(*group));
	group->swap_rate = rig.swap_rate;
}

void disk_enter(struct vm *vm)
{
	(void)vm;
}

void vm_refresh(struct vm *vm)
{
	cr_assert_eq(vm->place, VM_IN);
}

void console_enter(struct vm *vm)
{
	cr_assert_eq(vm->ro->vm_id, vm->id, "another VM's registers");
}

void hostport_out_of_memory(enum finding what, uint32_t value, uint32_t bound)
{
	cr_assert_fail("out of memory: %d, %u, %u", what, value, bound);
	abort();
}

uint64_t paging_kernel_pointer(void)
{
	return 0;
}

void paging_load_kernel(void)
{
}

void *temporary_map(unsigned slot, frame_t frame)
{
	(void)slot;
	return frame_window(frame);
}
