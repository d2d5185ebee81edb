/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A VM's way out of memory and back, as a whole.
 *
 * Out: pages that it has not used since it came in go to their own places on
 * the swap disk; then page directories, page tables and all other pages, in
 * the order in which a walk meets them, to the VM's room for pages that move
 * together.  Back: those are read again in that order, so that each finds the
 * table that leads to it already in place.  Pages at their own places come
 * back when they are touched.
 */
#ifndef RESIDENCE_H
#define RESIDENCE_H

#include <stdbool.h>
#include <stdint.h>

struct vm;

/* Start either; false if that cannot be now.  The VM is in no list.  Once it is
 * in, sched_start is called; once it is out, and would run, gate_queue. */
bool residence_enter(struct vm *vm);
bool residence_leave(struct vm *vm);

/* Pages come back one by one (DENALI_PLAN_SCATTERED). */
void residence_scatter(void);

/* Do what needs no disk.  True: there is more to do. */
bool residence_poll(void);

/* Frames that VMs on their way in have yet to take, and that those on their way
 * out will give back. */
uint32_t residence_promised(void);
uint32_t residence_leaving(void);
/* Of the first, VMs that wait for a frame: their transfers do nothing. */
unsigned residence_stalled(void);
struct vm *residence_first_stalled(void); /* null: there is none */

#endif
