/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Blocks that notice what is done to them.
 *
 *	padding | struct note | payload | zone
 *
 * The note ends in a guard, the zone is as long; both hold a
 * pattern, so that writing a little before or past the payload is seen when
 * the block is freed, resized, or looked at as the program ends.  A freed
 * payload is filled and its memory kept for a while, so that freeing it again
 * and writing to it are seen too.
 */
#ifndef CHECKED_BLOCK_H
#define CHECKED_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#define GUARD_WORDS 4
#define ZONE 16

struct note {
	uint32_t state; /* STATE_*, mixed with the note's address */
	size_t size;    /* of the payload */
	size_t padding; /* from what the heap gave to the payload */
	const void *allocated_by;
	const void *freed_by;
	struct note *next; /* of the live, or of the freed */
	struct note *previous;
	uint32_t reserved;
	uint32_t guard[GUARD_WORDS];
};
_Static_assert(sizeof(struct note) % 16 == 0, "payloads are aligned to 16");

enum state { STATE_LIVE = 0x6c697665, STATE_FREED = 0x66726565 };

static inline void *ilw_checked_payload(struct note *note)
{
	return note + 1;
}

/* A payload of size bytes whose note is filled in but for the list, and whose
 * zones hold their patterns.  NULL: no room. */
struct note *ilw_checked_make(size_t alignment, size_t size,
			      const void *caller);

/* Fills the payload and says so in the note. */
void ilw_checked_mark_freed(struct note *note, const void *caller);

/* The heap has it again. */
void ilw_checked_drop(struct note *note);

/* The note of a payload; ends the VM with a report if it is not that of a live
 * block, or is damaged.  live: the first of all live blocks. */
struct note *ilw_checked_note(void *payload, struct note *live);

/* Ends the VM with a report if the block is damaged. */
void ilw_checked_live(struct note *note);
void ilw_checked_freed(struct note *note);

/* Says what is wrong with a block, who allocated and who freed it, and
 * crashes. */
_Noreturn void ilw_checked_report(const char *what, const void *address,
				  const struct note *note);

#endif
