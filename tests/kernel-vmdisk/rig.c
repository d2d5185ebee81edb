/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "rig.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "guest.h"
#include "limit.h"
#include "options.h"
#include "pci.h"
#include "sched.h"
#include "timer.h"

#define MIB 0x100000u
#define HELD 512

struct rig rig;
struct vm *rig_vms[RIG_VMS];
uint8_t rig_blocks[RIG_BLOCKS][PAGE_SIZE];
static struct block_request *held[HELD];
static struct vm *vms;
static uint8_t *memories[RIG_VMS];
static uint32_t frames_free;
static uint64_t state = 1;

uint32_t rig_draw(uint32_t below)
{
	state = state * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(state >> 33) % below;
}

/* ---- the device ---- */

static bool start(struct block_device *disk, struct block_request *request)
{
	uint32_t most = 1 + rig_draw(8);
	uint32_t left = request->count - request->moved;

	cr_assert_eq(disk, &rig_device);
	if (rig.held >= HELD || (rig.held && !rig_draw(10)))
		return false;
	request->part = (uint16_t)(left < most ? left : most);
	for (uint32_t i = 0; i < rig.held; i++)
		cr_assert_neq(held[i], request, "started twice");
	held[rig.held++] = request;
	rig.parts++;
	rig.part_blocks += request->part;
	rig.flushes += request->operation == DENALI_DISK_FLUSH;
	return true;
}

static void tell(struct block_device *disk)
{
	(void)disk;
	rig.told++;
}

static uint32_t to_finish;

static bool move(const struct block_request *request)
{
	for (uint32_t i = request->moved; i < request->moved + request->part;
	     i++) {
		uint64_t page = request->page + i;
		void *frame = frame_window(request->frames[i]);

		cr_assert_lt(page, RIG_BLOCKS);
		if (rig.bad[page])
			return false;
		if (request->operation == DENALI_DISK_WRITE)
			memcpy(rig_blocks[page], frame, PAGE_SIZE);
		else
			memcpy(frame, rig_blocks[page], PAGE_SIZE);
	}
	return true;
}

static bool poll(struct block_device *disk)
{
	bool any = false;

	(void)disk;
	for (; to_finish && rig.held; to_finish--) {
		uint32_t n = rig_draw(rig.held);
		struct block_request *request = held[n];

		held[n] = held[--rig.held];
		block_part_done(request, move(request));
		any = true;
	}
	return any;
}

static void stop(struct block_device *disk)
{
	(void)disk;
}

static const struct block_driver driver = { "rig", start, tell, poll, stop };

struct block_device rig_device = { .driver = &driver,
				   .pages = RIG_BLOCKS,
				   .flushes = true },
		    rig_other = { .driver = &driver,
				  .pages = 1ull << 33,
				  .read_only = true };

void virtio_blk_probe(const struct pci_device *pci)
{
	(void)pci;
	cr_assert(block_add(&rig_device) && block_add(&rig_other));
}

void ahci_probe(const struct pci_device *pci)
{
	(void)pci;
}

bool pci_find(struct pci_device *found, pci_match *match, const void *argument)
{
	*found = (struct pci_device){ 0 };
	return match(found, argument);
}

/* ---- the kernel ---- */

uint64_t clock_ns(void)
{
	return rig.now;
}

void timer_arm(uint64_t ns)
{
	(void)ns;
}

void sched_bill(struct vm *vm)
{
	(void)vm;
}

const char *vm_name(const struct vm *vm)
{
	(void)vm;
	return "";
}

void vm_post(struct vm *vm, uint32_t events)
{
	cr_assert(vm->state < VM_DEAD, "an event for one that is dead");
	cr_assert_eq(events, DENALI_EVENT_DISK);
	vm->pending |= events;
}

bool guest_range(const struct vm *vm, struct guest_address address,
		 uint32_t length)
{
	return address.value >= DENALI_IMAGE_BASE &&
	       address.value <= vm->memory_size &&
	       length <= vm->memory_size - address.value;
}

static enum space_result copy(struct vm *vm, uint32_t address, uint32_t length)
{
	cr_assert(length <= PAGE_SIZE &&
			  guest_range(vm, guest_address(address), length),
		  "an address that was not checked");
	if (rig.absent && rig.absent--)
		return SPACE_WAIT;
	return address < rig.upto && address + length > rig.forbid ?
		       SPACE_DENIED :
		       SPACE_DONE;
}

enum space_result guest_read(struct vm *vm, void *to, struct guest_address from,
			     uint32_t length)
{
	enum space_result result = copy(vm, from.value, length);

	if (result == SPACE_DONE)
		memcpy(to, rig_at(vm, from.value), length);
	return result;
}

enum space_result guest_write(struct vm *vm, struct guest_address to,
			      const void *from, uint32_t length)
{
	enum space_result result = copy(vm, to.value, length);

	if (result == SPACE_DONE)
		memcpy(rig_at(vm, to.value), from, length);
	return result;
}

/* ---- tests ---- */

uint8_t *rig_at(struct vm *vm, uint32_t address)
{
	return memories[vm->id] + address;
}

static void end(struct vm *vm)
{
	while (!disk_end(vm)) {
		cr_assert_neq(rig.held, 0, "nothing will ever finish");
		rig_complete(1);
	}
	limit_forget(vm);
	disk_destroy(vm);
	options_free(vm);
}

/* Have as many records as there can be, since pools keep their pages. */
static void warm_up(void)
{
	for (uint32_t i = 0; i < RIG_VMS; i++) {
		cr_assert_eq(rig_attach(rig_vms[i], 0, 1, 0, 1), 0);
		for (uint32_t k = 0; k < DENALI_DISK_SLOTS; k++)
			rig_post(rig_vms[i], DENALI_DISK_FLUSH, 0, 0, 0);
		cr_assert_eq(disk_serve(rig_vms[i]), DISK_DONE);
	}
	rig_settle();
	for (uint32_t i = 0; i < RIG_VMS; i++) {
		end(rig_vms[i]);
		memset(rig_vms[i]->rw, 0, PAGE_SIZE);
		memset(rig_vms[i]->ro, 0, PAGE_SIZE);
	}
	frames_free = frame_free_count();
	rig.parts = rig.part_blocks = rig.flushes = rig.told = 0;
}

static void start_with(uint32_t memory)
{
	struct memory_range usable = { MIB, memory };
	static const struct memory_range reserved = { MIB, 2 * MIB };

	machine_init(64 * MIB);
	frame_init(&usable, 1, &reserved, 1);
	block_init();
	cr_assert_eq(block_disk(1), &rig_device);
	cr_assert_eq(block_disk(2), &rig_other);
	vms = machine_vms(RIG_VMS);
	rig.now = 1000000000;
	for (uint32_t i = 0; i < RIG_VMS; i++) {
		struct vm *vm = rig_vms[i] = &vms[i];

		vm->id = i;
		vm->memory_size = RIG_MEMORY;
		vm->rw = aligned_alloc(PAGE_SIZE, PAGE_SIZE);
		vm->ro = aligned_alloc(PAGE_SIZE, PAGE_SIZE);
		memset(vm->rw, 0, PAGE_SIZE);
		memset(vm->ro, 0, PAGE_SIZE);
		memories[i] = calloc(1, RIG_MEMORY);
	}
	for (uint32_t i = 0; i < RIG_BLOCKS * PAGE_SIZE; i++)
		rig_blocks[i / PAGE_SIZE][i % PAGE_SIZE] =
			(uint8_t)(i / PAGE_SIZE + i / 7);
	warm_up();
}

void rig_start(void)
{
	start_with(64 * MIB);
}

void rig_start_small(void)
{
	start_with(5 * MIB);
}

void rig_finish(void)
{
	for (uint32_t i = 0; i < RIG_VMS; i++) {
		rig_vms[i]->state = VM_DEAD;
		end(rig_vms[i]);
		free(rig_vms[i]->rw);
		free(rig_vms[i]->ro);
		free(memories[i]);
	}
	cr_assert_eq(block_pending, 0);
	cr_assert_eq(rig.held, 0);
	cr_assert_eq(frame_free_count(), frames_free, "frames leaked");
	free(vms);
}

int32_t rig_attach(struct vm *vm, uint32_t flags, unsigned count, ...)
{
	struct denali_extents extents = { 0, 1, flags, count, { { 0, 0 } } };
	va_list values;

	va_start(values, count);
	for (unsigned i = 0; i < count; i++) {
		extents.extent[i].first = va_arg(values, uint32_t);
		extents.extent[i].count = va_arg(values, uint32_t);
	}
	va_end(values);
	return disk_attach(vm, &extents);
}

void rig_post(struct vm *vm, uint8_t operation, uint32_t address,
	      uint32_t block, uint16_t count)
{
	struct denali_disks *ring = &vm->rw->disks;

	ring->request[ring->posted % DENALI_DISK_SLOTS] =
		(struct denali_disk_request){
			address, block, count, 0, operation, ring->posted
		};
	ring->posted++;
}

void rig_complete(uint32_t count)
{
	while (count--) {
		to_finish = 1;
		block_poll();
	}
	to_finish = 0;
}

void rig_settle(void)
{
	bool more;

	do {
		more = rig.held || block_pending;
		rig_complete(rig.held + 1);
		limit_poll(rig.now);
		for (uint32_t i = 0; i < RIG_VMS; i++) {
			struct vm *vm = rig_vms[i];

			if (vm->state >= VM_DEAD || !vm->pending)
				continue;
			vm->pending = 0;
			more = true;
			while (disk_has_work(vm) && disk_serve(vm) == DISK_WAIT)
				continue;
		}
	} while (more);
}

uint32_t rig_answer(const struct vm *vm, uint32_t n)
{
	const struct denali_disks *ring = &vm->rw->disks;

	for (uint32_t i = 0; i < DENALI_DISK_SLOTS && i < ring->answered; i++)
		if (ring->answer[i].tag == n)
			return ring->answer[i].status;
	return UINT32_MAX;
}
