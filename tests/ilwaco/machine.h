/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A stand-in for the VM below the library OS: registers in the test's memory, a
 * clock that stands still until it is told to move, virtual instructions that
 * are recorded.  Included before every file of the library OS here; it takes
 * the place of <ilwaco/registers.h>.
 */
#ifndef ILWACO_REGISTERS_H
#define ILWACO_REGISTERS_H

#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>

#include <denali/calls.h>
#include <denali/registers.h>

extern struct denali_ro_registers machine_registers;
extern struct denali_rw_registers machine_shared;

static inline const volatile struct denali_ro_registers *ilw_registers(void)
{
	return &machine_registers;
}

static inline volatile struct denali_rw_registers *ilw_shared(void)
{
	return &machine_shared;
}

/* What the clock says. */
extern uint64_t machine_now;

/* Virtual instructions so far, by number, and the first argument of the last
 * kick. */
extern unsigned int machine_calls[DENALI_CALL_COUNT];
extern uint32_t machine_kicked;

/* Called, if set, in place of the kernel for each virtual instruction. */
extern void (*machine_kernel)(uint32_t number, uint32_t first, uint32_t second);

/* ilw_crash() jumps here when machine_crash_expected; else it fails the test.
 */
extern jmp_buf machine_crash;
extern bool machine_crash_expected;

#endif
