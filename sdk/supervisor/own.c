/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "own.h"

#include <string.h>

#include <ilwaco/neighbours.h>
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

void own_neighbours(uint32_t ipv4, uint32_t mask, const uint8_t mac[2])
{
	struct denali_network own;
	struct ilw_neighbours vms = { .ipv4 = ipv4, .mask = mask };

	own_network(&own);
	vms.except[0] = own.ipv4;
	vms.except[1] = own.ipv4_gateway;
	vms.except[2] = own.ipv4_dns[0];
	vms.except[3] = own.ipv4_dns[1];
	memcpy(vms.mac, mac, sizeof vms.mac);
	ilw_neighbours_derive(&vms);
}
