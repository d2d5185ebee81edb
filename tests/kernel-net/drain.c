/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Which backend of a forwarded port has which connection, while backends come,
 * drain and go: a connection that has begun at one never reaches another.  VM 1
 * is the host, VMs 2 to 9 are what port 80 of its address leads to.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "flows.h"
#include "forward.h"
#include "frames.h"
#include "switch.h"
#include "tcp.h"
#include "wire.h"
#include "world.h"

#define HOST 1
#define VMS 9
#define PORT 8080
#define CLIENT (OUTSIDE + 7)
#define DRAINS 0x100 /* with the number of a VM */

static struct vm *vms[VMS + 1];
static struct frame frame;

static void start(void)
{
	world_start(512, 128);
	cr_assert(forward_init());
	for (uint32_t i = 1; i <= VMS; i++)
		vms[i] = world_vm(i, 0);
}

static void stop(void)
{
	world_stop();
	cr_assert_eq(world_records, 0, "records are left");
}

TestSuite(drain, .init = start, .fini = stop);

static void set_of(uint8_t protocol, const uint32_t *list)
{
	struct denali_forward asked = { .family = DENALI_FORWARD_IPV4,
					.protocol = protocol,
					.port = 80 };
	uint32_t ipv4 = world_ipv4(HOST);

	memcpy(asked.address, &ipv4, 4);
	for (; *list; list++)
		asked.backend[asked.backend_count++] = (struct denali_backend){
			*list & 0xff, PORT,
			*list & DRAINS ? DENALI_BACKEND_DRAINING : 0
		};
	cr_assert_eq(forward_set(vms[HOST], &asked), 0);
}

#define SET(...) set_of(PROTOCOL_TCP, (uint32_t[]){ __VA_ARGS__, 0 })

/* The number of the VM that is given the one frame there is; 0: none. */
static uint32_t receiver(void)
{
	uint32_t found = 0;

	world_receive(frame.bytes, frame.length);
	for (uint32_t i = 1; i <= VMS; i++) {
		struct packet *packet = world_take(vms[i]);

		if (!packet)
			continue;
		cr_assert_eq(found, 0, "two have it");
		found = i;
		packet_put(packet);
	}
	return found;
}

static uint32_t segment(uint32_t client, uint8_t flags, uint32_t sequence)
{
	uint32_t address = 0x0a000000 + client / 50000;

	frame_tcp4(&frame, HOST, CLIENT, (uint16_t)(10000 + client % 50000), 80,
		   flags, sequence, 0);
	memcpy(frame.bytes + IPV4_SOURCE, &address, 4);
	return receiver();
}

static uint32_t syn(uint32_t client)
{
	return segment(client, TCP_SYN, client * 3);
}

static uint32_t next(uint32_t client)
{
	return segment(client, TCP_ACK, client * 3 + 1);
}

/* A connection that is set up. */
static uint32_t open_one(uint32_t client)
{
	uint32_t at = syn(client);

	cr_assert_eq(next(client), at);
	return at;
}

Test(drain, one_backend_has_everything)
{
	SET(2);
	for (uint32_t client = 0; client < 100; client++) {
		cr_assert_eq(next(client), 2);
		cr_assert_eq(syn(client), 2);
		cr_assert_eq(next(client), 2);
	}
}

Test(drain, one_that_drains_keeps_what_it_has)
{
	SET(2);
	open_one(1);
	SET(2 | DRAINS);
	cr_assert_eq(next(1), 2);
	cr_assert_eq(syn(2), HOST, "whose stack will refuse it");
}

Test(drain, a_publish)
{
	SET(2);
	for (uint32_t client = 0; client < 100; client++)
		open_one(client);
	SET(3, 2 | DRAINS);
	for (uint32_t client = 100; client < 200; client++)
		cr_assert_eq(open_one(client), 3);
	for (uint32_t client = 0; client < 200; client++)
		cr_assert_eq(next(client), client < 100 ? 2 : 3);
	SET(3);
	for (uint32_t client = 100; client < 200; client++)
		cr_assert_eq(next(client), 3);
	cr_assert_eq(next(0), 3, "2 has none any more: 3 resets it");
}

/* Each while the one before still drains. */
Test(drain, publishes_in_a_row)
{
	SET(2);
	open_one(1);
	SET(3, 2 | DRAINS);
	open_one(2);
	SET(4, 3 | DRAINS, 2 | DRAINS);
	open_one(3);
	SET(5, 4 | DRAINS, 3 | DRAINS, 2 | DRAINS);
	open_one(4);
	for (uint32_t client = 1; client <= 4; client++)
		cr_assert_eq(next(client), client + 1);
	world_end(vms[2]);
	vms[2] = vms[HOST];
	for (uint32_t client = 2; client <= 4; client++)
		cr_assert_eq(next(client), client + 1);
	SET(5);
	cr_assert_eq(next(4), 5);
	SET(6, 5 | DRAINS);
	cr_assert_eq(next(4), 5, "also without a record of it");
	cr_assert_eq(next(77), 5, "also one older than all records");
}

Test(drain, a_switch_back)
{
	SET(2);
	open_one(1);
	SET(3, 2 | DRAINS);
	open_one(2);
	SET(2, 3 | DRAINS);
	cr_assert_eq(next(1), 2);
	cr_assert_eq(next(2), 3);
	cr_assert_eq(open_one(3), 2);
}

Test(drain, a_syn_that_is_sent_again_goes_where_it_went)
{
	SET(2, 3 | DRAINS);
	cr_assert_eq(syn(1), 2);
	SET(4, 2 | DRAINS);
	cr_assert_eq(syn(1), 2);
	cr_assert_eq(next(1), 2);
	cr_assert_eq(segment(1, TCP_SYN, 12345), 4,
		     "a new one from the same port");
	cr_assert_eq(next(1), 4);
}

Test(drain, a_syn_that_had_gone_to_the_dead_goes_elsewhere)
{
	SET(2, 3 | DRAINS);
	cr_assert_eq(syn(1), 2);
	SET(4, 3 | DRAINS);
	cr_assert_eq(next(1), HOST, "it is refused");
	cr_assert_eq(syn(1), 4);
}

/* ---- several at once ---- */

Test(drain, new_connections_are_spread)
{
	uint32_t count[VMS + 1] = { 0 };

	SET(2, 3, 4, 5);
	for (uint32_t client = 0; client < 4000; client++)
		count[open_one(client)]++;
	for (uint32_t i = 2; i <= 5; i++)
		cr_assert(count[i] > 850 && count[i] < 1150, "%u: %u", i,
			  count[i]);
}

Test(drain, scaling_moves_no_connection)
{
	static uint32_t at[4000];

	SET(2, 3);
	for (uint32_t client = 0; client < 1000; client++)
		at[client] = open_one(client);
	SET(2, 3, 4, 5);
	for (uint32_t client = 1000; client < 2000; client++)
		at[client] = open_one(client);
	SET(2, 4, 5, 3 | DRAINS);
	for (uint32_t client = 2000; client < 3000; client++)
		at[client] = open_one(client);
	for (uint32_t client = 0; client < 3000; client++)
		cr_assert_eq(next(client), at[client], "%u", client);
	SET(2, 4, 5);
	for (uint32_t client = 0; client < 3000; client++)
		cr_assert_eq(next(client), at[client] == 3 ? HOST : at[client]);
}

/* One that nobody remembers is where its hash led before the last change. */
Test(drain, what_is_forgotten_is_found_by_its_hash)
{
	static uint32_t at[300];

	SET(2, 3, 4);
	for (uint32_t client = 0; client < 300; client++)
		at[client] = syn(client);
	for (uint32_t client = 1000; client < 100000; client++)
		open_one(client);
	SET(5, 6, 2 | DRAINS, 3 | DRAINS, 4 | DRAINS);
	for (uint32_t client = 0; client < 300; client++)
		cr_assert_eq(next(client), at[client], "%u", client);
}

Test(drain, a_vm_that_dies_takes_only_its_own)
{
	static uint32_t at[1000];

	SET(2, 3, 4);
	for (uint32_t client = 0; client < 1000; client++)
		at[client] = open_one(client);
	world_end(vms[3]);
	vms[3] = vms[HOST];
	for (uint32_t client = 0; client < 1000; client++)
		cr_assert_eq(next(client), at[client] == 3 ? HOST : at[client]);
	for (uint32_t client = 0; client < 1000; client++)
		cr_assert_neq(syn(client), 3);
}

Test(drain, one_vm_with_two_ports)
{
	struct denali_forward asked = {
		.family = DENALI_FORWARD_IPV4,
		.protocol = PROTOCOL_TCP,
		.port = 80,
		.backend_count = 2,
		.backend = { { 2, 1000, 0 }, { 2, 1001, 0 } },
	};
	uint32_t ipv4 = world_ipv4(HOST), seen = 0;

	memcpy(asked.address, &ipv4, 4);
	cr_assert_eq(forward_set(vms[HOST], &asked), 0);
	for (uint32_t client = 0; client < 100; client++) {
		uint16_t port[2];

		for (unsigned i = 0; i < 2; i++) {
			struct packet *packet;

			frame_tcp4(&frame, HOST, CLIENT,
				   (uint16_t)(10000 + client), 80,
				   i ? TCP_ACK : TCP_SYN, 5, 0);
			world_receive(frame.bytes, frame.length);
			packet = world_take(vms[2]);
			cr_assert(packet);
			port[i] = net16(packet->frame + TCP_FRAME4 + 2);
			packet_put(packet);
		}
		cr_assert_eq(port[0], port[1]);
		seen |= 1u << (port[0] - 1000);
	}
	cr_assert_eq(seen, 3);
}

/* ---- floods ---- */

Test(drain, a_flood_of_syns_leaves_those_alone_that_go_on, .timeout = 60)
{
	SET(2);
	for (uint32_t client = 0; client < 500; client++)
		open_one(client);
	SET(3, 2 | DRAINS);
	for (uint32_t client = 500; client < 1000; client++)
		open_one(client);
	for (uint32_t i = 0; i < 500000; i++) {
		cr_assert_eq(syn(100000 + i), 3);
		if (i % 10000 == 0)
			world_now += 1000000000;
	}
	for (uint32_t client = 0; client < 1000; client++)
		cr_assert_eq(next(client), client < 500 ? 2 : 3, "%u", client);
}

Test(drain, the_least_lately_used_is_forgotten_first, .timeout = 60)
{
	SET(3, 2 | DRAINS);
	for (uint32_t client = 0; client < 20; client++)
		open_one(client);
	for (uint32_t i = 0; i < 20 * DENALI_FORWARD_FLOWS; i++) {
		open_one(100000 + i);
		if (i % 100)
			continue;
		world_now += 1ull << 30;
		for (uint32_t client = 0; client < 20; client++)
			cr_assert_eq(next(client), 3);
	}
}

/* Clients of short connections turn the table over within a moment. */
Test(drain, what_is_over_is_forgotten_before_what_begins, .timeout = 60)
{
	const uint32_t at_once = 8;

	SET(3, 2 | DRAINS);
	for (uint32_t i = 0; i < 4 * DENALI_FORWARD_FLOWS; i++) {
		cr_assert_eq(syn(i), 3);
		if (i < at_once)
			continue;
		cr_assert_eq(next(i - at_once), 3, "%u", i);
		segment(i - at_once, TCP_FIN | TCP_ACK, 0);
	}
}

/* The client has said all that it has to say, and listens. */
Test(drain, a_flood_of_syns_leaves_those_alone_that_have_closed_one_way,
     .timeout = 60)
{
	SET(3, 2 | DRAINS);
	for (uint32_t client = 0; client < 20; client++) {
		open_one(client);
		segment(client, TCP_FIN | TCP_ACK, 1);
	}
	for (uint32_t i = 0; i < 4 * DENALI_FORWARD_FLOWS; i++) {
		syn(100000 + i);
		if (i % 100)
			continue;
		world_now += 100000000;
		for (uint32_t client = 0; client < 20; client++)
			cr_assert_eq(next(client), 3);
	}
}

/* ---- UDP ---- */

static uint32_t datagram(uint32_t client)
{
	frame_udp4(&frame, HOST, CLIENT, (uint16_t)client, 80, 10);
	return receiver();
}

Test(drain, a_client_of_udp_stays_while_the_set_does)
{
	static uint32_t at[1000];
	uint32_t count[VMS + 1] = { 0 };

	set_of(PROTOCOL_UDP, (uint32_t[]){ 2, 3, 4, 0 });
	for (uint32_t client = 0; client < 1000; client++)
		count[at[client] = datagram(client)]++;
	for (uint32_t i = 2; i <= 4; i++)
		cr_assert_gt(count[i], 250);
	for (uint32_t client = 0; client < 1000; client++)
		cr_assert_eq(datagram(client), at[client]);
	set_of(PROTOCOL_UDP, (uint32_t[]){ 2, 4, 3 | DRAINS, 0 });
	for (uint32_t client = 0; client < 1000; client++)
		cr_assert(at[client] == 3 ? datagram(client) != 3 :
					    datagram(client) == at[client]);
	set_of(PROTOCOL_UDP, (uint32_t[]){ 2 | DRAINS, 0 });
	cr_assert_eq(datagram(1), HOST);
}

/* ---- at random ---- */

/* Any order of changes, as the supervisor makes them: new backends beside those
 * that drain, of which the oldest goes at times.  No connection of one that is
 * still there moves. */
Test(drain, no_order_of_changes_moves_a_connection, .timeout = 60)
{
	srand(7);
	for (unsigned round = 0; round < 40; round++) {
		static uint32_t at[4000];
		uint32_t list[VMS + 1] = { 2 }, count = 1, clients = 0;

		set_of(PROTOCOL_TCP, list);
		for (unsigned step = 0; step < 30; step++) {
			for (unsigned i = 0; i < 50; i++, clients++)
				at[clients] = open_one(clients);
			if (count > 1 && rand() % 3 == 0) {
				memmove(list, list + 1, sizeof(*list) * count);
				count--;
			} else if (count < VMS - 1) {
				list[count - 1] |= DRAINS;
				list[count] = (list[count - 1] & 0xff) % VMS +
					      1;
				if (list[count] == HOST)
					list[count] = 2;
				list[++count] = 0;
			}
			set_of(PROTOCOL_TCP, list);
			world_now += 1ull << 31;
			for (uint32_t c = 0; c < clients; c++) {
				bool there = false;

				for (uint32_t i = 0; i < count; i++)
					there |= (list[i] & 0xff) == at[c];
				if (there)
					cr_assert_eq(next(c), at[c]);
				else
					at[c] = 0;
			}
		}
		set_of(PROTOCOL_TCP, (uint32_t[]){ 0 });
	}
}
