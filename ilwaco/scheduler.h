/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The scheduler: which thread runs, and what the VM does when none can.
 * Private to Ilwaco.  All calls with preemption disabled.
 */
#ifndef ILWACO_SCHEDULER_H
#define ILWACO_SCHEDULER_H

#include <stdbool.h>
#include <stdint.h>

#include <ilwaco/preempt.h>
#include <ilwaco/thread.h>

/* Among the events to act on: the running thread was interrupted.  Not one of
 * the kernel's. */
#define ILW_EVENT_INTERRUPTED 0x80000000u

/* Has the thread run in its turn; at once if an event wakes it. */
void ilw_scheduler_ready(struct ilw_thread *thread);

/* Gives the processor away.  Returns when the calling thread, which is in no
 * queue of the scheduler, has been made ready and its turn has come.  Idles
 * meanwhile if no thread can run. */
void ilw_scheduler_block(void);

/* The same, the calling thread being last in the queue. */
void ilw_scheduler_yield(void);

/* Never returns: the heap block that holds the calling thread is freed from the
 * next thread's stack.  The main thread has none. */
_Noreturn void ilw_scheduler_retire(struct ilw_thread *self);

/* What every thread does when its turn has come. */
void ilw_scheduler_arrive(void);

/* Takes a thread out of the queue it waits in: it was interrupted. */
void ilw_wait_interrupt(struct ilw_thread *thread);

/* Has the running thread's mark acted on when preemption is next enabled. */
static inline void ilw_interrupt_note(void)
{
	ilw_preempt_note(ILW_EVENT_INTERRUPTED);
}

/* Brings the timer register up to date with the nearest deadline. */
void ilw_scheduler_rearm(void);

/* The assembly's: acts on all events that have come, and says whether another
 * thread is to run now; makes it run. */
bool ilw_event_act(void);
void ilw_thread_preempt(void);

/* Switches stacks (switch.S). */
void ilw_switch(void **save, void *load);

#endif
