/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Rings that break the rules, and rings that change under the kernel's eyes.
 * The stand-in for guest memory ends the test if an address is used that was
 * not checked.
 */
#include <stddef.h>
#include <string.h>

#include "rig.h"
#include "watch.h"

#define RING offsetof(struct denali_rw_registers, disks)
#define POSTED (RING + offsetof(struct denali_disks, posted))
#define TAKEN (RING + offsetof(struct denali_disks, taken))
#define ANSWERED (RING + offsetof(struct denali_disks, answered))
#define REQUESTS (RING + offsetof(struct denali_disks, request))
#define ANSWERS (RING + offsetof(struct denali_disks, answer))

static struct vm *vm;
static uint32_t reads[PAGE_SIZE / 4], writes[PAGE_SIZE / 4];

static void start(void)
{
	rig_start();
	vm = rig_vms[0];
	cr_assert_eq(rig_attach(vm, 0, 2, 100, 50, 300, 50), 0);
}

TestSuite(hostile, .init = start, .fini = rig_finish);

#define EVERY 0xffffffffu

static const struct wrong {
	struct denali_disk_request request;
	bool broken;
} wrongs[] = { { { RIG_AT, 0, 16, 0, 0, 0 }, false },
	       { { RIG_AT, 0, 17, 0, 0, 0 }, true },
	       { { RIG_AT, 0, 0xffff, 0, 0, 0 }, true },
	       { { RIG_AT, 0, 0, 0, 0, 0 }, true },
	       { { RIG_AT, 0, 0, 0, 1, 0 }, true },
	       { { RIG_AT, 0, 1, 0, 3, 0 }, true },
	       { { RIG_AT, 0, 1, 0, 255, 0 }, true },
	       { { RIG_AT, 0, 0, 0, 3, 0 }, true },
	       { { RIG_AT, 0, 1, 0, 2, 0 }, true },
	       { { RIG_AT, 0, 0, 0, 2, 0 }, true },
	       { { 0, 1, 0, 0, 2, 0 }, true },
	       { { 0, EVERY, 0, 0, 2, 0 }, true },
	       { { 0, 0, 0, 0, 2, 0 }, false },
	       { { 0, 0, 0, 255, 2, 0 }, false },
	       { { 0, 0, 1, 0, 0, 0 }, true },
	       { { RIG_AT + 1, 0, 1, 0, 0, 0 }, true },
	       { { RIG_AT + 2, 0, 1, 0, 1, 0 }, true },
	       { { RIG_AT + 4, 0, 1, 0, 1, 0 }, false },
	       { { DENALI_IMAGE_BASE - 4, 0, 1, 0, 0, 0 }, true },
	       { { DENALI_IMAGE_BASE, 0, 1, 0, 0, 0 }, false },
	       { { RIG_MEMORY - PAGE_SIZE, 0, 1, 0, 1, 0 }, false },
	       { { RIG_MEMORY - PAGE_SIZE + 4, 0, 1, 0, 1, 0 }, true },
	       { { RIG_MEMORY - 15 * PAGE_SIZE, 0, 16, 0, 1, 0 }, true },
	       { { RIG_MEMORY, 0, 1, 0, 0, 0 }, true },
	       { { DENALI_KERNEL_BASE, 0, 1, 0, 0, 0 }, true },
	       { { 0xfffffffc, 0, 16, 0, 0, 0 }, true },
	       { { RIG_AT, EVERY, 16, 255, 0, EVERY }, false },
	       /* The rules of the ring come before what disks there are. */
	       { { 0, 0, 1, 7, 0, 0 }, true },
	       { { RIG_AT, 100, 17, 0, 1, 0 }, true } };

Test(hostile, every_field)
{
	struct denali_disks *ring = &vm->rw->disks;

	for (unsigned i = 0; i < sizeof(wrongs) / sizeof(*wrongs); i++) {
		const struct wrong *wrong = &wrongs[i];
		uint32_t before = ring->answered;
		enum disk_result result;

		ring->request[ring->posted++ % DENALI_DISK_SLOTS] =
			wrong->request;
		result = disk_serve(vm);
		cr_assert_eq(result, wrong->broken ? DISK_BROKEN : DISK_DONE,
			     "%u", i);
		if (wrong->broken)
			ring->posted--;
		vm->pending = DENALI_EVENT_DISK;
		rig_settle();
		cr_assert_eq(ring->answered, before + !wrong->broken, "%u", i);
	}
}

Test(hostile, indices)
{
	static const uint32_t far[] = { 33,         34,         1000,
					0x7fffffff, 0x80000000, EVERY };
	struct denali_disks *ring = &vm->rw->disks;

	/* Also where they wrap, after all those answers. */
	for (unsigned i = 0; i < 70; i++) {
		rig_post(vm, DENALI_DISK_READ, RIG_AT, 0, 1);
		cr_assert_eq(disk_serve(vm), DISK_DONE);
		for (unsigned k = 0; k < sizeof(far) / sizeof(*far); k++) {
			uint32_t posted = ring->posted;

			/* One request is under way. */
			ring->posted = ring->answered + far[k];
			cr_assert(disk_has_work(vm));
			cr_assert_eq(disk_serve(vm), DISK_BROKEN, "%x", far[k]);
			ring->posted = posted;
		}
		rig_settle();
	}
}

/* More than there are answers for: nothing of it is done. */
Test(hostile, more_than_answers)
{
	for (unsigned i = 0; i < 20; i++)
		rig_post(vm, DENALI_DISK_FLUSH, 0, 0, 0);
	cr_assert_eq(disk_serve(vm), DISK_DONE);
	cr_assert_eq(vm->rw->disks.taken, 20);
	for (unsigned i = 0; i < 12; i++)
		rig_post(vm, DENALI_DISK_FLUSH, 0, 0, 0);
	cr_assert_eq(disk_serve(vm), DISK_DONE);
	rig_post(vm, DENALI_DISK_FLUSH, 0, 0, 0);
	cr_assert_eq(disk_serve(vm), DISK_BROKEN);
	vm->rw->disks.posted--;
}

/* ---- what changes ---- */

static uint32_t *word_at(uint32_t offset)
{
	return (uint32_t *)(void *)((char *)vm->rw + (offset & ~3u));
}

static void count(uint32_t offset, bool write)
{
	cr_assert_eq(offset % 4, 0);
	(write ? writes : reads)[offset / 4]++;
}

/* Once touched, a word becomes the worst it could be. */
static void spoil(uint32_t offset, bool write)
{
	count(offset, write);
	*word_at(offset) = offset == POSTED ? *word_at(offset) + 0x70000000 :
					      0xfffffff1;
}

static uint64_t seed = 1;

static void scramble(uint32_t offset, bool write)
{
	count(offset, write);
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	*word_at(offset) = (uint32_t)(seed >> 32);
}

static enum disk_result serve(watch_hook *hook)
{
	enum disk_result result;

	memset(reads, 0, sizeof(reads));
	memset(writes, 0, sizeof(writes));
	watch_begin(vm->rw, hook);
	result = disk_serve(vm);
	watch_end();
	return result;
}

Test(hostile, everything_is_read_once)
{
	memset(rig_at(vm, RIG_AT), 0xa5, 3 * PAGE_SIZE);
	rig_post(vm, DENALI_DISK_WRITE, RIG_AT, 49, 2);
	rig_post(vm, DENALI_DISK_READ, RIG_AT + 0x10000, 7, 3);
	cr_assert_eq(serve(spoil), DISK_DONE);
	cr_assert_eq(block_pending, 2);
	cr_assert_eq(reads[POSTED / 4], 1);
	cr_assert_eq(reads[TAKEN / 4] + reads[ANSWERED / 4], 0);
	for (unsigned i = 0; i < 8; i++)
		cr_assert_eq(reads[REQUESTS / 4 + i], 1, "word %u", i);
	for (unsigned i = 8; i < PAGE_SIZE / 4 - REQUESTS / 4; i++)
		cr_assert_eq(reads[REQUESTS / 4 + i], 0);
	vm->rw->disks.posted = 2;
	while (rig.held)
		rig_complete(1);
	cr_assert_eq(serve(spoil), DISK_DONE);
	for (unsigned i = 0; i < 4; i++) {
		cr_assert_eq(writes[ANSWERS / 4 + i], 1);
		cr_assert_eq(reads[ANSWERS / 4 + i], 0);
	}
	cr_assert_eq(rig_blocks[149][0], 0xa5);
	cr_assert_eq(rig_blocks[300][PAGE_SIZE - 1], 0xa5);
	cr_assert_arr_eq(rig_at(vm, RIG_AT + 0x10000), rig_blocks[107],
			 3 * PAGE_SIZE);
	cr_assert_eq(rig_at(vm, RIG_AT + 0x10000 + 3 * PAGE_SIZE)[0], 0);
	vm->rw->disks.posted = 2;
}

/* Whatever it becomes, no address is used that was not checked, no block that
 * is another's is touched, and what was begun is finished. */
Test(hostile, anything)
{
	static uint8_t before[RIG_BLOCKS][PAGE_SIZE];
	uint32_t broken = 0, answered = 0;

	memcpy(before, rig_blocks, sizeof(before));
	for (unsigned round = 0; round < 3000; round++) {
		struct denali_disks *ring = &vm->rw->disks;

		/* What the kernel would have had it be. */
		ring->posted = answered;
		for (unsigned i = 0; i < 5; i++)
			rig_post(vm, (uint8_t)rig_draw(3), RIG_AT,
				 rig_draw(100), (uint16_t)rig_draw(18));
		broken += serve(rig_draw(4) ? scramble : spoil) == DISK_BROKEN;
		while (rig.held)
			rig_complete(1);
		ring->posted = answered;
		serve(scramble);
		disk_end(vm);
		disk_destroy(vm);
		cr_assert_eq(rig_attach(vm, 0, 2, 100, 50, 300, 50), 0);
		answered = 0;
	}
	cr_assert_gt(broken, 1000);
	for (unsigned i = 0; i < RIG_BLOCKS; i++)
		if (!(i >= 100 && i < 150) && !(i >= 300 && i < 350))
			cr_assert_arr_eq(before[i], rig_blocks[i], PAGE_SIZE,
					 "block %u", i);
}
