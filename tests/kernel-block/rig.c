/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "rig.h"

#include <string.h>

#include "clock.h"
#include "device.h"

#define MODERN (VIRTIO_VERSION_1 | VIRTIO_EVENT_INDEX | DISK_SEGMENTS)

struct kind kinds[KINDS] = {
	{ "modern", MODERN, 256, 254, 254, false, 0 },
	{ "no event index", MODERN & ~VIRTIO_EVENT_INDEX, 256, 254, 254, false,
	  3 },
	{ "old", DISK_SEGMENTS, 128, 126, 126, true, 0 },
	{ "says no limit", VIRTIO_VERSION_1, 64, 9, 1, true, 2 },
	{ "says a limit of none", MODERN, 64, 0, 1, false, 0 },
	{ "three pieces", MODERN, 256, 3, 3, true, 3 },
	{ "eight descriptors", MODERN, 8, 6, 6, false, 1 },
	{ "eight, backwards", VIRTIO_EVENT_INDEX, 8, 1, 1, true, 0 },
	{ "four descriptors", MODERN, 4, 2, 2, true, 1 },
	{ "more pieces than descriptors", MODERN, 16, 254, 254, false, 0 }
};

struct block_request requests[REQUESTS];
uint32_t submitted[REQUESTS], reported[REQUESTS];
bool result[REQUESTS];
struct block_request *order[ORDER];
uint32_t total;
uint64_t now = 1000;
uint64_t step;

void ahci_probe(const struct pci_device *pci)
{
	(void)pci;
}

uint64_t clock_ns(void)
{
	return now += step;
}

void done(struct block_request *request, bool ok)
{
	size_t i = (size_t)(request - requests);

	reported[i]++;
	result[i] = ok;
	order[total++ % ORDER] = request;
	cr_assert_eq(reported[i], submitted[i], "nobody has asked for that");
}

bool find_disk(void)
{
	block_init();
	return block_disk(1) && !block_disk(0) && !block_disk(2);
}

void start(const struct kind *kind)
{
	disk.features = kind->features;
	disk.queue_size = kind->queue_size;
	disk.told = kind->told;
	disk.segments = kind->segments;
	disk.backwards = kind->backwards;
	disk.at_once = kind->at_once;
	disk_plug();
	cr_assert(find_disk(), "%s", kind->name);
	cr_assert_eq(block_disk(1)->pages, DISK_PAGES);
	device_want(&device_queues[0]);
	for (uint32_t i = 0; i < sizeof(disk_pages); i++)
		disk_pages[i / PAGE_SIZE][i % PAGE_SIZE] =
			(uint8_t)(i / PAGE_SIZE + i / 7);
}

void submit_at(unsigned i, bool write, uint64_t page, uint16_t count,
	       uint32_t frame, uint32_t stride)
{
	requests[i].done = done;
	requests[i].disk = block_disk(1);
	requests[i].operation = write ? DENALI_DISK_WRITE : DENALI_DISK_READ;
	requests[i].page = page;
	requests[i].count = count;
	for (unsigned k = 0; k < count; k++)
		requests[i].frames[k] = DISK_FIRST_FRAME + frame + k * stride;
	submitted[i]++;
	block_submit(&requests[i]);
}

void settle(void)
{
	bool more;

	do {
		block_tell();
		more = disk_serve();
		more |= block_poll();
	} while (more);
}
