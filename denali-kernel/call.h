/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#ifndef CALL_H
#define CALL_H

struct vm;

/* Carry out the virtual instruction in the VM's frame (<denali/calls.h>).  The
 * VM may be idle or dead afterwards. */
void call_dispatch(struct vm *vm);

#endif
