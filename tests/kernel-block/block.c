/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The disk's driver against a stand-in device, for each kind of device there
 * is.
 */
#include <string.h>

#include "device.h"
#include "rig.h"

FOR_KINDS(data_lands)
{
	start(kind);
	submit_at(0, false, 5, 64, 0, 2); /* no two adjacent */
	settle();
	cr_assert_eq(reported[0], 1, "%s", kind->name);
	cr_assert(result[0]);
	for (unsigned i = 0; i < 64; i++)
		cr_assert_arr_eq(disk_frames[2 * i], disk_pages[5 + i],
				 PAGE_SIZE);
	for (unsigned i = 0; i < PAGE_SIZE; i++)
		cr_assert_eq(disk_frames[1][i], 0, "a frame beside them");
	memset(disk_frames, 0xa5, sizeof(disk_frames));
	submit_at(0, true, DISK_PAGES - 64, 64, 255, -3u);
	submit_at(1, true, 9, 1, 0, 0);
	settle();
	cr_assert(reported[0] == 2 && result[0]);
	cr_assert(reported[1] == 1 && result[1]);
	cr_assert_arr_eq(disk_pages[DISK_PAGES - 64], disk_frames[0],
			 64 * PAGE_SIZE);
	cr_assert_arr_eq(disk_pages[9], disk_frames[0], PAGE_SIZE);
	cr_assert_neq(disk_pages[8][0], 0xa5);
	cr_assert_neq(disk_pages[10][0], 0xa5);
	cr_assert_neq(disk_pages[DISK_PAGES - 65][0], 0xa5);
}

FOR_KINDS(those_that_wait)
{
	/* None in parts: another would overtake those. */
	unsigned most = kind->segments < 5 ? kind->segments : 5;

	start(kind);
	disk.backwards = false;
	for (unsigned i = 0; i < 64; i++)
		submit_at(i, i & 1, i, (uint16_t)(1 + i % most), 3 * i, 2);
	cr_assert_eq(device_notified[0], 0);
	block_tell();
	block_tell();
	cr_assert_eq(device_notified[0], 1, "once for all");
	settle();
	cr_assert_eq(total, 64);
	for (unsigned i = 0; i < 64; i++)
		cr_assert_eq(order[i], &requests[i], "%s: %u", kind->name, i);
}

Test(block, adjacent_frames_are_one_piece)
{
	start(&kinds[0]);
	submit_at(0, true, 0, 64, 7, 1);
	settle();
	cr_assert(result[0]);
	cr_assert_eq(disk_requests, 1);
	cr_assert_eq(disk_pieces, 1);
	submit_at(0, false, 0, 64, 100, -1u);
	settle();
	cr_assert(result[0]);
	cr_assert_eq(disk_requests, 2);
	cr_assert_eq(disk_pieces, 64, "they come in the other order");
	cr_assert_eq(device_notified[0], 2);
}

Test(block, parts)
{
	start(&kinds[5]);
	submit_at(0, false, 10, 7, 0, 2); /* 3 and 3 and 1 */
	settle();
	cr_assert(reported[0] == 1 && result[0]);
	cr_assert_eq(disk_requests, 3);
	cr_assert_eq(disk_pieces, 1);
	cr_assert_eq(disk_first_page, 16);
	/* Once one fails, the others are not asked for. */
	disk.bad[14] = true;
	submit_at(0, false, 10, 7, 0, 2);
	settle();
	cr_assert(reported[0] == 2 && !result[0]);
	cr_assert_eq(disk_requests, 5);
}

/* Where there is room for one alone, what was begun is finished first. */
Test(block, parts_go_on_first)
{
	start(&kinds[8]);
	for (unsigned i = 0; i < 10; i++)
		submit_at(i, i & 1, 5 * i, i % 2 ? 1 : 5, 10 * i, 2);
	settle();
	cr_assert_eq(total, 10);
	cr_assert_eq(disk_requests, 20);
	for (unsigned i = 0; i < 10; i++)
		cr_assert_eq(order[i], &requests[i], "%u", i);
}

FOR_KINDS(errors)
{
	start(kind);
	disk.bad[20] = true;
	submit_at(0, false, 10, 10, 0, 2);
	submit_at(1, false, 20, 1, 40, 1);
	submit_at(2, true, 11, 10, 50, 2);
	submit_at(3, false, 21, 64, 90, 2);
	settle();
	cr_assert_eq(total, 4, "%s", kind->name);
	cr_assert(result[0] && !result[1] && !result[2] && result[3]);
	/* It is forgotten. */
	disk.bad[20] = false;
	submit_at(2, true, 11, 10, 50, 2);
	settle();
	cr_assert(reported[2] == 2 && result[2]);
}

FOR_KINDS(short_answers)
{
	start(kind);
	disk.fewer = PAGE_SIZE;
	submit_at(0, false, 0, 8, 0, 2);
	submit_at(1, true, 20, 8, 60, 2);
	settle();
	cr_assert_eq(total, 2);
	cr_assert(!result[0], "%s", kind->name);
	cr_assert(result[1], "there is nothing to fill");
	disk.fewer = 2;
	submit_at(0, false, 0, 1, 0, 2);
	settle();
	cr_assert(!result[0]);
}

Test(block, no_status)
{
	start(&kinds[0]);
	disk.no_status = true;
	submit_at(0, true, 0, 1, 0, 1);
	settle();
	cr_assert(reported[0] == 1 && !result[0]);
}

/* Some count the status, and some do not. */
Test(block, status_not_counted)
{
	start(&kinds[2]);
	disk.fewer = 1;
	submit_at(0, false, 0, 8, 0, 2);
	settle();
	cr_assert(result[0]);
}

Test(block, past_the_end)
{
	static const struct {
		uint64_t page;
		uint16_t count;
	} wrong[] = { { DISK_PAGES, 1 },       { DISK_PAGES - 1, 2 },
		      { DISK_PAGES - 63, 64 }, { UINT64_MAX, 1 },
		      { UINT64_MAX - 10, 64 }, { 1ull << 61, 1 } };
	unsigned count = sizeof(wrong) / sizeof(*wrong);

	start(&kinds[0]);
	for (unsigned i = 0; i < count; i++)
		submit_at(i, i & 1, wrong[i].page, wrong[i].count, 0, 1);
	submit_at(20, false, DISK_PAGES - 1, 1, 0, 1);
	cr_assert_eq(total, 0, "not before the poll");
	cr_assert(block_poll());
	cr_assert_eq(total, count);
	cr_assert(!block_poll());
	settle();
	cr_assert_eq(total, count + 1);
	cr_assert(result[20]);
	cr_assert_eq(disk_requests, 1);
	for (unsigned i = 0; i < count; i++)
		cr_assert(reported[i] == 1 && !result[i], "%u", i);
}

static void again(struct block_request *request, bool ok)
{
	(void)ok;
	total++;
	block_submit(request);
}

Test(block, done_submits_again)
{
	start(&kinds[0]);
	submit_at(0, false, DISK_PAGES, 1, 0, 1);
	submit_at(1, false, DISK_PAGES, 1, 0, 1);
	requests[0].done = requests[1].done = again;
	for (unsigned i = 1; i <= 10; i++) {
		cr_assert(block_poll());
		cr_assert_eq(total, 2 * i, "each once a poll");
	}
	requests[0].done = requests[1].done = done;
	block_poll();
	submit_at(2, false, 3, 2, 0, 1);
	requests[2].done = again;
	for (unsigned i = 0; i < 100; i++) {
		block_tell();
		disk_serve();
		cr_assert(block_poll());
	}
	cr_assert_eq(total, 122);
}

FOR_KINDS(interrupts)
{
	start(kind);
	disk.at_once = 1;
	for (unsigned i = 0; i < 40; i++)
		submit_at(i, false, i, 1, i, 1);
	block_tell();
	/* However one waits, there is one that ends it. */
	for (unsigned i = 0; i < 40; i++) {
		cr_assert_eq(disk_serve(), 1);
		cr_assert_eq(disk_interrupted, i + 1, "%s: %u", kind->name, i);
		cr_assert_eq(total, i, "the handler reports nothing");
		cr_assert(block_poll());
		cr_assert(!block_poll());
		block_tell();
	}
	cr_assert_eq(device_interrupts_taken, 40);
}

Test(block, one_interrupt_for_many)
{
	start(&kinds[0]);
	for (unsigned i = 0; i < 40; i++)
		submit_at(i, false, i, 1, i, 1);
	block_tell();
	cr_assert_eq(disk_serve(), 40);
	cr_assert_eq(disk_interrupted, 1);
	block_poll();
	cr_assert_eq(total, 40);
}
