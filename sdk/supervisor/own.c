/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "own.h"

#include <ilwaco/registers.h>

uint32_t own_vm(void)
{
	return ilw_registers()->vm_id;
}

void own_network(struct denali_network *network)
{
	const volatile struct denali_network *own = &ilw_registers()->network;

	*network = *own;
}
