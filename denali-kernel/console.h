/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Consoles of VMs: between their rings and the host port.
 */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stdbool.h>
#include <stdint.h>

#include "link.h"

struct vm;

/* Of a new VM. */
void console_init(struct vm *vm);

/* Take what the VM has printed as far as the host port has room; if it has not,
 * the VM waits in a queue for console_pump().  False: the ring is bad. */
bool console_serve(struct vm *vm);

/* Serve the VMs that wait for room, first come first served. */
extern struct link console_waiting;
void console_serve_waiting(void);
static inline void console_pump(void)
{
	if (link_used(&console_waiting))
		console_serve_waiting();
}

/* Copy the last that a VM in memory has printed, at most DENALI_CONSOLE_OUT
 * bytes; returns how many. */
uint32_t console_last(const struct vm *vm, uint8_t *to);

/* Off the queue, for a VM that ends; what was kept is lost. */
void console_forget(struct vm *vm);

/* A byte from the host; lost if it has sent more than it may.  For a VM that is
 * not in memory input is kept, and console_enter puts it into its ring. */
void console_input(struct vm *vm, uint8_t byte);
void console_input_end(struct vm *vm);
void console_enter(struct vm *vm);

/* Bytes that are kept so. */
uint32_t console_bytes(const struct vm *vm);

#endif
