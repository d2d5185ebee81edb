/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The virtual registers, as C.  See <denali/registers.h> for what they mean.
 */
#ifndef ILWACO_REGISTERS_H
#define ILWACO_REGISTERS_H

#include <denali/registers.h>

/* The page the kernel writes: settings, clock, arguments. */
static inline const volatile struct denali_ro_registers *ilw_registers(void)
{
	return (const volatile struct denali_ro_registers *)DENALI_RO_REGISTERS;
}

/* The page both write: events and rings.  Ilwaco's drivers alone use it. */
static inline volatile struct denali_rw_registers *ilw_shared(void)
{
	return (volatile struct denali_rw_registers *)DENALI_RW_REGISTERS;
}

#endif
