/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Delivery of events to a VM that is about to run (see struct
 * denali_rw_registers for what it sees).
 */
#ifndef EVENT_H
#define EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "vm.h"

/* Move the VM's posted events, and its timer's if it is due, to its pending
 * register and enter its handler if it is to be entered.  Returns the timer
 * register's deadline. */
uint64_t event_deliver(struct vm *vm, uint64_t now);

/* Post the timer's event if it is due; the register's deadline, TIMER_NEVER if
 * it is off now. */
uint64_t event_timer(struct vm *vm, uint64_t now);

/* Events that wait, in the struct or in the register. */
uint32_t event_waiting(const struct vm *vm);

/* Has the VM something new to be shown, or a handler to be entered? */
static inline bool event_due(const struct vm *vm)
{
	return vm->pending ||
	       (READ_ONCE(vm->rw->enabled) && READ_ONCE(vm->rw->pending));
}

/* The registers a VM would go on with.  What a virtual instruction destroys is
 * unspecified while one is under way. */
void event_context(const struct vm *vm, struct denali_context *to);

#endif
