/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "forwardrig.h"

#include <criterion/criterion.h>
#include <string.h>

#include "switch.h"
#include "tcp.h"
#include "wire.h"
#include "world.h"

struct vm *vms[VMS + 1];
struct frame frame, got;
struct denali_forward asked;
struct kind kinds[] = { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } };

void ask(uint8_t family, uint8_t protocol, uint16_t port)
{
	uint32_t ipv4 = world_ipv4(HOST);

	asked = (struct denali_forward){ .family = family,
					 .protocol = protocol,
					 .port = port };
	if (family == DENALI_FORWARD_IPV4)
		memcpy(asked.address, &ipv4, 4);
	else
		world_ipv6(HOST, asked.address);
}

void add(uint32_t vm, uint16_t port, uint16_t flags)
{
	asked.backend[asked.backend_count++] = (struct denali_backend){ vm,
									port,
									flags };
}

int32_t set(void)
{
	return forward_set(vms[HOST], &asked);
}

static void forward(uint8_t family, uint8_t protocol)
{
	ask(family, protocol, 80);
	add(WEB, 8080, 0);
	cr_assert_eq(set(), 0);
}

void forward_start(void)
{
	world_start(512, 128);
	cr_assert(forward_init());
	for (uint32_t i = 1; i <= VMS; i++)
		vms[i] = world_vm(i, i == OTHER ? 0 : DENALI_NET_TX_CHECKSUM);
	forward(DENALI_FORWARD_IPV4, TCP);
	forward(DENALI_FORWARD_IPV4, UDP);
	forward(DENALI_FORWARD_IPV6, TCP);
	forward(DENALI_FORWARD_IPV6, UDP);
}

void forward_stop(void)
{
	world_stop();
	cr_assert_eq(world_records, 0, "records are left");
}

void build(struct kind kind, uint32_t to, uint32_t from, uint16_t source,
	   uint16_t destination, uint32_t payload)
{
	if (kind.udp)
		(kind.six ? frame_udp6 : frame_udp4)(&frame, to, from, source,
						     destination, payload);
	else
		(kind.six ? frame_tcp6 : frame_tcp4)(&frame, to, from, source,
						     destination, TCP_ACK, 5,
						     payload);
	frame_sum(&frame);
}

bool given(uint32_t vm)
{
	struct packet *packet = world_take(vms[vm]);

	if (!packet)
		return false;
	cr_assert_eq(world_queued(vms[vm]), 0, "more than one");
	got.length = packet->length;
	memcpy(got.bytes, packet->frame, packet->length);
	packet_put(packet);
	return true;
}

bool sent_from(uint32_t vm, uint16_t flags, uint16_t start, uint16_t offset)
{
	struct packet *packet = world_packet(frame.bytes, frame.length);
	uint32_t before = world_sent;
	bool taken;

	packet->flags = flags;
	packet->checksum_start = start;
	packet->checksum_offset = offset;
	taken = switch_from_vm(vms[vm], packet);
	packet_put(packet);
	if (world_sent == before) {
		cr_assert(!taken || world_queued(vms[HOST]) ||
			  world_queued(vms[WEB]) || world_queued(vms[OTHER]));
		return false;
	}
	cr_assert(taken);
	got.length = world_frame(before)->length;
	memcpy(got.bytes, world_frame(before)->frame, got.length);
	world_complete(128);
	return true;
}

bool from_wire_to(uint32_t vm)
{
	world_receive(frame.bytes, frame.length);
	return given(vm);
}

void same_as(struct kind kind, uint32_t to, uint32_t from, uint16_t source,
	     uint16_t destination, uint32_t payload)
{
	build(kind, to, from, source, destination, payload);
	cr_assert_eq(got.length, frame.length);
	cr_assert_arr_eq(got.bytes, frame.bytes, frame.length,
			 "IPv%d, %s, %u bytes", kind.six ? 6 : 4,
			 kind.udp ? "UDP" : "TCP", payload);
}
