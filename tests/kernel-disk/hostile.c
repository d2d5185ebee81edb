/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Rings of disks that change under the kernel's eyes: each word that it has
 * read is spoiled at once, and what it does is what the first value asked for.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "../kernel-net/watch.h"
#include "block.h"
#include "rig.h"

#define DISKS offsetof(struct denali_rw_registers, disks)
#define POSTED (DISKS + offsetof(struct denali_disks, posted))
#define TAKEN (DISKS + offsetof(struct denali_disks, taken))
#define ANSWERED (DISKS + offsetof(struct denali_disks, answered))
#define REQUEST (DISKS + offsetof(struct denali_disks, request))
#define ANSWER (DISKS + offsetof(struct denali_disks, answer))
#define BUFFER (DENALI_IMAGE_BASE + 0x4000)

static uint32_t reads[DENALI_PAGE_SIZE / 4];
static struct denali_disks *ring;

static void start(void)
{
	static const struct denali_extents whole = {
		.disk = 1, .extent_count = 1, .extent = { { 0, RIG_PART } }
	};

	rig_start(1600);
	ring = &rig_vm[0]->rw->disks;
	cr_assert_eq(rig_attach(0, whole), 0);
}

TestSuite(disk_hostile, .init = start, .fini = rig_stop);

static uint32_t *word_at(uint32_t offset)
{
	return (uint32_t *)(void *)((char *)rig_vm[0]->rw + (offset & ~3u));
}

static void spoil(uint32_t offset, bool write)
{
	if (write)
		return;
	reads[offset / 4]++;
	*word_at(offset) = 0xfffffff0;
}

static enum disk_result serve(watch_hook *hook)
{
	enum disk_result result;

	memset(reads, 0, sizeof(reads));
	watch_begin(rig_vm[0]->rw, hook);
	result = disk_serve(rig_vm[0]);
	watch_end();
	return result;
}

static void post(uint8_t operation, uint32_t block, uint16_t count)
{
	ring->request[ring->posted++ % DENALI_DISK_SLOTS] =
		(struct denali_disk_request){ .address = BUFFER,
					      .block = block,
					      .count = count,
					      .operation = operation,
					      .tag = 77 };
}

Test(disk_hostile, everything_is_read_once)
{
	post(DENALI_DISK_WRITE, 5, 2);
	cr_assert_eq(serve(spoil), DISK_DONE);
	cr_assert_eq(rig_busy, 1);
	cr_assert_eq(rig_last->page, 5);
	cr_assert_eq(rig_last->count, 2);
	cr_assert_eq(rig_last->operation, DENALI_DISK_WRITE);
	cr_assert_eq(reads[POSTED / 4], 1);
	for (uint32_t i = 0; i < 4; i++)
		cr_assert_eq(reads[REQUEST / 4 + i], 1, "word %u", i);
	for (uint32_t i = REQUEST / 4 + 4; i < ANSWER / 4; i++)
		cr_assert_eq(reads[i], 0, "a second request");
	cr_assert_eq(ring->taken, 1);
}

Test(disk_hostile, the_answer_is_what_was_asked)
{
	post(DENALI_DISK_READ, 5, 2);
	cr_assert_eq(serve(spoil), DISK_DONE);
	rig_finish(0, true);
	ring->posted = 1;
	cr_assert_eq(serve(spoil), DISK_DONE);
	cr_assert_eq(ring->answered, 1);
	cr_assert_eq(ring->answer[0].tag, 77);
	cr_assert_eq(ring->answer[0].status, DENALI_DISK_OK);
}

/* Each word of each of its kinds, wrong before it is read. */
Test(disk_hostile, a_bad_word_is_refused_or_answered)
{
	static const uint32_t values[] = { 0,          1,          0xffff,
					   0x10000,    0x7fffffff, 0x80000000,
					   0xfffff000, 0xffffffff };

	for (uint32_t word = 0; word < 4; word++)
		for (uint32_t i = 0; i < sizeof(values) / sizeof(*values);
		     i++) {
			post((uint8_t)(i % 3), 5, i % 3 < 2 ? 2 : 0);
			memcpy((char *)ring->request + word * 4, &values[i],
			       sizeof(values[i]));
			serve(spoil);
			rig_renew(0);
			rig_stop();
			start();
		}
}

static void count_only(uint32_t offset, bool write)
{
	if (!write)
		reads[offset / 4]++;
}

Test(disk_hostile, what_the_kernel_wrote_is_not_read_back)
{
	for (uint32_t i = 0; i < 100; i++) {
		post(DENALI_DISK_READ, i % RIG_PART, 1);
		ring->taken = (uint32_t)rand();
		ring->answered = (uint32_t)rand();
		cr_assert_eq(serve(count_only), DISK_DONE);
		cr_assert_eq(reads[TAKEN / 4], 0);
		cr_assert_eq(ring->taken, i + 1);
		rig_finish(0, true);
		cr_assert_eq(serve(count_only), DISK_DONE);
		cr_assert_eq(reads[ANSWERED / 4], 0);
		cr_assert_eq(ring->answered, i + 1);
		for (uint32_t j = ANSWER / 4; j < DENALI_PAGE_SIZE / 4; j++)
			cr_assert_eq(reads[j], 0);
	}
}

static uint32_t noise(void)
{
	return (uint32_t)rand() << 16 ^ (uint32_t)rand();
}

static void maybe_change(uint32_t offset, bool write)
{
	(void)write;
	if (rand() % 4 == 0)
		*word_at(offset) = noise();
	if (rand() % 8 == 0)
		*word_at(REQUEST + 4 * (noise() % 128)) = noise();
}

Test(disk_hostile, noise)
{
	unsigned good = 0;

	srand(3);
	for (unsigned i = 0; i < 500; i++) {
		for (unsigned j = 0; j < 8; j++)
			post((uint8_t)(j % 2), j, 1 + j);
		good += serve(i % 2 ? maybe_change : count_only) == DISK_DONE;
		while (rig_busy)
			rig_finish(noise() % rig_busy, noise() % 8);
		rig_stop();
		start();
	}
	cr_assert_geq(good, 250);
}
