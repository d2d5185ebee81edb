/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Swap disk.  A VM's rate is kept by one time, as in a leaky bucket: each page
 * moved puts it off, and a VM whose time is more than BURST ahead waits.
 */
#include "swap.h"

#include <denali/hostport.h>

#include "bootplan.h"
#include "clock.h"
#include "log.h"
#include "pool.h"
#include "sched.h"
#include "string.h"
#include "table.h"
#include "timer.h"
#include "vm.h"

#define BURST_NS 1000000000ull
#define SECOND_NS 1000000000u

static struct transfer transfers[SWAP_TRANSFERS];
static struct transfer *unused[SWAP_TRANSFERS];
static unsigned unused_count;
static const struct bootplan *plan;
static struct block_device *disk;
static uint32_t disk_pages;
static uint64_t reads, writes, errors;

/* Pages that are no VM's; no two holes touch. */
struct hole {
	struct hole *next;
	uint32_t first, count;
};
static struct pool records = { .size = sizeof(struct hole) };
static struct hole *holes;

static void finish(struct block_request *request, bool ok);

static void noted(struct block_request *request, bool ok)
{
	request->count = ok;
}

/* The pages that the header says, if it is one and the disk has them. */
static uint32_t read_header(void)
{
	static struct block_request request;
	struct denali_swap_header header;
	frame_t frame = frame_alloc_low();

	if (frame == FRAME_NONE)
		return 0;
	request = (struct block_request){ .done = noted,
					  .disk = disk,
					  .count = 1 };
	request.frames[0] = frame;
	block_submit(&request);
	if (!block_wait(&request))
		return 0; /* the frame is the device's for ever */
	memcpy(&header, frame_window(frame), sizeof(header));
	frame_put(frame);
	if (!request.count || header.magic != DENALI_SWAP_MAGIC ||
	    header.version != DENALI_SWAP_VERSION)
		return 0;
	return header.pages < disk->pages ? header.pages :
					    (uint32_t)disk->pages;
}

/* Once a VM's; joined with the holes before and behind it. */
static void make_hole(uint32_t first, uint32_t count)
{
	struct hole **at = &holes, *hole;

	while ((hole = *at)) {
		if (hole->first + hole->count != first &&
		    first + count != hole->first) {
			at = &hole->next;
			continue;
		}
		if (hole->first < first)
			first = hole->first;
		count += hole->count;
		*at = hole->next;
		pool_give(&records, hole);
	}
	hole = pool_take(&records);
	if (!hole)
		return; /* lost */
	*hole = (struct hole){ holes, first, count };
	holes = hole;
}

/* The first page of so many; 0: there are none. */
static uint32_t fill_hole(uint32_t count)
{
	for (struct hole **at = &holes; *at; at = &(*at)->next) {
		struct hole *hole = *at;
		uint32_t first = hole->first;

		if (hole->count < count)
			continue;
		hole->first += count;
		hole->count -= count;
		if (!hole->count) {
			*at = hole->next;
			pool_give(&records, hole);
		}
		return first;
	}
	return 0;
}

void swap_init(const struct bootplan *checked)
{
	plan = checked;
	disk = block_disk(plan->swap_disk);
	if (!disk)
		return;
	disk->swap = true;
	disk_pages = disk->read_only ? 0 : read_header();
	if (!disk_pages)
		log_line("swap: disk %u is read-only or has no swap header: "
			 "not used",
			 plan->swap_disk);
	else
		make_hole(1, disk_pages - 1); /* not the header's */
	for (unused_count = 0; unused_count < SWAP_TRANSFERS; unused_count++)
		unused[unused_count] = &transfers[unused_count];
}

bool swap_present(void)
{
	return disk_pages;
}

uint32_t swap_block(void)
{
	return plan->swap_block;
}

static uint32_t memory_pages(const struct vm *vm)
{
	return vm->memory_size / PAGE_SIZE;
}

/* Its memory, and what leaves together: that, page tables, and registers, as
 * many as its plan lets it have. */
static uint32_t region_pages(const struct vm *vm)
{
	struct denali_plan_group group;

	bootplan_group(vm->plan, vm->group, &group);
	return memory_pages(vm) + vm_frame_limit(vm, group.frame_limit) +
	       vm_overhead_frames(vm);
}

void swap_place(struct vm *vm)
{
	if (!disk_pages)
		return;
	vm->region = fill_hole(region_pages(vm));
	if (!vm->region)
		log_line("vm %u (%s): the swap disk has no %u KiB left for it: "
			 "it stays in memory",
			 vm->id, vm_name(vm), region_pages(vm) * 4);
}

void swap_leave(struct vm *vm)
{
	if (vm->region)
		make_hole(vm->region, region_pages(vm));
}

uint64_t swap_page(const struct vm *vm, uint32_t address)
{
	return (uint64_t)vm->region + address / PAGE_SIZE;
}

uint64_t swap_packed_page(const struct vm *vm, uint32_t n)
{
	ensure(n < vm->frames_limit);
	return (uint64_t)vm->region + memory_pages(vm) + n;
}

struct transfer *swap_begin(struct vm *vm,
			    void (*done)(struct transfer *, bool ok))
{
	struct transfer *transfer;

	ensure(!vm->transferring && vm->region);
	if (!unused_count)
		return 0;
	transfer = unused[--unused_count];
	memset(transfer, 0, sizeof(*transfer));
	transfer->request.done = finish;
	transfer->request.disk = disk;
	transfer->vm = vm;
	transfer->done = done;
	vm->transferring = true;
	return transfer;
}

/* Nanoseconds that a page takes at the VM's rate. */
static uint32_t page_time(const struct vm *vm)
{
	struct denali_plan_group group;

	bootplan_group(vm->plan, vm->group, &group);
	return SECOND_NS /
	       (group.swap_rate ? group.swap_rate : DENALI_SWAP_RATE_DEFAULT);
}

uint64_t swap_delay(const struct vm *vm)
{
	if (vm->swap_time <= clock_ns() + BURST_NS)
		return 0;
	return vm->swap_time - BURST_NS;
}

void swap_charge(struct vm *vm, uint32_t pages)
{
	uint64_t now = clock_ns();

	if (vm->swap_time < now)
		vm->swap_time = now;
	vm->swap_time += (uint64_t)pages * page_time(vm);
}

void swap_start(struct transfer *transfer, bool write, uint64_t page)
{
	struct block_request *request = &transfer->request;
	struct vm *vm = transfer->vm;

	vm->ledger.swap_requests++;
	if (write) {
		writes++;
		vm->ledger.pages_written += request->count;
	} else {
		reads++;
		vm->ledger.pages_read += request->count;
	}
	request->operation = write ? DENALI_DISK_WRITE : DENALI_DISK_READ;
	request->page = page;
	block_submit(request);
}

void swap_end(struct transfer *transfer)
{
	struct vm *vm = transfer->vm;

	vm->transferring = false;
	unused[unused_count++] = transfer;
	if (vm->state == VM_PAGING && vm->place == VM_IN &&
	    !link_used(&vm->run) && vm->timer_slot == TIMER_UNQUEUED)
		sched_start(vm);
}

unsigned swap_busy(void)
{
	return disk_pages ? SWAP_TRANSFERS - unused_count : 0;
}

/* Frames that no page table leads to. */
static void drop_frames(struct transfer *transfer)
{
	struct block_request *request = &transfer->request;

	for (unsigned i = 0; i < request->count; i++)
		if (transfer->frames_held)
			frame_put(request->frames[i]);
		else if (request->operation == DENALI_DISK_READ)
			table_drop_frame(transfer->vm, request->frames[i]);
}

static void finish(struct block_request *request, bool ok)
{
	struct transfer *transfer = (struct transfer *)(void *)request;
	struct vm *vm = transfer->vm;

	sched_bill(vm);
	if (!ok)
		errors++;
	if (!ok && vm->state < VM_DEAD) {
		log_line("vm %u (%s): %s of %u pages at page %u of the swap "
			 "disk failed",
			 vm->id, vm_name(vm),
			 request->operation == DENALI_DISK_WRITE ? "write" :
								   "read",
			 request->count, (uint32_t)request->page);
		vm_kill(vm, DENALI_CAUSE_SWAP, (uint32_t)request->page);
	}
	ok = vm->state < VM_DEAD;
	if (!ok)
		drop_frames(transfer);
	transfer->done(transfer, ok);
}

void swap_fill(struct denali_machine *machine)
{
	machine->swap_pages = disk_pages;
	machine->swap_reads = reads;
	machine->swap_writes = writes;
	machine->swap_errors = errors;
}
