/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Which VM runs, and who pays.  VMs that can run have the processor by turns,
 * in proportion to their weights (runqueue.h); a VM that idles costs nothing
 * until an event or its deadline; one that has used up its cap waits until it
 * may run again, whatever comes for it meanwhile.
 *
 * Every cycle since the first VM could run is billed, to a VM or in struct cpu.
 */
#ifndef SCHED_H
#define SCHED_H

#include <stdbool.h>
#include <stdint.h>

#include "cpu.h"
#include "event.h"

struct bootplan;
struct denali_machine;
struct denali_plan_group;

/* Take over the plan's quantum and its modes, before the first VM is made. */
void sched_init(const struct bootplan *plan);

/* A new VM's share, by the group it belongs to. */
void sched_admit(struct vm *vm, const struct denali_plan_group *group);

/* Another share. */
void sched_tune(struct vm *vm, const struct denali_plan_group *group);

/* A VM that is neither running nor in a list would run: the only way into the
 * run queue. */
void sched_start(struct vm *vm);

/* A VM, running or in the run queue, waits until deadline (ns; TIMER_NEVER: for
 * events only). */
void sched_idle(struct vm *vm, uint64_t deadline);

/* A VM, running or in the run queue, waits for the swap disk or for a frame:
 * until then, at the latest, but whoever it waits for calls sched_start. */
void sched_block(struct vm *vm, uint64_t until);

/* Events have been posted for a VM: if it idles, it is to run again. */
void sched_notify(struct vm *vm);

/* A VM that has options (options.h) does not run before it is resumed, wherever
 * it is.  Neither changes anything that is so already. */
void sched_pause(struct vm *vm);
void sched_resume(struct vm *vm);

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

/* From here on the kernel works for this VM, or for nobody in particular. */
void sched_bill(struct vm *vm);

/* The machine's account so far. */
void sched_machine(struct denali_machine *machine);

/* From here on the VM is billed for the kernel's work, or for its own again. */
void sched_enter(struct vm *vm);
void sched_leave(struct vm *vm);

#endif
