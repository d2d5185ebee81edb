/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Requests at random, on each kind of device: each ends once, and has moved
 * what it should.  Those under way touch no page or frame in common, as nothing
 * orders them.
 */
#include <string.h>

#include "rig.h"

static uint64_t state = 1;

static uint32_t draw(uint32_t below)
{
	state = state * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(state >> 33) % below;
}

static uint8_t expected[DISK_PAGES][PAGE_SIZE];
static bool busy_page[DISK_PAGES], busy_frame[DISK_FRAMES];

static bool range_busy(uint32_t page, uint32_t count)
{
	for (uint32_t i = page; i < page + count; i++)
		if (busy_page[i])
			return true;
	return false;
}

static void set_busy(const struct block_request *request, bool busy)
{
	for (unsigned i = 0; i < request->count; i++) {
		busy_page[request->page + i] = busy;
		busy_frame[request->frames[i] - DISK_FIRST_FRAME] = busy;
	}
}

/* Frames that nobody uses, often side by side; false: too few. */
static bool draw_frames(struct block_request *request)
{
	uint32_t at = draw(DISK_FRAMES), k = 0;

	for (unsigned tries = 0; tries < 400 && k < request->count; tries++) {
		at = draw(3) ? (at + 1) % DISK_FRAMES : draw(DISK_FRAMES);
		if (busy_frame[at])
			continue;
		busy_frame[at] = true;
		request->frames[k++] = DISK_FIRST_FRAME + at;
	}
	if (k == request->count)
		return true;
	while (k--)
		busy_frame[request->frames[k] - DISK_FIRST_FRAME] = false;
	return false;
}

static uint8_t *frame_of(const struct block_request *request, unsigned i)
{
	return disk_frames[request->frames[i] - DISK_FIRST_FRAME];
}

static bool must_fail(const struct block_request *request)
{
	for (unsigned i = 0; i < request->count; i++)
		if (disk.bad[request->page + i])
			return true;
	return false;
}

static void done_and_compared(struct block_request *request, bool ok)
{
	done(request, ok);
	cr_assert_eq(ok, !must_fail(request));
	for (unsigned i = 0; i < request->count; i++) {
		uint64_t page = request->page + i;

		if (ok)
			cr_assert_arr_eq(frame_of(request, i), expected[page],
					 PAGE_SIZE);
		else /* some have moved, perhaps */
			memcpy(expected[page], disk_pages[page], PAGE_SIZE);
	}
	set_busy(request, false);
}

static bool submit_any(unsigned i)
{
	struct block_request *request = &requests[i];
	uint32_t count = draw(8) ? 1 + draw(4) : 1 + draw(BLOCK_PAGES_MAX);
	uint32_t page = draw(DISK_PAGES - count + 1);

	if (submitted[i] != reported[i] || range_busy(page, count))
		return false;
	*request = (struct block_request){ .done = done_and_compared,
					   .disk = block_disk(1),
					   .operation = (uint8_t)draw(2),
					   .count = (uint16_t)count,
					   .page = page };
	if (!draw_frames(request))
		return false;
	set_busy(request, true);
	for (unsigned k = 0; k < count; k++) {
		memset(frame_of(request, k), (int)draw(256), PAGE_SIZE);
		if (request->operation == DENALI_DISK_WRITE)
			memcpy(expected[page + k], frame_of(request, k),
			       PAGE_SIZE);
	}
	submitted[i]++;
	block_submit(request);
	return true;
}

FOR_KINDS(nothing_is_lost)
{
	uint32_t count = 0;

	start(kind);
	memcpy(expected, disk_pages, sizeof(expected));
	disk.bad[77] = disk.bad[200] = true;
	while (count < 10000) {
		disk.backwards = draw(2);
		disk.at_once = draw(5);
		count += submit_any(draw(REQUESTS));
		if (!draw(4))
			block_tell();
		if (!draw(3))
			disk_serve();
		if (!draw(3))
			block_poll();
	}
	settle();
	cr_assert_eq(total, 10000, "%s", kind->name);
	for (unsigned i = 0; i < REQUESTS; i++)
		cr_assert_eq(submitted[i], reported[i]);
	cr_assert_arr_eq(disk_pages, expected, sizeof(expected));
}
