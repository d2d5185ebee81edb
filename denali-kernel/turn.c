/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The line of VMs that wait for the machine's NIC.
 */
#include "turn.h"

#include "clock.h"
#include "net.h"
#include "vm.h"

/* In two parts: those who have not had a turn lately go first. */
static struct link fresh = { &fresh, &fresh };
static struct link waiting = { &waiting, &waiting };
static uint32_t turns; /* VMs that have the turn */

static bool lately(const struct nic_port *port)
{
	return (uint8_t)((clock_ns() >> TURN_LATELY) - port->tx_time) < 2;
}

/* Who has waited for long is like one who comes after long. */
static void refresh(void)
{
	while (link_used(&waiting) &&
	       !lately(&LINK_OWNER(waiting.next, struct vm, nic.waiting)
				->nic)) {
		struct link *first = waiting.next;

		link_remove(first);
		link_append(&fresh, first);
	}
}

static struct link *line(void)
{
	return link_used(&fresh) ? &fresh : &waiting;
}

bool turn_allows(const struct vm *vm, uint32_t sent)
{
	if (!net_present())
		return true;
	if (link_used(line()) && (!vm->nic.tx_turn || sent >= TURN_FRAMES))
		return false;
	return net_room() > 0;
}

/* A VM that cannot run now would keep the room from others: it is served when
 * it does. */
static void give_turn(struct vm *vm)
{
	link_remove(&vm->nic.waiting);
	vm_post(vm, DENALI_EVENT_NIC);
	if (vm->state != VM_RUNNABLE)
		return;
	vm->nic.tx_turn = true;
	turns++;
}

void turn_advance(void)
{
	refresh();
	do {
		while (link_used(line()) &&
		       (turns + 1) * TURN_FRAMES <= net_room())
			give_turn(LINK_OWNER(line()->next, struct vm,
					     nic.waiting));
		if (!link_used(line()) || turns)
			return;
	} while (!net_await_room());
}

void turn_end(struct vm *vm, bool more)
{
	struct nic_port *port = &vm->nic;

	if (port->tx_turn) {
		port->tx_turn = false;
		port->tx_time = (uint8_t)(clock_ns() >> TURN_LATELY);
		turns--;
	}
	if (!more)
		link_remove(&port->waiting);
	else if (!link_used(&port->waiting))
		link_append(lately(port) ? &waiting : &fresh, &port->waiting);
	turn_advance();
}
