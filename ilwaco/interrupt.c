/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Interruption.
 *
 * A mark on the running thread is noted among the events that are to be acted
 * on, so that the test which every end of a section makes anyhow finds it; the
 * scheduler notes that of a thread it switches to.  An event handler looks at
 * the mark itself, last of all.
 */
#include <ilwaco/interrupt.h>

#include "scheduler.h"

void ilw_thread_interrupt(struct ilw_thread *thread)
{
	ilw_preempt_disable();
	thread->interrupted = true;
	if (thread->queue != NULL) {
		if (thread->interruptible || thread->holds == 0)
			ilw_wait_interrupt(thread);
	} else if (thread == ilw_thread_self()) {
		ilw_interrupt_note();
	}
	ilw_preempt_enable();
}

void ilw_interrupt_act(void)
{
	struct ilw_thread *self = ilw_thread_self();

	if (ilw_preempt.depth != 0) {
		ilw_interrupt_note();
		return;
	}
	while (self->interrupted && self->holds == 0) {
		self->interrupted = false;
		if (ilw_interrupt_action != NULL)
			ilw_interrupt_action();
	}
}
