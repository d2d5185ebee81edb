/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * x87 and SSE state of VMs.  The registers belong to one VM at a time; another
 * that touches them traps, and the state is exchanged then.  A VM that never
 * uses them has no state to keep.
 */
#ifndef VECTOR_H
#define VECTOR_H

#include <stdbool.h>
#include <stdint.h>

struct vm;

/* A VM has been switched to: arrange for the trap. */
void vector_switch(const struct vm *vm);

/* The trap: give the registers to the VM.  False if there is no memory. */
bool vector_take(struct vm *vm);

/* The VM has ended. */
void vector_forget(struct vm *vm);

/* Bytes kept for the VM's state. */
uint32_t vector_bytes(const struct vm *vm);

#endif
