/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Interruption of threads: having a thread do something else for a while,
 * wherever it is.  It is what signals and cancellation are made of.
 *
 * A thread that is interrupted calls ilw_interrupt_action(), on its own stack,
 * with preemption enabled: at once if it runs, before anything else when it is
 * next switched to, out of its sleep if it waits (wait.h).  What is live in its
 * registers is safe, the x87 and SSE ones included.  The action may block, and
 * need not return.
 *
 * Held.  Between ilw_interrupt_hold and ilw_interrupt_allow the calling thread
 * may be marked but does not act; allow catches up.  That is for sections in
 * which foreign code must not run though others may: with a lock held that the
 * action might want, with something on a list that would be lost if the action
 * did not come back.  They nest.  Sleeps within are ended only if they are
 * meant to be (ilw_wait_interruptible).
 *
 * A program that interrupts no thread has no action, and pays one test for each
 * switch.
 */
#ifndef ILWACO_INTERRUPT_H
#define ILWACO_INTERRUPT_H

#include "preempt.h"
#include "thread.h"

/* Defined by whoever interrupts threads.  Several interruptions may come to
 * one call. */
void ilw_interrupt_action(void) __attribute__((weak));

/* Marks the thread, and ends its sleep if that may be ended.  From anywhere,
 * event functions and deadlines included. */
void ilw_thread_interrupt(struct ilw_thread *thread);

/* Marks the calling thread, which acts on that not at once but by the time it
 * blocks, or some section or event handler has come to its end. */
static inline void ilw_interrupt_mark(void)
{
	ilw_thread_self()->interrupted = true;
}

/* Acts on the calling thread's mark, if it has one and may. */
void ilw_interrupt_act(void);

/* From here on the calling thread does not act.  Nests. */
static inline void ilw_interrupt_hold(void)
{
	struct ilw_thread *self = ilw_thread_self();

	self->holds = self->holds + 1;
	__asm__ volatile("" ::: "memory");
}

/* Takes back one ilw_interrupt_hold; the last one catches up. */
static inline void ilw_interrupt_allow(void)
{
	struct ilw_thread *self = ilw_thread_self();

	__asm__ volatile("" ::: "memory");
	self->holds = self->holds - 1;
	if (self->interrupted)
		ilw_interrupt_act();
}

#endif
