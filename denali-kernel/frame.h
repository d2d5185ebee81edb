/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Frame database: who has which 4 KiB page of the machine's memory.
 *
 * Frames below WINDOW_SIZE ("low") are always mapped at their window address;
 * those above ("high") are reached through a guest's own mapping or a temporary
 * map (paging.h).  The kernel's own records come from low frames, guests'
 * memory from high frames first.
 *
 * Frames are reference-counted: a frame shared by many VMs, or in flight to a
 * device, is freed when the last holder lets go.
 *
 * Errors: FRAME_NONE (allocation) is an ordinary event that every caller
 * handles.  Putting a frame that is free is a kernel bug and panics.
 */
#ifndef FRAME_H
#define FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memory.h"

typedef uint64_t phys_t;
typedef uint32_t frame_t; /* physical address / PAGE_SIZE */

#define FRAME_NONE 0u

struct memory_range {
	phys_t base, end; /* bytes */
};

/* Take over the machine's memory: usable ranges less the reserved ones (kernel,
 * modules, the database itself). */
void frame_init(const struct memory_range *usable, unsigned usable_count,
		const struct memory_range *reserved, unsigned reserved_count);

/* One frame with a reference count of 1, contents undefined; FRAME_NONE if
 * there is none.  frame_alloc prefers high frames and leaves some low ones to
 * frame_alloc_low, which takes low ones only. */
frame_t frame_alloc(void);
frame_t frame_alloc_low(void);

/* count consecutive low frames, zeroed, for device rings and tables; a null
 * pointer if there are none.  Meant for start-up; never freed. */
void *frame_alloc_block(uint32_t count);

/* What the pager notes of a frame that a VM owns: when the page was last seen
 * in use, in the VM's own time, modulo FRAME_STAMPS, and whether the swap disk
 * has a copy that was good when the frame was last clean. */
#define FRAME_STAMPS 0x4000u
void frame_note(frame_t frame, uint32_t stamp, bool copied);
uint32_t frame_stamp(frame_t frame);
bool frame_copied(frame_t frame);

void frame_get(frame_t frame);
/* Drops a reference; true if that freed the frame.  Both are for frames that
 * were allocated here: an image's module and device memory have no count. */
bool frame_put(frame_t frame);

/* Frames that frame_alloc, and frame_alloc_low, could hand out. */
uint32_t frame_free_count(void);
uint32_t frame_free_low(void);
uint32_t frame_free_least(void); /* the first at its worst so far */
uint32_t frame_total_count(void);

static inline phys_t frame_phys(frame_t frame)
{
	return (phys_t)frame << PAGE_SHIFT;
}

static inline bool frame_is_low(frame_t frame)
{
	return frame < WINDOW_SIZE >> PAGE_SHIFT;
}

/* Low physical address <-> kernel address. */
static inline void *window_at(phys_t phys)
{
	return (void *)(WINDOW_BASE + (uintptr_t)phys);
}

static inline void *frame_window(frame_t frame)
{
	return window_at(frame_phys(frame));
}

static inline phys_t window_phys(const void *pointer)
{
	return (uintptr_t)pointer - WINDOW_BASE;
}

#endif
