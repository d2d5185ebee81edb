/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What is asked of a disk is done, refused, put off, or forgotten, as the
 * contract says.
 */
#include <string.h>

#include "limit.h"
#include "options.h"
#include "rig.h"

TestSuite(disk, .init = rig_start, .fini = rig_finish);

#define READ DENALI_DISK_READ
#define WRITE DENALI_DISK_WRITE
#define FLUSH DENALI_DISK_FLUSH

static enum disk_result serve(struct vm *vm)
{
	return disk_has_work(vm) ? disk_serve(vm) : DISK_DONE;
}

static struct vm *with_disk(unsigned i, uint32_t first, uint32_t count)
{
	cr_assert_eq(rig_attach(rig_vms[i], 0, 1, first, count), 0);
	return rig_vms[i];
}

Test(disk, what_is_written_is_read)
{
	struct vm *vm = with_disk(0, 100, 50);
	struct denali_disks *ring = &vm->rw->disks;

	memset(rig_at(vm, RIG_AT), 0xa5, 3 * PAGE_SIZE);
	rig_post(vm, WRITE, RIG_AT, 4, 3);
	cr_assert_eq(serve(vm), DISK_DONE);
	cr_assert_eq(ring->taken, 1);
	cr_assert_eq(ring->answered, 0);
	/* It has been copied. */
	memset(rig_at(vm, RIG_AT), 0, 3 * PAGE_SIZE);
	rig_settle();
	cr_assert_eq(rig_answer(vm, 0), DENALI_DISK_OK);
	rig_post(vm, READ, RIG_AT + 4, 4, 3);
	serve(vm);
	cr_assert_eq(rig_at(vm, RIG_AT)[8], 0);
	rig_settle();
	cr_assert_eq(rig_answer(vm, 1), DENALI_DISK_OK);
	cr_assert_eq(ring->answered, 2);
	for (unsigned i = 0; i < 3 * PAGE_SIZE; i++)
		cr_assert_eq(rig_at(vm, RIG_AT + 4)[i], 0xa5);
	cr_assert_eq(rig_at(vm, RIG_AT)[3], 0);
	cr_assert_eq(rig_at(vm, RIG_AT + 4)[3 * PAGE_SIZE], 0);
	cr_assert_eq(rig_blocks[104][0], 0xa5);
	cr_assert_neq(rig_blocks[103][0], 0xa5);
	cr_assert_neq(rig_blocks[107][PAGE_SIZE - 1], 0xa5);
	cr_assert(rig.told);
}

Test(disk, extents)
{
	struct vm *vm = rig_vms[0];

	/* 10 11 12 | 200 | 13 14 | 15 16: the last two lie side by side. */
	cr_assert_eq(rig_attach(vm, 0, 4, 10, 3, 200, 1, 13, 2, 15, 2), 0);
	cr_assert_eq(vm->ro->disk[0].blocks, 8);
	cr_assert_eq(vm->ro->disk[0].flags, DENALI_DISK_PRESENT);
	cr_assert(vm->ro->devices & DENALI_DEVICE_DISK);
	rig_post(vm, READ, RIG_AT, 0, 8);
	serve(vm);
	rig_settle();
	cr_assert_eq(rig_answer(vm, 0), DENALI_DISK_OK);
	for (unsigned i = 0; i < 8; i++) {
		unsigned at[] = { 10, 11, 12, 200, 13, 14, 15, 16 };

		cr_assert_arr_eq(rig_at(vm, RIG_AT + i * PAGE_SIZE),
				 rig_blocks[at[i]], PAGE_SIZE);
	}
	rig_post(vm, WRITE, RIG_AT, 2, 3);
	rig_post(vm, READ, RIG_AT, 7, 1);
	rig_post(vm, READ, RIG_AT, 7, 2);
	rig_post(vm, READ, RIG_AT, 8, 1);
	serve(vm);
	rig_settle();
	cr_assert_eq(rig_answer(vm, 1), DENALI_DISK_OK);
	cr_assert_eq(rig_answer(vm, 2), DENALI_DISK_OK);
	cr_assert_eq(rig_answer(vm, 3), DENALI_DISK_OUTSIDE);
	cr_assert_eq(rig_answer(vm, 4), DENALI_DISK_OUTSIDE);
}

Test(disk, errors)
{
	struct vm *vm = rig_vms[0];
	uint32_t before;

	rig_attach(vm, 0, 2, 10, 3, 200, 3);
	rig.bad[201] = true;
	rig_post(vm, READ, RIG_AT, 0, 4);
	rig_post(vm, READ, RIG_AT, 0, 5);
	rig_post(vm, WRITE, RIG_AT, 4, 1);
	serve(vm);
	before = disk_bytes(vm);
	rig_settle();
	cr_assert_eq(rig_answer(vm, 0), DENALI_DISK_OK);
	cr_assert_eq(rig_answer(vm, 1), DENALI_DISK_FAILED);
	cr_assert_eq(rig_answer(vm, 2), DENALI_DISK_FAILED);
	cr_assert_eq(before - disk_bytes(vm), 10 * PAGE_SIZE);
}

Test(disk, flush)
{
	struct vm *vm = with_disk(0, 0, 10);

	rig_post(vm, FLUSH, 0, 0, 0);
	serve(vm);
	cr_assert_eq(rig.flushes, 1);
	cr_assert_eq(vm->rw->disks.answered, 0);
	rig_settle();
	cr_assert_eq(rig_answer(vm, 0), DENALI_DISK_OK);
	/* What such a device has done is safe. */
	rig_device.flushes = false;
	rig_post(vm, FLUSH, 0, 0, 0);
	serve(vm);
	rig_settle();
	cr_assert_eq(rig_answer(vm, 1), DENALI_DISK_OK);
	cr_assert_eq(rig.flushes, 1);
}

Test(disk, attach_refused)
{
	struct denali_extents e = { 0, 1, 0, 1, { { 0, 1 } } };
	struct vm *vm = rig_vms[0];

	e.slot = DENALI_DISKS;
	cr_expect_eq(disk_attach(vm, &e), DENALI_EINVAL);
	e.slot = 0;
	e.flags = 1;
	cr_expect_eq(disk_attach(vm, &e), DENALI_EINVAL);
	e.flags = 0;
	e.extent_count = DENALI_EXTENTS + 1;
	cr_expect_eq(disk_attach(vm, &e), DENALI_EINVAL);
	for (uint32_t disk = 0; disk < 5; disk += disk ? 3 : 3) {
		e.extent_count = 1;
		e.disk = disk;
		cr_expect_eq(disk_attach(vm, &e), DENALI_ENOENT, "%u", disk);
	}
	e.disk = UINT32_MAX;
	cr_expect_eq(disk_attach(vm, &e), DENALI_ENOENT);
	rig_device.swap = true;
	cr_expect_eq(rig_attach(vm, 0, 1, 0, 1), DENALI_ENOENT);
	rig_device.swap = false;
	cr_expect_eq(rig_attach(vm, 0, 1, 0, 0), DENALI_EINVAL);
	cr_expect_eq(rig_attach(vm, 0, 2, 0, 1, 0, 0), DENALI_EINVAL);
	cr_expect_eq(rig_attach(vm, 0, 1, RIG_BLOCKS, 1), DENALI_EINVAL);
	cr_expect_eq(rig_attach(vm, 0, 1, RIG_BLOCKS - 1, 2), DENALI_EINVAL);
	cr_expect_eq(rig_attach(vm, 0, 1, UINT32_MAX, UINT32_MAX),
		     DENALI_EINVAL);
	cr_expect_null(vm_disks(vm));
	cr_expect_eq(rig_attach(vm, 0, 1, RIG_BLOCKS - 1, 1), 0);
	/* Blocks past 2^32, in all, and of the device. */
	e = (struct denali_extents){
		1, 2, 0, 2, { { 0, UINT32_MAX }, { 5, 1 } }
	};
	cr_expect_eq(disk_attach(vm, &e), DENALI_EINVAL);
	e.extent_count = 1;
	cr_expect_eq(disk_attach(vm, &e), 0);
	cr_expect_eq(vm->ro->disk[1].blocks, UINT32_MAX);
	cr_expect_eq(vm->ro->disk[1].flags,
		     DENALI_DISK_PRESENT | DENALI_DISK_IS_READ_ONLY,
		     "as the device is");
	e.extent_count = 0;
	cr_expect_eq(disk_attach(vm, &e), 0);
	cr_expect_eq(vm->ro->disk[1].flags, 0);
	cr_expect_eq(vm->ro->disk[1].blocks, 0);
}

Test(disk, refused)
{
	struct vm *vm = with_disk(0, 0, 10);

	vm->rw->disks.request[0].disk = 0;
	rig_post(vm, READ, RIG_AT, 10, 1);
	rig_post(vm, READ, RIG_AT, 9, 2);
	rig_post(vm, READ, RIG_AT, UINT32_MAX, 16);
	rig_post(vm, READ, RIG_AT, 0, 1);
	vm->rw->disks.request[3].disk = 1;
	rig_post(vm, READ, RIG_AT, 0, 1);
	vm->rw->disks.request[4].disk = 255;
	cr_assert_eq(serve(vm), DISK_DONE);
	for (unsigned i = 0; i < 3; i++)
		cr_expect_eq(rig_answer(vm, i), DENALI_DISK_OUTSIDE);
	cr_expect_eq(rig_answer(vm, 3), DENALI_DISK_MISSING);
	cr_expect_eq(rig_answer(vm, 4), DENALI_DISK_MISSING);
	cr_assert_eq(rig_attach(vm, DENALI_DISK_IS_READ_ONLY, 1, 0, 10), 0);
	rig_post(vm, WRITE, RIG_AT, 0, 1);
	serve(vm);
	cr_expect_eq(rig_answer(vm, 5), DENALI_DISK_READ_ONLY);
	rig.forbid = RIG_AT + 5 * PAGE_SIZE;
	rig.upto = rig.forbid + 1;
	rig_post(vm, READ, RIG_AT, 0, 6);
	rig_post(vm, READ, RIG_AT, 0, 5);
	serve(vm);
	rig_settle();
	cr_expect_eq(rig_answer(vm, 6), DENALI_DISK_NO_MEMORY);
	cr_expect_eq(rig_answer(vm, 7), DENALI_DISK_OK);
	cr_assert_eq(rig_attach(vm, 0, 1, 0, 10), 0);
	rig_post(vm, WRITE, RIG_AT, 0, 6);
	serve(vm);
	cr_expect_eq(rig_answer(vm, 8), DENALI_DISK_NO_MEMORY);
	cr_assert(vm->pending & DENALI_EVENT_DISK);
}

/* Requests under way are finished by what was so when they were taken. */
Test(disk, changed_under_way)
{
	struct vm *vm = rig_vms[0];

	rig_attach(vm, 0, 2, 10, 2, 20, 2);
	memset(rig_at(vm, RIG_AT), 0xa5, 4 * PAGE_SIZE);
	rig_post(vm, WRITE, RIG_AT, 0, 4);
	serve(vm);
	cr_assert_eq(rig_attach(vm, 0, 0), DENALI_EBUSY);
	cr_assert_eq(rig_attach(vm, 0, 1, 10, 3), DENALI_EBUSY);
	cr_assert_eq(vm->ro->disk[0].blocks, 4);
	cr_assert_eq(rig_attach(vm, 0, 1, 500, 4), 0);
	rig_settle();
	cr_assert_eq(rig_answer(vm, 0), DENALI_DISK_OK);
	cr_assert_eq(rig_blocks[10][0], 0xa5);
	cr_assert_eq(rig_blocks[21][0], 0xa5);
	cr_assert_neq(rig_blocks[500][0], 0xa5);
	cr_assert_neq(rig_blocks[502][0], 0xa5);
	cr_assert_eq(rig_attach(vm, 0, 0), 0);
	rig_post(vm, READ, RIG_AT, 0, 1);
	serve(vm);
	cr_assert_eq(rig_answer(vm, 1), DENALI_DISK_MISSING);
}

/* A page that is on the swap disk: all of it again, once. */
Test(disk, absent_pages)
{
	struct vm *vm = with_disk(0, 0, 100);

	rig_post(vm, WRITE, RIG_AT, 0, 16);
	rig_post(vm, READ, RIG_AT + 0x20000, 50, 16);
	for (unsigned i = 0; i < 5; i++) {
		rig.absent = 1;
		cr_assert_eq(serve(vm), DISK_WAIT);
		cr_assert_eq(vm->rw->disks.taken, 0);
		cr_assert_eq(block_pending, 0);
		cr_assert(disk_has_work(vm));
	}
	cr_assert_eq(serve(vm), DISK_DONE);
	cr_assert_eq(block_pending, 2);
	while (rig.held)
		rig_complete(1);
	for (unsigned i = 0; i < 5; i++) {
		rig.absent = 1;
		cr_assert_eq(serve(vm), DISK_WAIT);
	}
	cr_assert_eq(serve(vm), DISK_DONE);
	cr_assert_eq(vm->rw->disks.answered, 2);
	cr_assert_arr_eq(rig_at(vm, RIG_AT + 0x20000 + 15 * PAGE_SIZE),
			 rig_blocks[65], PAGE_SIZE);
	cr_assert_not(disk_has_work(vm));
}

Test(disk, limits)
{
	struct denali_limits limits = { .disk_requests = 10 };
	struct vm *vm = with_disk(0, 0, 100);

	rig.now += 1000000000;
	cr_assert(disk_limit(vm, &limits));
	for (unsigned i = 0; i < 5; i++)
		rig_post(vm, READ, RIG_AT, 0, 1);
	serve(vm);
	cr_assert_eq(vm->rw->disks.taken, 2, "one saved up, and one");
	cr_assert_eq(limit_holds, 1);
	for (unsigned taken = 2; taken <= 5; taken++) {
		rig_settle();
		cr_assert_eq(vm->rw->disks.taken, taken);
		rig.now += 102000000;
	}
	rig_settle();
	cr_assert_eq(limit_holds, 0);
	/* Bytes: a tenth of a second's worth is eight blocks. */
	limits = (struct denali_limits){ .disk_bytes = 80 * PAGE_SIZE };
	cr_assert(disk_limit(vm, &limits));
	rig.now += 1000000000;
	for (unsigned i = 0; i < 4; i++)
		rig_post(vm, READ, RIG_AT, 0, 8);
	serve(vm);
	cr_assert_eq(vm->rw->disks.taken, 7);
	rig_settle();
	rig.now += 50000000;
	rig_settle();
	cr_assert_eq(vm->rw->disks.taken, 7);
	rig.now += 52000000;
	rig_settle();
	cr_assert_eq(vm->rw->disks.taken, 8);
	cr_assert_eq(vm->rw->disks.answered, 8);
}

Test(disk, ledger)
{
	struct vm *vm = with_disk(0, 0, 100);
	struct denali_ledger ledger = { 0 };

	rig_post(vm, READ, RIG_AT, 0, 16);
	rig_post(vm, WRITE, RIG_AT, 0, 3);
	rig_post(vm, WRITE, RIG_AT, 99, 2);
	rig_post(vm, FLUSH, 0, 0, 0);
	serve(vm);
	rig_settle();
	disk_fill_ledger(vm, &ledger);
	cr_expect_eq(ledger.disk_reads, 1);
	cr_expect_eq(ledger.disk_read_blocks, 16);
	cr_expect_eq(ledger.disk_writes, 2);
	cr_expect_eq(ledger.disk_written_blocks, 5);
	cr_expect_eq(ledger.disk_flushes, 1);
	cr_expect_eq(ledger.disk_errors, 1);
	disk_fill_ledger(rig_vms[1], &ledger);
	cr_expect_eq(disk_bytes(rig_vms[1]), 0);
}

/* Who ends leaves nothing, and is not reported before his last write. */
Test(disk, ends_under_way)
{
	struct vm *vm = with_disk(0, 0, 100);
	bool ended = false;

	memset(rig_at(vm, RIG_AT), 0xa5, 16 * PAGE_SIZE);
	for (unsigned i = 0; i < 2; i++)
		rig_post(vm, READ, RIG_AT, 0, 16);
	for (unsigned i = 0; i < 2; i++)
		rig_post(vm, WRITE, RIG_AT, 50, 16);
	rig_post(vm, READ, RIG_AT, 0, 16);
	serve(vm);
	cr_assert_eq(vm->rw->disks.taken, 4);
	cr_assert_eq(disk_bytes(vm) / PAGE_SIZE, DISK_FRAMES);
	vm->pending = 0;
	vm->state = VM_DEAD;
	for (unsigned i = 0; i < 1000 && !ended; i++) {
		ended = disk_end(vm);
		cr_assert(ended || rig.held);
		rig_complete(1);
	}
	cr_assert(ended);
	cr_assert_eq(block_pending, 0);
}

/* ---- frames ---- */

static void fill(struct vm *vm, uint16_t count)
{
	vm->pending = 0;
	while (vm->rw->disks.posted - vm->rw->disks.answered <
	       DENALI_DISK_SLOTS)
		rig_post(vm, READ, RIG_AT, 0, count);
	cr_assert_eq(serve(vm), DISK_DONE);
}

Test(disk, frames_of_one)
{
	struct vm *vm = with_disk(0, 0, 100);

	fill(vm, 16);
	cr_assert_eq(vm->rw->disks.taken, DISK_FRAMES / 16);
	rig_settle();
	cr_assert_eq(vm->rw->disks.answered, DENALI_DISK_SLOTS);
}

Test(disk, no_memory)
{
	struct vm *vm = with_disk(0, 0, 100);
	static frame_t taken[20000];
	uint32_t count = 0;
	frame_t frame;

	while ((frame = frame_alloc_low()) != FRAME_NONE)
		taken[count++] = frame;
	frame_put(taken[--count]);
	rig_post(vm, READ, RIG_AT, 0, 2);
	rig_post(vm, READ, RIG_AT, 0, 1);
	cr_assert_eq(serve(vm), DISK_DONE);
	rig_settle();
	cr_assert_eq(rig_answer(vm, 0), DENALI_DISK_NO_MEMORY);
	cr_assert_eq(rig_answer(vm, 1), DENALI_DISK_OK);
	while (count)
		frame_put(taken[--count]);
}

/* ---- a machine with few ---- */

TestSuite(few, .init = rig_start_small, .fini = rig_finish);

static uint32_t frames_used(void)
{
	uint32_t frames = 0;

	for (unsigned i = 0; i < RIG_VMS; i++)
		frames += disk_bytes(rig_vms[i]) / PAGE_SIZE;
	return frames;
}

/* One step: the device does a little, and everybody asks for more. */
static void turn(uint16_t count)
{
	rig_complete(1 + rig_draw(20));
	for (unsigned i = 0; i < RIG_VMS; i++)
		fill(rig_vms[i], i ? count : 16);
	cr_assert_leq(frames_used(), RIG_FRAMES_SMALL + 3);
}

/* However small the others' requests are, who asks for much gets it. */
Test(few, everybody_gets_some)
{
	uint32_t before[RIG_VMS];

	for (unsigned i = 0; i < RIG_VMS; i++)
		with_disk(i, 0, 100);
	for (uint16_t count = 1; count <= 16; count++) {
		for (unsigned i = 0; i < RIG_VMS; i++)
			before[i] = rig_vms[i]->rw->disks.answered;
		for (unsigned round = 0; round < 400; round++)
			turn(count);
		for (unsigned i = 0; i < RIG_VMS; i++)
			cr_assert_geq(rig_vms[i]->rw->disks.answered -
					      before[i],
				      10, "%u by %u", i, count);
	}
	rig_settle();
	for (unsigned i = 0; i < RIG_VMS; i++)
		cr_assert_eq(rig_vms[i]->rw->disks.answered,
			     rig_vms[i]->rw->disks.posted);
}

/* Some are never served, and hold all there is: others go on; and those have
 * what they asked for when they come. */
Test(few, some_sleep)
{
	uint32_t before;

	for (unsigned i = 0; i < RIG_VMS; i++) {
		with_disk(i, 0, 100);
		fill(rig_vms[i], 16);
	}
	before = rig_vms[7]->rw->disks.answered;
	for (unsigned round = 0; round < 200; round++) {
		rig_complete(5);
		fill(rig_vms[6], 16);
		fill(rig_vms[7], 16);
		rig.now += 1000000;
	}
	cr_assert_gt(rig_vms[6]->rw->disks.answered, before);
	cr_assert_gt(rig_vms[7]->rw->disks.answered, before + 10);
	for (unsigned i = 0; i < RIG_VMS; i++)
		rig_vms[i]->pending |= DENALI_EVENT_DISK;
	rig_settle();
	for (unsigned i = 0; i < RIG_VMS; i++) {
		cr_assert_eq(rig_vms[i]->rw->disks.answered,
			     rig_vms[i]->rw->disks.posted);
		cr_assert_arr_eq(rig_at(rig_vms[i], RIG_AT + 5 * PAGE_SIZE),
				 rig_blocks[5], PAGE_SIZE);
		for (unsigned k = 0; k < DENALI_DISK_SLOTS; k++)
			cr_assert_eq(rig_vms[i]->rw->disks.answer[k].status,
				     DENALI_DISK_OK);
	}
}
