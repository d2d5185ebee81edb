/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Run queue: who is next, by the share of the processor each VM has had.
 *
 * A VM's pass is its virtual time: the time it has had, divided by its weight.
 * The VM with the lowest pass is next, so that the passes of busy VMs advance
 * together, and each gets time in proportion to its weight.  The queue's own
 * virtual time goes on with what each of them could have had, and is never
 * before the pass of a VM taken from it.
 *
 * A VM that waited for something is behind, and so comes before the busy ones;
 * but by no more than the queue's time less a turn of its own, so that having
 * waited for long gives it a turn, not the machine.  Who has had more than its
 * share stays where it is, whether it waits or not.
 *
 * The queue is a ring of lists, each for VMs of nearly the same pass, first in
 * first out, with a bit for each list that may have members.  Each operation
 * takes the same few instructions however many VMs there are.
 *
 * A cap is kept by capped_until: each cycle that the VM runs puts it off by
 * 1 / cap cycles, and before that time the VM is not to run.  It trails the
 * clock by what earns one turn at most: a VM that ran less than its cap allows
 * may run that much more.
 */
#ifndef RUNQUEUE_H
#define RUNQUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "vm.h"

/* Times are in TSC cycles.  A turn that is shorter than this is not told from
 * one that is not: the kernel itself may well take as long. */
#define RUNQUEUE_TURN_MIN 1000000

/* An empty queue, for turns that are meant to last so long at most. */
void runqueue_init(uint64_t turn);

/* Give a new VM its weight (0: the default), its cap in thousandths of a
 * processor (0: none), and the pass of a VM that has had its share. */
void runqueue_admit(struct vm *vm, uint32_t weight, uint32_t cap);

/* A VM that is not in the queue has run for so long, until now. */
void runqueue_charge(struct vm *vm, uint64_t cycles, uint64_t now);

/* Put a VM in that is in no list, and take it out again; a VM that was moved
 * to another list meanwhile is taken out of that. */
void runqueue_insert(struct vm *vm);
void runqueue_remove(struct vm *vm);

/* Take the VM out that is next; null: the queue is empty. */
struct vm *runqueue_take(void);

#endif
