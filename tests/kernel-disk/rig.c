/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "block.h"
#include "clock.h"
#include "guest.h"
#include "log.h"
#include "options.h"
#include "pool.h"
#include "sched.h"
#include "timer.h"

#define BUSY_MAX 1024

struct vm *rig_vm[RIG_VMS];
uint32_t rig_busy, rig_absent, rig_shortage, rig_forbidden;
uint64_t rig_now;
const struct block_request *rig_last;

static uint8_t *memory[RIG_VMS];
static bool writable[RIG_VMS]; /* once was */
static struct block_device devices[RIG_DISKS];
static struct {
	struct block_request *request;
	uint32_t vm;
} busy[BUSY_MAX];
static uint32_t serving; /* whose requests are submitted now */

static uint8_t **frames;
static uint32_t frame_count, frames_out, records_out;

static void require(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "broken rule: %s\n", what);
	abort();
}

static void *make(size_t size, size_t alignment)
{
	void *made = aligned_alloc(alignment,
				   (size + alignment - 1) & ~(alignment - 1));

	require(made != NULL, "there is memory");
	return memset(made, 0, size);
}

/* ---- frames and records ---- */

frame_t frame_alloc_low(void)
{
	if (rig_shortage) {
		rig_shortage--;
		return FRAME_NONE;
	}
	for (frame_t i = 1; i <= frame_count; i++)
		if (!frames[i]) {
			frames[i] = malloc(PAGE_SIZE);
			memset(frames[i], 0xa5, PAGE_SIZE);
			frames_out++;
			return i;
		}
	return FRAME_NONE;
}

void *frame_window(frame_t frame)
{
	require(frame && frame <= frame_count && frames[frame], "a frame");
	return frames[frame];
}

bool frame_put(frame_t frame)
{
	free(frame_window(frame));
	frames[frame] = NULL;
	frames_out--;
	return true;
}

uint32_t frame_total_count(void)
{
	return frame_count;
}

void *pool_take(struct pool *pool)
{
	records_out++;
	return calloc(1, pool->size);
}

void pool_give(struct pool *pool, void *record)
{
	(void)pool;
	records_out--;
	free(record);
}

/* ---- the machine's disks ---- */

bool block_untold;

void block_tell_disks(void)
{
	block_untold = false;
}

struct block_device *block_disk(uint32_t number)
{
	return number && number <= RIG_DISKS ? &devices[number - 1] : NULL;
}

static void check_request(const struct block_request *request)
{
	bool flush = request->operation == DENALI_DISK_FLUSH;

	require(request->operation <= DENALI_DISK_FLUSH, "an operation");
	require(flush ? !request->count :
			request->count && request->count <= DENALI_DISK_COUNT,
		"a count");
	if (flush)
		return;
	require(request->page >= serving * RIG_PART &&
			request->page + request->count <=
				(serving + 1) * RIG_PART,
		"only its own part of the disk");
	require(request->operation == DENALI_DISK_READ || writable[serving],
		"nothing is written by who may only read");
	for (uint32_t i = 0; i < request->count; i++)
		((volatile uint8_t *)frame_window(request->frames[i]))[0]++;
}

void block_submit(struct block_request *request)
{
	for (uint32_t i = 0; i < rig_busy; i++)
		require(busy[i].request != request, "submitted twice");
	check_request(request);
	require(rig_busy < BUSY_MAX, "not so many at once");
	busy[rig_busy].request = request;
	busy[rig_busy++].vm = serving;
	rig_last = request;
	block_untold = true;
}

void rig_finish(uint32_t n, bool ok)
{
	struct block_request *request = busy[n].request;

	serving = busy[n].vm;
	busy[n] = busy[--rig_busy];
	check_request(request);
	request->done(request, ok);
}

/* ---- VMs ---- */

bool guest_range(const struct vm *vm, struct guest_address address,
		 uint32_t length)
{
	return address.value >= DENALI_IMAGE_BASE &&
	       (uint64_t)address.value + length <= vm->memory_size;
}

uint8_t *rig_at(struct vm *vm, uint32_t address)
{
	return memory[vm->id] + (address - DENALI_IMAGE_BASE);
}

static enum space_result access(const struct vm *vm, uint32_t address,
				uint32_t length)
{
	require(length <= PAGE_SIZE, "at most a page at once");
	require(guest_range(vm, guest_address(address), length),
		"addresses are checked");
	if (address + length > rig_forbidden)
		return SPACE_DENIED;
	if (!rig_absent)
		return SPACE_DONE;
	rig_absent--;
	return SPACE_WAIT;
}

enum space_result guest_read(struct vm *vm, void *to, struct guest_address from,
			     uint32_t length)
{
	enum space_result result = access(vm, from.value, length);

	if (result == SPACE_DONE)
		memcpy(to, rig_at(vm, from.value), length);
	return result;
}

enum space_result guest_write(struct vm *vm, struct guest_address to,
			      const void *from, uint32_t length)
{
	enum space_result result = access(vm, to.value, length);

	if (result == SPACE_DONE)
		memcpy(rig_at(vm, to.value), from, length);
	return result;
}

void vm_post(struct vm *vm, uint32_t events)
{
	require(vm->state < VM_DEAD, "the dead are told nothing");
	vm->pending |= events;
}

const char *vm_name(const struct vm *vm)
{
	(void)vm;
	return "vm";
}

void sched_bill(struct vm *vm)
{
	(void)vm;
}

uint64_t clock_ns(void)
{
	return rig_now;
}

void timer_arm(uint64_t at)
{
	(void)at;
}

void log_line(const char *format, ...)
{
	(void)format;
}

void panic(const char *format, ...)
{
	fprintf(stderr, "panic: %s\n", format);
	abort();
}

static void make_vm(uint32_t i)
{
	struct vm *vm = make(sizeof(*vm), _Alignof(struct vm));

	vm->id = i;
	vm->memory_size = RIG_MEMORY;
	vm->rw = make(PAGE_SIZE, PAGE_SIZE);
	vm->ro = make(PAGE_SIZE, PAGE_SIZE);
	memory[i] = make(RIG_MEMORY - DENALI_IMAGE_BASE, 64);
	writable[i] = false;
	rig_vm[i] = vm;
}

static void end_vm(uint32_t i)
{
	struct vm *vm = rig_vm[i];

	vm->state = VM_DEAD;
	limit_forget(vm);
	while (!disk_end(vm)) {
		uint32_t n = 0;

		while (n < rig_busy && busy[n].vm != i)
			n++;
		require(n < rig_busy, "an end waits for what is under way");
		rig_finish(n, true);
	}
	disk_destroy(vm);
	require(!vm_disks(vm), "its disks are gone");
	options_free(vm);
	free(vm->rw);
	free(vm->ro);
	free(memory[i]);
	free(vm);
}

void rig_renew(uint32_t i)
{
	end_vm(i);
	make_vm(i);
}

void rig_start(uint32_t count)
{
	frame_count = count;
	frames = calloc(count + 1, sizeof(*frames));
	for (uint32_t i = 0; i < RIG_DISKS; i++)
		devices[i] = (struct block_device){ .pages = RIG_PAGES,
						    .flushes = true };
	for (uint32_t i = 0; i < RIG_VMS; i++)
		make_vm(i);
	rig_forbidden = RIG_MEMORY;
	rig_absent = rig_shortage = 0;
	rig_now = 1000000000;
}

void rig_stop(void)
{
	for (uint32_t i = 0; i < RIG_VMS; i++)
		end_vm(i);
	require(!rig_busy, "requests are left");
	require(!frames_out, "frames are missing");
	require(!records_out, "records are missing");
	free(frames);
}

int32_t rig_attach(uint32_t i, struct denali_extents extents)
{
	int32_t error;

	for (uint32_t j = 0; j < DENALI_EXTENTS; j++) {
		struct denali_extent *extent = &extents.extent[j];

		if (extent->first > RIG_PART)
			extent->first %= RIG_PART + 1;
		if (extent->count > RIG_PART - extent->first)
			extent->count %= RIG_PART - extent->first + 1;
		extent->first += i * RIG_PART;
	}
	error = disk_attach(rig_vm[i], &extents);
	if (!error && extents.extent_count &&
	    !(extents.flags & DENALI_DISK_IS_READ_ONLY))
		writable[i] = true;
	return error;
}

bool rig_serve(uint32_t i)
{
	struct vm *vm = rig_vm[i];

	if (!vm_disks(vm))
		return true;
	vm->pending = 0;
	serving = i;
	disk_has_work(vm);
	if (disk_serve(vm) != DISK_BROKEN)
		return true;
	rig_renew(i);
	return false;
}
