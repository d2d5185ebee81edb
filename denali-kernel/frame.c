/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Frame database.  A word for each frame up to the highest: its reference
 * count and what the pager notes, or, while it is free, the next free frame
 * with FREE set.  Frames that were never handed out have no entry yet: a cursor
 * walks the usable ranges, so that starting costs nothing per frame.
 */
#include "frame.h"

#include "log.h"
#include "string.h"

#define FREE 0x80000000u
#define RANGES 80

/* Of the word of a frame that is in use. */
#define REFERENCES 0xffffu
#define STAMP_SHIFT 16
#define COPIED 0x40000000u
_Static_assert((FRAME_STAMPS - 1) << STAMP_SHIFT < COPIED, "bits of a word");

/* Low frames that page tables alone may have: one for so many. */
#define RESERVE_SHARE 64

enum zone { ZONE_LOW, ZONE_HIGH, ZONES };

struct range {
	frame_t next, end;
};

static uint32_t *database;
static frame_t frame_limit;
static struct {
	struct range range[RANGES];
	unsigned count, cursor;
	frame_t free_list;
	uint32_t free_count;
} zones[ZONES];
static uint32_t total, least; /* frames: all, and free at the worst */
static uint32_t low_reserve;

#define LOW_FRAMES (WINDOW_SIZE >> PAGE_SHIFT)

static void add_zone_range(enum zone zone, frame_t first, frame_t end)
{
	if (first >= end)
		return;
	if (zones[zone].count == RANGES) {
		log_line("memory map too fragmented: %u KiB unused",
			 (end - first) * 4);
		return;
	}
	zones[zone].range[zones[zone].count].next = first;
	zones[zone].range[zones[zone].count++].end = end;
	zones[zone].free_count += end - first;
	total += end - first;
}

static void add_range(frame_t first, frame_t end)
{
	if (first == 0)
		first = 1; /* FRAME_NONE is nobody's */
	if (end > frame_limit)
		end = frame_limit;
	add_zone_range(ZONE_LOW, first, end < LOW_FRAMES ? end : LOW_FRAMES);
	add_zone_range(ZONE_HIGH, first > LOW_FRAMES ? first : LOW_FRAMES, end);
}

static frame_t round_up(phys_t address)
{
	return (frame_t)((address + PAGE_SIZE - 1) >> PAGE_SHIFT);
}

/* The first reserved range that ends after base. */
static const struct memory_range *
next_reserved(const struct memory_range *reserved, unsigned count, phys_t base)
{
	const struct memory_range *next = 0;

	for (unsigned i = 0; i < count; i++)
		if (reserved[i].end > base &&
		    (!next || reserved[i].base < next->base))
			next = &reserved[i];
	return next;
}

static void add_usable(struct memory_range usable,
		       const struct memory_range *reserved, unsigned count)
{
	phys_t base = usable.base;

	while (base < usable.end) {
		const struct memory_range *r = next_reserved(reserved, count,
							     base);
		phys_t end = r && r->base < usable.end ? r->base : usable.end;

		if (end > base)
			add_range(round_up(base), (frame_t)(end >> PAGE_SHIFT));
		if (!r || r->base >= usable.end)
			break;
		base = r->end;
	}
}

/* A hole for the database in low memory: after everything reserved there. */
static phys_t place_database(const struct memory_range *usable, unsigned count,
			     const struct memory_range *reserved,
			     unsigned reserved_count, phys_t bytes)
{
	phys_t after = 0;

	for (unsigned i = 0; i < reserved_count; i++)
		if (reserved[i].base < WINDOW_SIZE && reserved[i].end > after)
			after = reserved[i].end;
	after = frame_phys(round_up(after));
	for (unsigned i = 0; i < count; i++) {
		phys_t base = frame_phys(round_up(usable[i].base));
		phys_t start = base > after ? base : after;
		if (start + bytes <= usable[i].end &&
		    start + bytes <= WINDOW_SIZE)
			return start;
	}
	panic("no room for %u KiB of frame database below 768 MiB",
	      (uint32_t)(bytes / 1024));
}

void frame_init(const struct memory_range *usable, unsigned usable_count,
		const struct memory_range *reserved, unsigned reserved_count)
{
	struct memory_range all[RANGES];
	phys_t top = 0;

	for (unsigned i = 0; i < usable_count; i++)
		if (usable[i].end > top)
			top = usable[i].end;
	frame_limit = (frame_t)(top >> PAGE_SHIFT);
	phys_t bytes = (phys_t)frame_limit * sizeof(*database);
	phys_t place = place_database(usable, usable_count, reserved,
				      reserved_count, bytes);
	database = window_at(place);
	ensure(reserved_count < RANGES);
	memcpy(all, reserved, reserved_count * sizeof(*all));
	all[reserved_count].base = place;
	all[reserved_count].end = place + bytes;
	for (unsigned i = 0; i < usable_count; i++)
		add_usable(usable[i], all, reserved_count + 1);
	low_reserve = zones[ZONE_LOW].free_count / RESERVE_SHARE;
	least = frame_free_count();
}

static void count_taken(enum zone zone, uint32_t frames)
{
	zones[zone].free_count -= frames;
	if (frame_free_count() < least)
		least = frame_free_count();
}

static frame_t take_fresh(enum zone zone)
{
	while (zones[zone].cursor < zones[zone].count) {
		struct range *r = &zones[zone].range[zones[zone].cursor];
		if (r->next < r->end)
			return r->next++;
		zones[zone].cursor++;
	}
	return FRAME_NONE;
}

static frame_t take(enum zone zone)
{
	frame_t frame = zones[zone].free_list;

	if (frame != FRAME_NONE)
		zones[zone].free_list = database[frame] & ~FREE;
	else
		frame = take_fresh(zone);
	if (frame == FRAME_NONE)
		return FRAME_NONE;
	count_taken(zone, 1);
	database[frame] = 1;
	return frame;
}

frame_t frame_alloc_low(void)
{
	return take(ZONE_LOW);
}

frame_t frame_alloc(void)
{
	frame_t frame = take(ZONE_HIGH);

	if (frame != FRAME_NONE || zones[ZONE_LOW].free_count <= low_reserve)
		return frame;
	return take(ZONE_LOW);
}

void *frame_alloc_block(uint32_t count)
{
	for (unsigned i = zones[ZONE_LOW].cursor; i < zones[ZONE_LOW].count;
	     i++) {
		struct range *r = &zones[ZONE_LOW].range[i];
		if (r->end - r->next < count)
			continue;
		r->end -= count;
		count_taken(ZONE_LOW, count);
		for (uint32_t k = 0; k < count; k++)
			database[r->end + k] = 1;
		return memset(frame_window(r->end), 0, count * PAGE_SIZE);
	}
	return 0;
}

void frame_get(frame_t frame)
{
	ensure(frame < frame_limit && !(database[frame] & FREE) &&
	       (database[frame] & REFERENCES) < REFERENCES);
	database[frame]++;
}

void frame_note(frame_t frame, uint32_t stamp, bool copied)
{
	database[frame] &= REFERENCES;
	database[frame] |= (stamp % FRAME_STAMPS) << STAMP_SHIFT;
	if (copied)
		database[frame] |= COPIED;
}

uint32_t frame_stamp(frame_t frame)
{
	return database[frame] >> STAMP_SHIFT & (FRAME_STAMPS - 1);
}

bool frame_copied(frame_t frame)
{
	return database[frame] & COPIED;
}

bool frame_put(frame_t frame)
{
	enum zone zone = frame_is_low(frame) ? ZONE_LOW : ZONE_HIGH;

	ensure(frame < frame_limit && !(database[frame] & FREE));
	if (--database[frame] & REFERENCES)
		return false;
	database[frame] = FREE | zones[zone].free_list;
	zones[zone].free_list = frame;
	zones[zone].free_count++;
	return true;
}

uint32_t frame_free_count(void)
{
	uint32_t low = zones[ZONE_LOW].free_count;

	return zones[ZONE_HIGH].free_count +
	       (low > low_reserve ? low - low_reserve : 0);
}

uint32_t frame_free_low(void)
{
	return zones[ZONE_LOW].free_count;
}

uint32_t frame_free_least(void)
{
	return least;
}

uint32_t frame_total_count(void)
{
	return total;
}
