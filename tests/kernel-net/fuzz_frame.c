/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Fuzzer of the switch and of the NIC's rings.
 *
 * The first byte of an input chooses: a frame from a VM, a frame from the wire,
 * or the whole of a VM's rings, laid over memory full of the same input.
 * Whatever comes, nothing that goes out may carry another's name, and every
 * packet comes back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frames.h"
#include "guest.h"
#include "switch.h"
#include "traffic.h"
#include "wire.h"
#include "world.h"

#define VMS 3
#define PACKETS 256
#define ROOM 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct vm *vms[VMS + 1];

static void require(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "broken rule: %s\n", what);
	abort();
}

/* VM 2's: all it is given is for port 80, and it opens nothing. */
static const struct denali_policy web = {
	.flags = DENALI_POLICY_IN | DENALI_POLICY_OUT,
	.rule_count = 1,
	.rule = { { .direction = DENALI_RULE_IN,
		    .protocol = PROTOCOL_TCP,
		    .port_first = 80,
		    .port_last = 80 } },
};

static void start(void)
{
	world_start(PACKETS, ROOM);
	vms[1] = world_vm(1, DENALI_NET_TX_CHECKSUM | DENALI_NET_SLAAC);
	vms[2] = world_vm(2, 0);
	require(traffic_set_policy(vms[2], &web), "no memory");
	vms[3] = world_vm(3, DENALI_NET_DHCP);
}

static bool own_ipv6(const uint8_t *address)
{
	uint8_t own[16], zero[16] = { 0 };

	world_ipv6(1, own);
	if (!memcmp(address, own, 16) || !memcmp(address, zero, 16))
		return true;
	frame_formed_address(1, 0, own);
	return address[0] != 0xff && !memcmp(address + 8, own + 8, 8);
}

/* A frame of VM 1 that others get to see: stated apart from guard.c. */
static void check_source(const struct packet *packet)
{
	const uint8_t *frame = packet->frame;
	uint16_t type = net16(frame + 12);
	uint32_t own = world_ipv4(1), zero = 0;
	uint8_t mac[6];

	world_mac(1, mac);
	require(!memcmp(frame + 6, mac, 6), "source MAC");
	if (type == ETHER_IPV4) {
		require(!memcmp(frame + 26, &own, 4), "IPv4 source");
	} else if (type == ETHER_ARP) {
		require(!memcmp(frame + 22, mac, 6), "ARP sender's MAC");
		require(!memcmp(frame + 28, &own, 4) ||
				!memcmp(frame + 28, &zero, 4),
			"ARP sender's address");
	} else {
		require(type == ETHER_IPV6, "type");
		require(own_ipv6(frame + 22), "IPv6 source");
		require(frame[20] != PROTOCOL_ICMPV6 ||
				frame[54] != ND_ROUTER_ADVERTISEMENT,
			"router advertisement");
	}
}

static bool is_extension(uint8_t protocol)
{
	return protocol == PROTOCOL_HOP_BY_HOP ||
	       protocol == PROTOCOL_ROUTING || protocol == PROTOCOL_FRAGMENT ||
	       protocol == PROTOCOL_DESTINATION;
}

/* A frame that VM 2 is given: stated apart from policy.c. */
static void check_policy(const struct packet *packet)
{
	const uint8_t *frame = packet->frame;
	uint16_t type = net16(frame + 12);
	uint8_t protocol = frame[type == ETHER_IPV4 ? 23 : 20];
	uint32_t transport = 14 +
			     (type == ETHER_IPV4 ? (frame[14] & 15) * 4 : 40);

	if (type == ETHER_ARP ||
	    (type == ETHER_IPV6 && is_extension(protocol)) ||
	    (type == ETHER_IPV4 && protocol == PROTOCOL_IGMP && frame[0] & 1))
		return;
	require(type == ETHER_IPV6 || !(net16(frame + 20) & 0x1fff),
		"a fragment without ports");
	if (protocol == PROTOCOL_TCP)
		require(net16(frame + transport + 2) == 80, "another port");
	else
		require(protocol == (type == ETHER_IPV4 ? PROTOCOL_ICMP :
							  PROTOCOL_ICMPV6),
			"another protocol");
}

static void let_go(struct vm *vm)
{
	struct packet *packet;

	while ((packet = world_take(vm)) != NULL) {
		if (vm == vms[2])
			check_policy(packet);
		packet_put(packet);
	}
}

/* What VM 1 hears of what it sent is an answer by ARP, to it. */
static void check_answer(const struct packet *packet)
{
	uint8_t mac[6];

	world_mac(1, mac);
	require(packet->length == ETHER_HEADER + ARP_SIZE &&
			net16(packet->frame + ETHER_TYPE) == ETHER_ARP &&
			net16(packet->frame + ARP_OPERATION) == ARP_REPLY,
		"it heard itself");
	require(mac_equal(packet->frame, mac) &&
			mac_equal(packet->frame + ARP_TARGET_MAC, mac),
		"an answer to another");
}

static void check_all_sent(uint32_t first)
{
	struct packet *packet;

	for (; first != world_sent; first++)
		check_source(world_frame(first));
	for (unsigned i = 1; i <= VMS; i++)
		while ((packet = world_take(vms[i])) != NULL) {
			if (i == 1)
				check_answer(packet);
			else
				check_source(packet);
			if (i == 2)
				check_policy(packet);
			packet_put(packet);
		}
}

static void from_vm(const uint8_t *data, size_t size)
{
	uint32_t first = world_sent;
	struct packet *packet = world_packet(data, (uint32_t)size);

	/* Let most of them get past the first check. */
	if (size >= 12 && data[6] < 0x80)
		world_mac(1, packet->frame + 6);
	switch_from_vm(vms[1], packet);
	packet_put(packet);
	check_all_sent(first);
}

static void from_wire(const uint8_t *data, size_t size)
{
	world_receive(data, (uint32_t)size);
	for (unsigned i = 1; i <= VMS; i++)
		let_go(vms[i]);
}

static void rings(const uint8_t *data, size_t size)
{
	struct denali_nic *ring = world_rings(vms[1]);
	struct nic_port *port = &vms[1]->nic;
	uint32_t first = world_sent;
	uint32_t posted;
	bool valid;

	memset(ring, 0, sizeof(*ring));
	memcpy(ring, data, size < sizeof(*ring) ? size : sizeof(*ring));
	for (uint32_t at = DENALI_IMAGE_BASE;
	     size && at < DENALI_IMAGE_BASE + 2048; at += (uint32_t)size)
		memcpy(world_at(vms[1], at), data, size);
	/* Anything may have gone through them before. */
	port->tx_done = ring->tx_done;
	port->rx_filled = port->rx_checked = ring->rx_filled;
	posted = ring->tx_posted;
	world_receive("\x02\0\0\0\0\1\x02\0\0\0\0\x09\x08\x06", 14);
	nic_has_work(vms[1]);
	valid = served(vms[1]);
	require(!valid || port->tx_done == posted || world_sent != first,
		"frames were left though there was room");
	require(port->rx_filled - ring->rx_filled == 0 || !valid,
		"what was filled is not told");
	let_go(vms[1]);
	check_all_sent(first);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!vms[1])
		start();
	if (size < 1 || (data[0] % 3 != 2 && size > 1 + PACKET_FRAME))
		return 0;
	if (data[0] % 3 == 0)
		from_vm(data + 1, size - 1);
	else if (data[0] % 3 == 1)
		from_wire(data + 1, size - 1);
	else
		rings(data + 1, size - 1);
	world_complete(WORLD_TAP_MAX);
	world_now += 1000000;
	require(packet_free_count() == PACKETS, "packets are missing");
	vms[1]->pending = 0;
	return 0;
}
