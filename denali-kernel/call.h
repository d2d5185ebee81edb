/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#ifndef CALL_H
#define CALL_H

struct vm;

/* Carry out the virtual instruction in the VM's frame (<denali/calls.h>), which
 * came by the software interrupt.  The VM may be idle or dead afterwards.
 * Those that come by sysenter go from entry.S to call_from_guest. */
void call_by_interrupt(struct vm *vm);

#endif
