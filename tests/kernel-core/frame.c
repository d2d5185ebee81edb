/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The frame database hands out every usable frame once and no other.
 */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>

#include "frame.h"
#include "machine.h"

#define MIB 0x100000ull
#define LIMIT (0x3000 * MIB >> PAGE_SHIFT)

/* 16 MiB with a hole and reserved parts, and 4 MiB above 4 GiB. */
static const struct memory_range usable[] = {
	{ 0, 0x9fc00 },
	{ 1 * MIB, 8 * MIB + 123 },
	{ 10 * MIB, 128 * MIB },
	{ 4096 * MIB, 4100 * MIB },
};
static const struct memory_range reserved[] = {
	{ 0, 1 * MIB },
	{ 1 * MIB, 2 * MIB },
	{ 3 * MIB, 3 * MIB + 5000 },
	{ 11 * MIB, 12 * MIB },
};

static bool inside(frame_t frame, const struct memory_range *ranges,
		   unsigned count)
{
	phys_t first = frame_phys(frame), end = first + PAGE_SIZE;

	for (unsigned i = 0; i < count; i++)
		if (first < ranges[i].end && end > ranges[i].base)
			return true;
	return false;
}

static void start(void)
{
	machine_init(128 * MIB);
	frame_init(usable, 4, reserved, 4);
}

Test(frame, every_usable_frame_once, .init = start)
{
	uint8_t *seen = calloc(1, LIMIT);
	uint32_t total = frame_total_count(), count = 0;
	frame_t frame;

	while ((frame = frame_alloc()) != FRAME_NONE ||
	       (frame = frame_alloc_low()) != FRAME_NONE) {
		cr_assert_lt(frame, LIMIT);
		cr_assert_not(seen[frame], "frame %x twice", frame);
		seen[frame] = 1;
		cr_assert(inside(frame, usable, 4), "frame %x", frame);
		cr_assert_not(inside(frame, reserved, 4), "frame %x", frame);
		count++;
	}
	cr_assert_eq(count, total);
	cr_assert_eq(frame_free_count(), 0);
	cr_assert_gt(count, (120 * MIB) >> PAGE_SHIFT);
	free(seen);
}

Test(frame, high_frames_go_first_and_low_ones_are_low, .init = start)
{
	frame_t high = frame_alloc(), low = frame_alloc_low();

	cr_assert_geq(frame_phys(high), 4096 * MIB);
	cr_assert(frame_is_low(low));
	for (unsigned i = 1; i < 1024; i++)
		cr_assert_not(frame_is_low(frame_alloc()));
	cr_assert(frame_is_low(frame_alloc()));
}

Test(frame, counted_references, .init = start)
{
	uint32_t before = frame_free_count();
	frame_t frame = frame_alloc();

	frame_get(frame);
	cr_assert_not(frame_put(frame));
	cr_assert_eq(frame_free_count(), before - 1);
	cr_assert(frame_put(frame));
	cr_assert_eq(frame_free_count(), before);
	cr_assert_eq(frame_alloc(), frame, "freed frames are reused first");
}

Test(frame, putting_a_free_frame_is_a_bug, .init = start, .signal = SIGABRT)
{
	frame_t frame = frame_alloc();

	frame_put(frame);
	frame_put(frame);
}

Test(frame, blocks_are_zero_consecutive_and_nobody_elses, .init = start)
{
	uint32_t before = frame_free_count();
	uint8_t *block = frame_alloc_block(100);
	phys_t first = window_phys(block);

	cr_assert_not_null(block);
	cr_assert_eq(frame_free_count(), before - 100);
	for (uint32_t i = 0; i < 100 * PAGE_SIZE; i++)
		cr_assert_eq(block[i], 0);
	for (frame_t frame; (frame = frame_alloc()) != FRAME_NONE;)
		cr_assert(frame_phys(frame) < first ||
			  frame_phys(frame) >= first + 100 * PAGE_SIZE);
	while (frame_alloc_low() != FRAME_NONE)
		;
	cr_assert_null(frame_alloc_block(1));
}

Test(frame, some_low_frames_are_left_to_page_tables, .init = start)
{
	uint32_t count = frame_free_count();

	for (uint32_t i = 0; i < count; i++)
		cr_assert_neq(frame_alloc(), FRAME_NONE);
	cr_assert_eq(frame_alloc(), FRAME_NONE);
	cr_assert_eq(frame_free_count(), 0);
	cr_assert_eq(frame_free_least(), 0);
	cr_assert_gt(frame_free_low(), 0);
	cr_assert_neq(frame_alloc_low(), FRAME_NONE);
}

Test(frame, notes_stay_with_the_frame_and_go_with_it, .init = start)
{
	frame_t frame = frame_alloc();

	cr_assert_eq(frame_stamp(frame), 0);
	cr_assert_not(frame_copied(frame));
	frame_note(frame, FRAME_STAMPS + 5, true);
	frame_get(frame);
	cr_assert_eq(frame_stamp(frame), 5);
	cr_assert(frame_copied(frame));
	cr_assert_not(frame_put(frame));
	frame_note(frame, FRAME_STAMPS - 1, false);
	cr_assert_eq(frame_stamp(frame), FRAME_STAMPS - 1);
	cr_assert_not(frame_copied(frame));
	cr_assert(frame_put(frame));
	cr_assert_eq(frame_alloc(), frame);
	cr_assert_eq(frame_stamp(frame), 0);
}
