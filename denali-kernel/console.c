/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Console rings.  They are reached through the kernel's own mapping of the
 * register page, so that they can be emptied after the VM has ended.
 */
#include "console.h"

#include "pool.h"
#include "string.h"
#include "vm.h"

/* Input for a VM that is not in memory: from the index first on, in a ring like
 * its own. */
struct console_input {
	uint32_t first;
	bool end;
	uint8_t ring[DENALI_CONSOLE_IN];
};

static struct pool inputs = { .size = sizeof(struct console_input) };

void console_init(struct vm *vm)
{
	link_init(&vm->console_wait);
}

static void drop_held(struct vm *vm)
{
	if (vm->console.held)
		pool_give(&inputs, vm->console.held);
	vm->console.held = 0;
}

static void leave_queue(struct vm *vm)
{
	link_remove(&vm->console_wait);
}

void console_forget(struct vm *vm)
{
	leave_queue(vm);
	drop_held(vm);
}

/* What living VMs print leaves room for the report of one that ends. */
static uint32_t console_room(const struct vm *vm)
{
	uint32_t room = port_room(vm_port(vm));

	if (vm->state >= VM_DEAD)
		return room;
	return room > PORT_RESERVE ? room - PORT_RESERVE : 0;
}

/* Send up to length bytes from the ring; how many the port took. */
static uint32_t send_output(struct vm *vm, uint32_t length)
{
	uint8_t copy[DENALI_CONSOLE_OUT];
	uint32_t room = console_room(vm);

	if (length > room)
		length = room;
	for (uint32_t i = 0; i < length; i++)
		copy[i] = vm->rw->console.out[(vm->console.out_done + i) %
					      DENALI_CONSOLE_OUT];
	if (!length || !vm_send(vm, DENALI_PORT_CONSOLE, copy, length))
		return 0;
	return length;
}

static void wait_for_room(struct vm *vm)
{
	if (!link_used(&vm->console_wait))
		link_append(&vm_port(vm)->waiting, &vm->console_wait);
}

/* Tell the reader how much input the VM has read.  An index that is not between
 * what was told and what was posted says nothing. */
static void report_input(struct vm *vm)
{
	uint32_t done = READ_ONCE(vm->rw->console.in_done);
	uint32_t told = vm->console.in_told;

	if (done == told || done - told > vm->console.in_posted - told)
		return;
	if (console_room(vm) >= sizeof(done) &&
	    vm_send(vm, DENALI_PORT_TAKEN, &done, sizeof(done)))
		vm->console.in_told = done;
	else
		wait_for_room(vm);
}

bool console_serve(struct vm *vm)
{
	uint32_t posted = READ_ONCE(vm->rw->console.out_posted);
	uint32_t length = posted - vm->console.out_done;

	if (length > DENALI_CONSOLE_OUT)
		return false;
	if (length) {
		vm->console.out_done += send_output(vm, length);
		WRITE_ONCE(vm->rw->console.out_done, vm->console.out_done);
		if (vm->console.out_done != posted)
			wait_for_room(vm);
	}
	report_input(vm);
	return true;
}

void console_serve_waiting(struct port *port)
{
	while (link_used(&port->waiting)) {
		struct vm *vm = LINK_OWNER(port->waiting.next, struct vm,
					   console_wait);
		if (!console_room(vm))
			break;
		leave_queue(vm);
		if (console_serve(vm))
			vm_post(vm, DENALI_EVENT_CONSOLE);
		else
			vm_kill(vm, DENALI_CAUSE_RING, DENALI_DEVICE_CONSOLE);
	}
}

/* Of a VM on its way out the ring may be on the disk already. */
static bool is_in(const struct vm *vm)
{
	return vm->place == VM_IN;
}

/* The kept input of a VM that is not in memory; null if there is no memory for
 * it. */
static struct console_input *hold(struct vm *vm)
{
	struct console_input *held = vm->console.held;

	if (held)
		return held;
	held = pool_take(&inputs);
	if (held)
		held->first = vm->console.in_posted;
	return vm->console.held = held;
}

bool console_input(struct vm *vm, uint8_t byte)
{
	struct console_input *held = is_in(vm) ? 0 : hold(vm);
	uint32_t slot = vm->console.in_posted % DENALI_CONSOLE_IN;

	if (vm->console.in_posted - vm->console.in_told >= DENALI_CONSOLE_IN)
		return false;
	if (is_in(vm)) {
		vm->rw->console.in[slot] = byte;
		WRITE_ONCE(vm->rw->console.in_posted,
			   vm->console.in_posted + 1);
	} else if (held) {
		held->ring[slot] = byte;
	} else {
		return false;
	}
	vm->console.in_posted++;
	vm_post(vm, DENALI_EVENT_CONSOLE);
	return true;
}

void console_input_end(struct vm *vm)
{
	struct console_input *held = is_in(vm) ? 0 : hold(vm);

	if (is_in(vm))
		WRITE_ONCE(vm->rw->console.in_flags, DENALI_CONSOLE_EOF);
	else if (held)
		held->end = true;
	vm_post(vm, DENALI_EVENT_CONSOLE);
}

void console_enter(struct vm *vm)
{
	struct console_input *held = vm->console.held;
	struct denali_console *ring = &vm->rw->console;

	if (!held)
		return;
	for (uint32_t i = held->first; i != vm->console.in_posted; i++)
		ring->in[i % DENALI_CONSOLE_IN] =
			held->ring[i % DENALI_CONSOLE_IN];
	WRITE_ONCE(ring->in_posted, vm->console.in_posted);
	if (held->end)
		WRITE_ONCE(ring->in_flags, DENALI_CONSOLE_EOF);
	drop_held(vm);
}

uint32_t console_bytes(const struct vm *vm)
{
	return vm->console.held ? sizeof(struct console_input) : 0;
}

uint32_t console_last(const struct vm *vm, uint8_t *to)
{
	uint32_t end = vm->console.out_done;
	uint32_t length = end < DENALI_CONSOLE_OUT ? end : DENALI_CONSOLE_OUT;

	if (!vm->rw)
		return 0;

	for (uint32_t i = 0; i < length; i++)
		to[i] = vm->rw->console
				.out[(end - length + i) % DENALI_CONSOLE_OUT];
	return length;
}
