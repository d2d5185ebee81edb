/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "disk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device.h"

#define HELD 256

struct disk disk = { .queue_size = 256,
		     .features = VIRTIO_VERSION_1 | VIRTIO_EVENT_INDEX |
				 DISK_SEGMENTS,
		     .told = 254,
		     .segments = 254,
		     .sectors = DISK_PAGES * 8 };
uint8_t disk_pages[DISK_PAGES][PAGE_SIZE];
uint8_t disk_frames[DISK_FRAMES][PAGE_SIZE];
uint32_t disk_requests;
uint32_t disk_pieces;
uint64_t disk_first_page;
uint32_t disk_interrupted;

static struct device_chain held[HELD]; /* taken, not answered */
static unsigned held_count;

struct header {
	uint32_t type, reserved;
	uint64_t sector;
};

static void check(bool right, const char *what)
{
	if (right)
		return;
	fprintf(stderr, "disk: %s\n", what);
	abort();
}

void disk_plug(void)
{
	device_type = VIRTIO_TYPE_BLOCK;
	device_features = disk.features;
	device_queue_sizes[0] = disk.queue_size;
	memcpy(&device_config[0], &disk.sectors, 8);
	memcpy(&device_config[12], &disk.told, 4);
}

/* The memory of frames, by their physical address. */
static uint8_t *frames_at(const uint8_t *data, uint32_t length)
{
	phys_t from = window_phys(data) - frame_phys(DISK_FIRST_FRAME);

	check(from < sizeof(disk_frames), "data is no frame's");
	check(from + length <= sizeof(disk_frames), "data runs over");
	check(from % PAGE_SIZE == 0 && length && length % PAGE_SIZE == 0,
	      "data is not whole frames");
	return disk_frames[0] + from;
}

/* Check a chain's form; the bytes of its data. */
static uint32_t check_chain(const struct device_chain *chain,
			    struct header *header)
{
	unsigned last = chain->count - 1;
	uint32_t length = 0;

	check(last >= 2, "header, data or status is missing");
	check(chain->piece[0].length == sizeof(*header) &&
		      !chain->piece[0].writable,
	      "the header is wrong");
	check(chain->piece[last].length == 1 && chain->piece[last].writable,
	      "the status is wrong");
	memcpy(header, chain->piece[0].data, sizeof(*header));
	check(header->type < 2 && !header->reserved, "no read, no write");
	for (unsigned i = 1; i < last; i++) {
		check(chain->piece[i].writable == !header->type,
		      "data has the wrong direction");
		length += chain->piece[i].length;
	}
	check(last - 1 <= disk.segments, "more pieces than it can take");
	check(header->sector % 8 == 0 && length / 512 <= disk.sectors &&
		      header->sector <= disk.sectors - length / 512,
	      "its end was passed");
	return length;
}

static bool touches_bad(uint64_t page, uint32_t length)
{
	for (uint32_t i = 0; i < length / PAGE_SIZE; i++)
		if (page + i >= DISK_PAGES || disk.bad[page + i])
			return true;
	return false;
}

static void move(const struct device_chain *chain, uint8_t *at, bool write)
{
	for (unsigned i = 1; i + 1 < chain->count; i++) {
		uint32_t length = chain->piece[i].length;
		uint8_t *data = frames_at(chain->piece[i].data, length);

		memcpy(write ? at : data, write ? data : at, length);
		at += length;
	}
}

static void answer(const struct device_chain *chain)
{
	uint8_t *status = chain->piece[chain->count - 1].data;
	struct header header;
	uint32_t length = check_chain(chain, &header);
	uint64_t page = header.sector / 8;
	uint32_t written = 1;

	if (!disk.no_status)
		*status = touches_bad(page, length);
	if (!touches_bad(page, length)) {
		move(chain, disk_pages[page], header.type);
		if (!header.type)
			written += length - disk.fewer;
	}
	if (!device_return(&device_queues[0], chain, written))
		return;
	disk_interrupted++;
	device_interrupt();
}

static void take_all(void)
{
	struct header header;

	while (device_take(&device_queues[0], &held[held_count])) {
		check_chain(&held[held_count], &header);
		disk_pieces = held[held_count].count - 2;
		disk_first_page = header.sector / 8;
		disk_requests++;
		held_count++;
		check(held_count < HELD, "too many requests");
	}
}

uint32_t disk_serve(void)
{
	uint32_t count = 0;

	if (!device_started)
		return 0;
	do
		take_all();
	while (!device_want(&device_queues[0]));
	while (held_count && !disk.silent &&
	       (!disk.at_once || count < disk.at_once)) {
		unsigned i = disk.backwards ? held_count - 1 : 0;
		struct device_chain chain = held[i];

		held_count--;
		memmove(&held[i], &held[i + 1],
			(held_count - i) * sizeof(*held));
		answer(&chain);
		count++;
	}
	return count;
}
