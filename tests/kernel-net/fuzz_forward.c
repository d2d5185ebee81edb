/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Fuzzer of forwarded ports, and of routed hosts.
 *
 * An input is a byte of flags, a byte for each of some backends of port 80
 * of VM 1's addresses, and a frame, from the wire or from VM 2.  Whatever it
 * is, nothing leaves in a name that is not the VM's own or that of a port it
 * has, nobody is given what is for another, a sum that was right stays right,
 * and every packet comes back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arp.h"
#include "forward.h"
#include "frames.h"
#include "switch.h"
#include "tcp.h"
#include "wire.h"
#include "world.h"

#define VMS 4
#define PACKETS 256
#define ROOM 64

/* The first byte. */
#define FROM_VM 0x01
#define ROUTED 0x02
#define UDP 0x04
#define SIX 0x08
/* Above: how many backends. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t host[6] = { 0x52, 0x54, 0, 0x12, 0x34, 0x56 };
static struct vm *vms[VMS + 1];
static struct denali_forward asked;

static void require(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "broken rule: %s\n", what);
	abort();
}

static void start(void)
{
	world_start(PACKETS, ROOM);
	require(forward_init(), "no memory");
	for (uint32_t i = 1; i <= VMS; i++)
		vms[i] = world_vm(i, i == 3 ? DENALI_NET_SLAAC : 0);
}

/* Backends that may be, of VMs 2 to 4, on ports 80 to 83. */
static size_t set(const uint8_t *data, size_t size)
{
	uint32_t ipv4 = world_ipv4(1), count = data[0] >> 4;
	bool six = data[0] & SIX;
	size_t at = 1;

	asked = (struct denali_forward){
		.family = six ? DENALI_FORWARD_IPV6 : DENALI_FORWARD_IPV4,
		.protocol = data[0] & UDP ? DENALI_FORWARD_UDP :
					    DENALI_FORWARD_TCP,
		.port = 80,
	};
	if (six)
		world_ipv6(1, asked.address);
	else
		memcpy(asked.address, &ipv4, 4);
	for (; asked.backend_count < count && at < size; at++)
		asked.backend[asked.backend_count++] = (struct denali_backend){
			.vm = data[at] % 4 + 1,
			.port = (uint16_t)(80 + (data[at] >> 2) % 4),
			.flags = data[at] >> 7,
		};
	if (forward_set(vms[1], &asked) < 0)
		asked.backend_count = 0;
	return at;
}

static bool is_backend(uint32_t vm, uint16_t port)
{
	for (uint32_t i = 0; i < asked.backend_count; i++)
		if (asked.backend[i].vm == vm && asked.backend[i].port == port)
			return true;
	return false;
}

static bool is_own(uint32_t vm, const uint8_t *at, bool six)
{
	uint32_t ipv4 = world_ipv4(vm);
	uint8_t ipv6[16], zero[16] = { 0 };

	if (!six)
		return !memcmp(at, &ipv4, 4) || !memcmp(at, zero, 4);
	world_ipv6(vm, ipv6);
	if (!memcmp(at, ipv6, 16) || !memcmp(at, zero, 16))
		return true;
	frame_formed_address(vm, 0, ipv6);
	return !memcmp(at + 8, ipv6 + 8, 8);
}

/* What VM 2 has sent to the wire. */
static void check_sent(const struct packet *packet, uint16_t port, bool routed)
{
	const uint8_t *frame = packet->frame;
	bool six = net16(frame + ETHER_TYPE) == ETHER_IPV6;
	const uint8_t *source = frame + (six ? IPV6_SOURCE : IPV4_SOURCE);
	uint8_t own[6], first[6];
	bool as_host;

	world_mac(2, own);
	world_mac(1, first);
	if (net16(frame + ETHER_TYPE) == ETHER_ARP) {
		require(mac_equal(frame + ARP_SENDER_MAC, routed ? host : own),
			"ARP in another's name");
		return;
	}
	as_host = !is_own(2, source, six);
	require(!as_host || (is_own(1, source, six) && is_backend(2, port)),
		"another's address");
	if (routed)
		require(mac_equal(frame + ETHER_SOURCE, host),
			"another MAC than the host's");
	else
		require(mac_equal(frame + ETHER_SOURCE, as_host ? first : own),
			"another's MAC");
}

/* What a VM is given of the wire's. */
static void check_given(uint32_t vm, const struct packet *packet, bool to_host)
{
	const uint8_t *frame = packet->frame;
	bool six = net16(frame + ETHER_TYPE) == ETHER_IPV6;
	uint8_t own[6];

	if (mac_group(frame))
		return;
	world_mac(vm, own);
	require(mac_equal(frame, own), "another's frame");
	if (vm == 1 || !to_host || net16(frame + ETHER_TYPE) == ETHER_ARP)
		return;
	if (is_own(1, frame + (six ? IPV6_DESTINATION : IPV4_DESTINATION), six))
		require(false, "the host's address is left");
}

static bool sums(const uint8_t *frame, uint32_t length)
{
	struct headers h;

	return headers_parse(&h, frame, length) && h.transport && !h.fragment &&
	       h.type != ETHER_ARP &&
	       (h.protocol == PROTOCOL_TCP || h.protocol == PROTOCOL_UDP) &&
	       frame[h.type == ETHER_IPV4 ? IPV4_PROTOCOL : IPV6_NEXT] ==
		       h.protocol &&
	       h.transport + (h.protocol == PROTOCOL_TCP ? 20 : 8) <= h.end;
}

static void from_vm(struct frame *frame, bool routed)
{
	struct packet *packet;
	uint32_t first = world_sent;
	struct headers h;
	uint16_t port = 0;
	bool right;

	if (frame->length >= ETHER_HEADER)
		world_mac(2, frame->bytes + ETHER_SOURCE);
	right = sums(frame->bytes, frame->length);
	if (right)
		frame_sum(frame);
	if (headers_parse(&h, frame->bytes, frame->length) && h.transport &&
	    h.transport + 2 <= h.end)
		port = net16(frame->bytes + h.transport);
	packet = world_packet(frame->bytes, frame->length);
	switch_from_vm(vms[2], packet);
	packet_put(packet);
	for (; first != world_sent; first++) {
		const struct packet *sent = world_frame(first);

		check_sent(sent, port, routed);
		require(!right || frame_sums_right(sent->frame, sent->length),
			"a sum that was right");
	}
}

static void from_wire(struct frame *frame)
{
	bool right = sums(frame->bytes, frame->length);
	uint8_t first[6];
	bool to_host;

	world_mac(1, first);
	to_host = frame->length >= ETHER_HEADER &&
		  (arp_routed || mac_equal(frame->bytes, first));
	if (right)
		frame_sum(frame);
	world_receive(frame->bytes, frame->length);
	for (uint32_t i = 1; i <= VMS; i++) {
		struct packet *packet;

		while ((packet = world_take(vms[i])) != NULL) {
			check_given(i, packet, to_host);
			require(!right || frame_sums_right(packet->frame,
							   packet->length),
				"a sum that was right");
			packet_put(packet);
		}
	}
}

static void let_go(void)
{
	struct packet *packet;

	for (uint32_t i = 1; i <= VMS; i++)
		while ((packet = world_take(vms[i])) != NULL)
			packet_put(packet);
	world_complete(WORLD_TAP_MAX);
	require(packet_free_count() == PACKETS, "packets are missing");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct frame frame;
	bool routed;
	size_t at;

	if (!vms[1])
		start();
	if (size < 1 || size > PACKET_FRAME)
		return 0;
	at = set(data, size);
	routed = data[0] & ROUTED;
	if (routed)
		arp_route(host);
	arp_routed = routed;
	frame.length = (uint32_t)(size - at);
	memcpy(frame.bytes, data + at, frame.length);
	if (data[0] & FROM_VM)
		from_vm(&frame, routed);
	else
		from_wire(&frame);
	let_go();
	asked.backend_count = 0;
	forward_set(vms[1], &asked);
	require(world_records == 0, "records are missing");
	world_now += 1000000;
	for (uint32_t i = 1; i <= VMS; i++)
		vms[i]->pending = 0;
	return 0;
}
