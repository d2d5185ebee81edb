/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The preemption lock: what makes a few lines atomic in a VM.
 *
 * A VM has one virtual processor, so that a section which no event may
 * interrupt needs no atomic instruction and no trap: it needs only that the
 * event handler leaves the running thread alone.  While the depth is not zero
 * the handler notes which events came, and nothing else happens; the enable
 * that brings the depth back to zero catches up.
 *
 * Rules.  Sections are short and bounded, and do not block, except by ilw_wait,
 * which is made for it.  They nest.  Event functions (event.h) and wake-ups
 * run at depth one, always.
 */
#ifndef ILWACO_PREEMPT_H
#define ILWACO_PREEMPT_H

#include <stdint.h>

/* One per VM.  Shared with the event handler, in assembly: two words. */
struct ilw_preempt {
	volatile uint32_t depth;  /* 0: events act at once */
	volatile uint32_t events; /* came while depth was not 0 */
};

extern struct ilw_preempt ilw_preempt;

/* Acts on the events that came meanwhile; may switch to another thread. */
void ilw_preempt_catch_up(void);

/* Notes events.  One instruction, since the event handler, which may come at
 * any time, does the same. */
static inline void ilw_preempt_note(uint32_t events)
{
	__atomic_fetch_or(&ilw_preempt.events, events, __ATOMIC_RELAXED);
}

/* Nothing interrupts the calling thread from here on.  Nests. */
static inline void ilw_preempt_disable(void)
{
	ilw_preempt.depth = ilw_preempt.depth + 1;
	__asm__ volatile("" ::: "memory");
}

/* Takes back one ilw_preempt_disable; the last one catches up, and so may
 * switch to another thread. */
static inline void ilw_preempt_enable(void)
{
	uint32_t depth = ilw_preempt.depth - 1;

	__asm__ volatile("" ::: "memory");
	ilw_preempt.depth = depth;
	if (depth == 0 && ilw_preempt.events != 0)
		ilw_preempt_catch_up();
}

#endif
