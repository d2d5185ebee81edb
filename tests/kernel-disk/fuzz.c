/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Fuzzer of the disks' rings.  An input is a list of steps: what VMs post or
 * scribble into their pages, what is attached and limited, what the devices
 * finish and in which order, what is missing.  The rig says what must not
 * follow from it.
 */
#include <string.h>

#include "limit.h"
#include "rig.h"

#define FRAMES 1600 /* 100 for buffers */
#define BUSY_MOST 512

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	const uint8_t *at, *end;
};

static void take(struct input *input, void *to, size_t size)
{
	size_t left = (size_t)(input->end - input->at);
	size_t taken = size < left ? size : left;

	memset(to, 0, size);
	memcpy(to, input->at, taken);
	input->at += taken;
}

static uint8_t byte(struct input *input)
{
	uint8_t value;

	take(input, &value, 1);
	return value;
}

static void scribble(struct input *input, uint32_t i)
{
	uint8_t *page = (uint8_t *)&rig_vm[i]->rw->disks;
	uint16_t offset;

	take(input, &offset, sizeof(offset));
	offset %= sizeof(struct denali_disks) - 16;
	take(input, page + offset, 1 + byte(input) % 16);
}

/* As the fields come, or such that rules are kept. */
static void post(struct input *input, uint32_t i)
{
	struct denali_disks *ring = &rig_vm[i]->rw->disks;
	struct denali_disk_request request;
	uint8_t how = byte(input);

	take(input, &request, sizeof(request));
	if (how & 1) {
		request.operation %= 3;
		request.disk %= 2;
		request.count = (uint16_t)(1 + request.count % 16);
		request.address = DENALI_IMAGE_BASE + request.address % 0x14000;
		request.address &= ~3u;
		request.block %= RIG_PART;
	}
	if (how & 1 && request.operation == DENALI_DISK_FLUSH)
		request.count = 0, request.address = request.block = 0;
	ring->request[ring->posted % DENALI_DISK_SLOTS] = request;
	ring->posted++;
}

static void attach(struct input *input, uint32_t i)
{
	struct denali_extents extents = { 0 };

	extents.slot = byte(input) % (DENALI_DISKS + 1);
	extents.disk = byte(input) % (RIG_DISKS + 2);
	extents.flags = byte(input) % 5;
	extents.extent_count = byte(input) % (DENALI_EXTENTS + 2);
	for (uint32_t j = 0; j < DENALI_EXTENTS; j++) {
		extents.extent[j].first = byte(input) % RIG_PART;
		extents.extent[j].count = byte(input) % RIG_PART;
	}
	rig_attach(i, extents);
}

static void limit(struct input *input, uint32_t i)
{
	struct denali_limits limits = { 0 };

	limits.disk_bytes = byte(input) * 4096u;
	limits.disk_requests = byte(input);
	disk_limit(rig_vm[i], &limits);
}

static void finish(struct input *input)
{
	uint8_t n = byte(input), ok = byte(input);

	if (rig_busy)
		rig_finish(n % rig_busy, ok % 8);
}

static void step(struct input *input)
{
	uint8_t what = byte(input);
	uint32_t i = what % RIG_VMS;

	switch (what / RIG_VMS % 12) {
	case 0:
		scribble(input, i);
		break;
	case 1:
		attach(input, i);
		break;
	case 2:
		limit(input, i);
		break;
	case 3:
		rig_absent = byte(input) % 4;
		break;
	case 4:
		rig_shortage = byte(input) % 32;
		break;
	case 5:
		rig_forbidden = RIG_MEMORY - byte(input) * 0x100u;
		break;
	case 6:
		rig_now += byte(input) * 10000000u;
		limit_poll(rig_now);
		break;
	case 7:
		rig_renew(i);
		break;
	case 8:
		finish(input);
		break;
	case 9:
		rig_vm[i]->rw->disks.seen = rig_vm[i]->rw->disks.answered;
		rig_serve(i);
		break;
	default:
		post(input, i);
	}
	while (rig_busy > BUSY_MOST)
		rig_finish(0, true);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, data + size };

	rig_start(FRAMES);
	while (input.at < input.end)
		step(&input);
	rig_stop();
	return 0;
}
