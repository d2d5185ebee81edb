/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The supervisor of the stand-in machine: as QEMU's user network has it.
 */
#include "sdk/supervisor/own.h"

#include <arpa/inet.h>

uint32_t own_vm(void)
{
	return 0;
}

void own_network(struct denali_network *network)
{
	*network = (struct denali_network){ .flags = DENALI_NET_PRESENT,
					    .mtu = 1500,
					    .mac = { 2, 0x0d, 10, 0, 2, 15 },
					    .ipv4 = htonl(0x0a00020f),
					    .ipv4_gateway = htonl(0x0a000202),
					    .ipv4_dns = { htonl(0x0a000203) },
					    .ipv4_prefix = 24,
					    .ipv6 = { 0xfd, 0x77, [15] = 1 },
					    .ipv6_prefix = 64 };
}

void own_neighbours(uint32_t ipv4, uint32_t mask, const uint8_t mac[2])
{
	(void)ipv4;
	(void)mask;
	(void)mac;
}
