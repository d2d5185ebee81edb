/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Paging of VMs that are in memory: page by page, or by runs of neighbours, as
 * WSClock has it.  Whole VMs are the gate's (gate.h).
 *
 * A page is in a VM's working set if the VM has used it within the last
 * WINDOW of its own processor time.  The processor's accessed bits tell, when
 * the hand passes.
 */
#ifndef PAGER_H
#define PAGER_H

#include <stdbool.h>
#include <stdint.h>

#include "space.h"
#include "swap.h"

struct vm;

/* The VM's own time, in the unit of frame_note. */
uint32_t pager_stamp(const struct vm *vm);

/* The running VM needs a page that is on the swap disk: have it read, with
 * those after it that are there too.  SPACE_WAIT or SPACE_NO_MEMORY. */
enum space_result pager_fetch(struct vm *vm, uint32_t page);

enum pager_rule {
	PAGER_OLD,    /* outside the working set */
	PAGER_UNUSED, /* not used since the hand last passed, or it came in */
	PAGER_ALL
};

/* Is it a page of the VM's own that the rule lets go? */
bool pager_may_go(const struct vm *vm, uint64_t entry, enum pager_rule rule);

/* Move the hand on through a VM that has no transfer, up to the first pages
 * that may go, and have them go.  Bounded: what it has come to is told. */
enum pager_found { PAGER_PAGES, PAGER_NONE_YET, PAGER_END_OF_VM };
enum pager_found pager_trim(struct vm *vm, enum pager_rule rule);

/* Have pages of the transfer's VM go, from transfer->address, which may, on to
 * the first that may not, a block at most; the address is advanced.  False: the
 * disk had copies of all, and nothing is under way. */
bool pager_evict(struct transfer *transfer, enum pager_rule rule);

/* Free the frames of an eviction that is done. */
void pager_drop(struct transfer *transfer);

#endif
