/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Finding a disk, waiting for it, and what is none, lies or breaks the rules.
 */
#include <signal.h>

#include "device.h"
#include "rig.h"

Test(block, wait_for_an_answer)
{
	disk_plug();
	cr_assert(find_disk());
	/* The device is not behind its queue but beside it. */
	step = 300000000;
	submit_at(0, false, 0, 1, 0, 1);
	block_tell();
	disk_serve();
	cr_assert(block_wait(&requests[0]));
	cr_assert(reported[0] == 1 && result[0]);
	cr_assert(block_wait(&requests[0]), "it is done already");
	submit_at(1, false, DISK_PAGES, 1, 0, 1);
	cr_assert(block_wait(&requests[1]));
	cr_assert(!result[1]);
}

Test(block, wait_in_vain)
{
	disk.silent = true;
	disk.queue_size = 8;
	disk_plug();
	cr_assert(find_disk());
	step = 1000000;
	for (unsigned i = 0; i < 10; i++)
		submit_at(i, false, i, 1, i, 1);
	cr_assert(!block_wait(&requests[3]));
	cr_assert(now > 1000000000 && now < 1100000000, "a second");
	cr_assert_eq(device_notified[0], 1);
	cr_assert(!device_started, "it must not write any more");
	cr_assert_eq(block_disk(1)->pages, 0);
	cr_assert(!block_poll());
	cr_assert_eq(total, 0);
	/* From now on there is no disk. */
	submit_at(20, false, 0, 1, 0, 1);
	block_tell();
	cr_assert(block_poll());
	cr_assert(reported[20] == 1 && !result[20]);
	cr_assert_eq(device_notified[0], 1);
}

Test(block, no_device)
{
	block_init();
	cr_assert_null(block_disk(0));
	cr_assert_null(block_disk(1));
	cr_assert_null(block_disk(UINT32_MAX));
	cr_assert(!block_poll());
	block_tell();
}

static void refused(void)
{
	disk_plug();
	cr_assert(!find_disk());
	cr_assert(!device_started);
}

Test(block, read_only)
{
	disk.features |= DISK_READ_ONLY;
	disk_plug();
	cr_assert(find_disk());
	cr_assert(block_disk(1)->read_only);
	submit_at(0, true, 0, 1, 0, 1);
	submit_at(1, false, 0, 1, 1, 1);
	settle();
	cr_assert(reported[0] == 1 && !result[0]);
	cr_assert(reported[1] == 1 && result[1]);
	cr_assert_eq(disk_requests, 1);
}

Test(block, queue_too_small)
{
	disk.queue_size = 2;
	refused();
}

Test(block, no_room_for_a_page)
{
	disk.sectors = 7;
	refused();
}

Test(block, no_room_at_all)
{
	disk.sectors = 0;
	refused();
}

Test(block, odd_capacity)
{
	disk.sectors = 8 * 100 + 7;
	disk_plug();
	cr_assert(find_disk());
	cr_assert_eq(block_disk(1)->pages, 100);
	submit_at(0, false, 99, 1, 0, 1);
	submit_at(1, false, 100, 1, 1, 1);
	settle();
	cr_assert(result[0] && reported[0] == 1);
	cr_assert(!result[1] && reported[1] == 1);
}

Test(block, huge_capacity)
{
	uint64_t last = UINT64_MAX / 8 - 1;

	disk.sectors = UINT64_MAX;
	disk_plug();
	cr_assert(find_disk());
	cr_assert_eq(block_disk(1)->pages, last + 1);
	submit_at(0, true, last, 1, 0, 1);
	settle();
	cr_assert_eq(disk_first_page, last);
	cr_assert(!result[0] && reported[0] == 1, "it lied");
	submit_at(1, true, last, 2, 0, 1);
	settle();
	cr_assert_eq(disk_requests, 1);
	cr_assert(!result[1] && reported[1] == 1);
}

/* ---- what the kernel does not survive ---- */

Test(block, returns_what_it_was_not_given, .signal = SIGABRT)
{
	struct device_chain chain = { .head = 200 };

	start(&kinds[0]);
	submit_at(0, false, 0, 1, 0, 1);
	device_return(&device_queues[0], &chain, 0);
	block_poll();
}

Test(block, request_of_nothing, .signal = SIGABRT)
{
	start(&kinds[0]);
	submit_at(0, false, 0, 0, 0, 1);
}

Test(block, request_too_long, .signal = SIGABRT)
{
	start(&kinds[0]);
	requests[0].disk = block_disk(1);
	requests[0].count = BLOCK_PAGES_MAX + 1;
	block_submit(&requests[0]);
}
