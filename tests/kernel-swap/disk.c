/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The disk: pages in memory, and requests that it has.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "rig.h"
#include "swap.h"

#define REQUESTS (SWAP_TRANSFERS + 1)

static uint8_t (*pages)[PAGE_SIZE];
static struct block_request *asked[REQUESTS];
static unsigned asked_count, to_finish;

static struct block_device disk;
uint32_t block_pending;

struct block_device *block_disk(uint32_t number)
{
	struct denali_swap_header header = { DENALI_SWAP_MAGIC,
					     DENALI_SWAP_VERSION,
					     rig.disk_pages, 0 };

	if (!rig.disk_pages)
		return NULL;
	cr_assert_eq(number, 1);
	disk.pages = rig.disk_pages;
	pages = calloc(rig.disk_pages, PAGE_SIZE);
	memcpy(pages[0], &header, sizeof(header));
	return &disk;
}

void block_submit(struct block_request *request)
{
	cr_assert(asked_count < REQUESTS);
	cr_assert(request->count >= 1 && request->count <= BLOCK_PAGES_MAX);
	cr_assert(request->page + request->count <= rig.disk_pages,
		  "past the end of the disk");
	for (unsigned i = 0; i < asked_count; i++)
		cr_assert(asked[i] != request, "submitted twice");
	asked[asked_count++] = request;
	block_pending = asked_count;
}

/* Move some of its pages, or all. */
static void move(struct block_request *request, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		void *frame = frame_window(request->frames[i]);

		if (request->operation == DENALI_DISK_WRITE)
			memcpy(pages[request->page + i], frame, PAGE_SIZE);
		else
			memcpy(frame, pages[request->page + i], PAGE_SIZE);
	}
}

static void finish(unsigned n)
{
	struct block_request *request = asked[n];
	struct transfer *transfer = (struct transfer *)(void *)request;
	bool ok = rig_chance(10000) >= rig.fails;

	asked[n] = asked[--asked_count];
	block_pending = asked_count;
	move(request, ok ? request->count : rig_chance(request->count + 1u));
	if (!ok && transfer->vm->state < VM_DEAD)
		rig_failed[transfer->vm->id]++;
	request->done(request, ok);
	if (!ok)
		cr_assert(transfer->vm->state >= VM_DEAD, "it lives on");
}

/* Never told of anything. */
bool block_untold;

bool block_poll_disks(void)
{
	bool any = false;

	while (to_finish && asked_count) {
		to_finish--;
		finish(rig_chance(asked_count));
		any = true;
	}
	to_finish = 0;
	return any;
}

void block_tell_disks(void)
{
}

/* Of the header, which is read before there is anything else. */
bool block_wait(struct block_request *request)
{
	asked_count = block_pending = 0;
	move(request, request->count);
	request->done(request, true);
	return true;
}

void rig_disk(unsigned count)
{
	to_finish = asked_count ? count : 0;
}

unsigned rig_disk_busy(void)
{
	return asked_count;
}

const struct block_request *rig_disk_request(unsigned n)
{
	return asked[n];
}
