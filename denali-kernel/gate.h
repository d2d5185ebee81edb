/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The gatekeeper: which VMs are in memory.  The scheduler sees no others.
 *
 * A VM that would run and is not in memory waits at the entrance, first come
 * first served, until there are frames for what it left with.  Where frames
 * are short others leave: first of all the VM that has rested longest; VMs that
 * take more than their share of memory are made to do with less (pager.h); if
 * all that is in memory is in use, a runnable VM is sent out for a while.  A VM
 * leaves by one run of writes, with the pages it has used since it entered, and
 * comes back by one run of reads.
 *
 * Without a swap disk nobody leaves: a VM that needs a frame that is not there
 * ends, and a host whose VMs all wait for ever says so and stops.
 */
#ifndef GATE_H
#define GATE_H

#include <stdbool.h>
#include <stdint.h>

#include "block.h"
#include "space.h"

struct bootplan;
struct denali_machine;
struct vm;

void gate_init(void);

/* A VM would run and is not in memory: it is let in when its turn comes, and
 * then handed to sched_start. */
void gate_queue(struct vm *vm);

/* A VM in memory has come to rest; until it is taken out of the list (its run
 * link) it may leave. */
void gate_rest(struct vm *vm);

/* The running VM needs a frame, or a transfer, and there is none.  SPACE_WAIT:
 * it runs again when there is; SPACE_NO_MEMORY: there never will be. */
enum space_result gate_starve(struct vm *vm);

/* Should the VM wait for frames although there are some?  It has more than its
 * share, and frames are short. */
bool gate_holds_back(const struct vm *vm);

/* A VM that was in memory is freed. */
void gate_gone(void);

/* There is a swap disk, or somebody waits at the entrance. */
extern bool gate_active;
bool gate_work(void);

/* Poll the disks; let in, send out, as far as can be done now.  True: there is
 * more to do. */
static inline bool gate_poll(void)
{
	return gate_active ? gate_work() : block_poll();
}

/* Nothing can run, and nothing is under way: end VMs that wait for what will
 * not come.  True: it did. */
bool gate_give_up(void);

void gate_fill(struct denali_machine *machine);

#endif
