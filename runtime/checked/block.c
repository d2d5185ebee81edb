/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The blocks of the checking heap.
 */
#include <stdbool.h>
#include <string.h>

#include <denali/layout.h>
#include <ilwaco/heap.h>
#include <ilwaco/registers.h>

#include "block.h"

#define PATTERN 0xfb    /* guards and zones */
#define UNWRITTEN 0xcd  /* payloads that nobody has written to */
#define GIVEN_BACK 0xdd /* payloads that were freed */

static uint32_t mixed(enum state state, const struct note *note)
{
	return (uint32_t)state ^ (uint32_t)(uintptr_t)note;
}

static bool is_filled(const void *from, size_t length, uint8_t with)
{
	const uint8_t *bytes = from;

	for (size_t i = 0; i < length; i++)
		if (bytes[i] != with)
			return false;
	return true;
}

static void *base_of(struct note *note)
{
	return (char *)ilw_checked_payload(note) - note->padding;
}

static char *zone_of(struct note *note)
{
	return (char *)ilw_checked_payload(note) + note->size;
}

struct note *ilw_checked_make(size_t alignment, size_t size, const void *caller)
{
	size_t padding = sizeof(struct note), whole;
	struct note *note;
	char *base;

	if (alignment < ILW_HEAP_ALIGN)
		alignment = ILW_HEAP_ALIGN;
	padding = (padding + alignment - 1) & ~(alignment - 1);
	if (__builtin_add_overflow(size, padding + ZONE, &whole))
		return NULL;
	base = ilw_heap_allocate_aligned(alignment, whole);
	if (base == NULL)
		return NULL;
	note = (struct note *)(void *)(base + padding) - 1;
	*note = (struct note){
		.state = mixed(STATE_LIVE, note),
		.size = size,
		.padding = padding,
		.allocated_by = caller,
	};
	memset(note->guard, PATTERN, sizeof note->guard);
	memset(ilw_checked_payload(note), UNWRITTEN, size);
	memset(zone_of(note), PATTERN, ZONE);
	return note;
}

void ilw_checked_mark_freed(struct note *note, const void *caller)
{
	note->state = mixed(STATE_FREED, note);
	note->freed_by = caller;
	memset(ilw_checked_payload(note), GIVEN_BACK, note->size);
}

void ilw_checked_drop(struct note *note)
{
	note->state = 0;
	ilw_heap_free(base_of(note));
}

void ilw_checked_live(struct note *note)
{
	if (!is_filled(note->guard, sizeof note->guard, PATTERN))
		ilw_checked_report("written to before its start",
				   ilw_checked_payload(note), note);
	if (!is_filled(zone_of(note), ZONE, PATTERN))
		ilw_checked_report("written to past its end",
				   ilw_checked_payload(note), note);
}

void ilw_checked_freed(struct note *note)
{
	if (note->state != mixed(STATE_FREED, note))
		ilw_checked_report("overwritten after it was freed",
				   ilw_checked_payload(note), NULL);
	if (!is_filled(ilw_checked_payload(note), note->size, GIVEN_BACK))
		ilw_checked_report("written to after it was freed",
				   ilw_checked_payload(note), note);
	ilw_checked_live(note);
}

/* Whether there can be a note at all before this address. */
static bool is_in_heap(const char *payload)
{
	const volatile struct denali_ro_registers *registers = ilw_registers();
	uintptr_t address = (uintptr_t)payload;

	return address >= registers->image_end + sizeof(struct note) &&
	       address < registers->memory_size &&
	       address % ILW_HEAP_ALIGN == 0;
}

/* The live block that an address lies in, as far as the list is sound. */
static struct note *find(const char *address, struct note *live)
{
	for (; live != NULL && live->state == mixed(STATE_LIVE, live);
	     live = live->next)
		if (address >= (char *)live && address <= zone_of(live))
			return live;
	return NULL;
}

struct note *ilw_checked_note(void *payload, struct note *live)
{
	struct note *note = (struct note *)payload - 1;
	struct note *around;

	if (is_in_heap(payload) && note->state == mixed(STATE_LIVE, note)) {
		ilw_checked_live(note);
		return note;
	}
	if (is_in_heap(payload) && note->state == mixed(STATE_FREED, note))
		ilw_checked_report("freed twice", payload, note);
	around = find(payload, live);
	ilw_checked_report(around != NULL ?
				   "freed by an address that is not its start" :
				   "freed, but was never allocated",
			   payload, around);
}
