/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The registers, as plain memory: in place of Ilwaco's header, which has them
 * at fixed addresses.
 */
#ifndef ILWACO_REGISTERS_H
#define ILWACO_REGISTERS_H

#include <denali/registers.h>

extern struct denali_ro_registers fake_ro;
extern struct denali_rw_registers fake_rw;

static inline const volatile struct denali_ro_registers *ilw_registers(void)
{
	return &fake_ro;
}

static inline volatile struct denali_rw_registers *ilw_shared(void)
{
	return &fake_rw;
}

#endif
