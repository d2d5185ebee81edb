/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The virtual instructions (<denali/calls.h>), as a C function.
 */
#ifndef ILWACO_CALL_H
#define ILWACO_CALL_H

#include <stdint.h>

#include <denali/calls.h>

/* Traps to the kernel: by sysenter, or by int where that is missing.  The
 * result is the kernel's, negative for an error. */
int32_t ilw_call(uint32_t number, uint32_t first, uint32_t second,
		 uint32_t third);

#endif
