/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Which VM runs.  Round-robin among the runnable ones, a quantum each; a VM
 * that idles costs nothing until an event or its deadline.
 */
#ifndef SCHED_H
#define SCHED_H

#include <stdbool.h>
#include <stdint.h>

#include "cpu.h"
#include "event.h"

#define SCHED_QUANTUM 2000000 /* ns */

/* A new VM, made runnable. */
void sched_start(struct vm *vm);

/* The running VM waits until deadline (ns; TIMER_NEVER: for events only). */
void sched_idle(struct vm *vm, uint64_t deadline);

/* An idle VM is to run again. */
void sched_wake(struct vm *vm);

/* A VM is ended: neither run it nor wake it again. */
void sched_remove(struct vm *vm);

/* Leave the kernel: run what is to be run, or wait for something.  Returns to
 * no caller; the kernel's stack is empty again.  Powers the host off when the
 * last VM has ended and been reported. */
_Noreturn void sched_run(void);

/* After a virtual instruction: is the VM still the running one, with no event
 * to be delivered?  What comes by time needs no look then: an interrupt is on
 * its way. */
static inline bool sched_continues(const struct vm *vm)
{
	return vm == cpu.running && !event_due(vm);
}

/* From here on the VM is billed for the kernel's work, or for its own again. */
void sched_enter(struct vm *vm);
void sched_leave(struct vm *vm);

#endif
