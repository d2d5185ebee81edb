/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Turns at the machine's NIC.
 *
 * While the NIC has no room, VMs with frames to send stand in a line.  When
 * there is room for TURN_FRAMES each the first of them are woken; each then has
 * the turn until it is next served, sends no more than that while others wait,
 * and goes to the end of the line if it has more.  So a VM that sends without
 * end leaves the others their share.  A VM that has had no turn for a tenth of
 * a second passes those that have.
 *
 * A VM that cannot run, since it waits for a page or for its cap, has no turn
 * and no place in the line (turn_lose): it comes back when it is next served.
 *
 * Invariant: while anyone waits, somebody has the turn or the device owes a
 * completion.  Every way out of a turn therefore goes through turn_end.
 */
#ifndef TURN_H
#define TURN_H

#include <stdbool.h>
#include <stdint.h>

#include "net.h"
#include "vm.h"

#define TURN_FRAMES NET_ROOM_MIN
#define TURN_LATELY 26 /* time in units of 2^26 ns, which is 67 ms */

/* May the VM, which has sent so many frames since it was last woken or kicked,
 * send one more now? */
bool turn_allows(const struct vm *vm, uint32_t sent);

/* The VM has been served, or has ended.  more: it has frames left, and joins
 * the line, else it leaves it. */
void turn_end(struct vm *vm, bool more);

/* The VM cannot run for now. */
static inline void turn_lose(struct vm *vm)
{
	if (vm->nic.tx_turn)
		turn_end(vm, false);
}

/* The NIC may have room: wake those whose turn it is. */
void turn_advance(void);

#endif
