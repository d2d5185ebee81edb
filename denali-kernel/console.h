/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Consoles of VMs: between their rings and the VMs' ports.
 */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stdbool.h>
#include <stdint.h>

#include "port.h"

struct vm;

/* Of a new VM. */
void console_init(struct vm *vm);

/* Take what the VM has printed as far as its port has room; if it has not, the
 * VM waits in the port's queue for console_pump().  False: the ring is bad. */
bool console_serve(struct vm *vm);

/* Serve the VMs that wait for room, first come first served. */
void console_serve_waiting(struct port *port);
static inline void console_pump(struct port *port)
{
	if (link_used(&port->waiting))
		console_serve_waiting(port);
}

/* Copy the last that a VM in memory has printed, at most DENALI_CONSOLE_OUT
 * bytes; returns how many. */
uint32_t console_last(const struct vm *vm, uint8_t *to);

/* Off the queue, for a VM that ends; what was kept is lost. */
void console_forget(struct vm *vm);

/* A byte for the VM to read.  False, and it is lost, if more has been sent than
 * may be.  For a VM that is not in memory input is kept, and console_enter puts
 * it into its ring. */
bool console_input(struct vm *vm, uint8_t byte);
void console_input_end(struct vm *vm);
void console_enter(struct vm *vm);

/* Bytes that are kept so. */
uint32_t console_bytes(const struct vm *vm);

#endif
