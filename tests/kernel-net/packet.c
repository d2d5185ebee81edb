/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The packet pool: as many packets and nodes as there are, and no more.
 */
#include <criterion/criterion.h>
#include <signal.h>

#include "frames.h"
#include "world.h"

#define PACKETS 8

static void start(void)
{
	world_start(PACKETS, 0);
}

TestSuite(packet, .init = start, .fini = world_stop);

Test(packet, the_pool_has_an_end)
{
	struct packet *packets[PACKETS];

	for (unsigned round = 0; round < 3; round++) {
		for (unsigned i = 0; i < PACKETS; i++) {
			cr_assert_eq(packet_free_count(), PACKETS - i);
			packets[i] = packet_alloc();
			cr_assert(packets[i]);
			for (unsigned j = 0; j < i; j++)
				cr_assert_neq(packets[i], packets[j]);
		}
		cr_assert_null(packet_alloc());
		for (unsigned i = 0; i < PACKETS; i++)
			packet_put(packets[i]);
	}
}

Test(packet, no_packet_crosses_a_page)
{
	struct packet *packets[PACKETS];

	for (unsigned i = 0; i < PACKETS; i++) {
		packets[i] = packet_alloc();
		cr_assert_eq((uintptr_t)packets[i] % PACKET_SIZE, 0);
	}
	for (unsigned i = 0; i < PACKETS; i++)
		packet_put(packets[i]);
}

Test(packet, the_last_reference_frees)
{
	struct packet *packet = packet_alloc();

	cr_assert_eq(packet_get(packet), packet);
	packet_put(packet);
	cr_assert_eq(packet_free_count(), PACKETS - 1);
	packet_put(packet);
	cr_assert_eq(packet_free_count(), PACKETS);
}

Test(packet, nodes_are_as_many_as_the_packets_bring)
{
	struct packet_queue queues[2] = { { 0 } };
	struct packet *packet = packet_alloc();
	uint32_t added = 0;

	while (packet_queue_add(&queues[added % 2], packet))
		added++;
	cr_assert_eq(added, PACKETS * PACKET_NODES);
	cr_assert_eq(packet->references, 1 + added);
	cr_assert_eq(queues[0].count + queues[1].count, added);
	while (queues[1].count) {
		cr_assert_eq(packet_queue_take(&queues[1]), packet);
		packet_put(packet);
		cr_assert(packet_queue_add(&queues[0], packet));
	}
	while (queues[0].count)
		packet_put(packet_queue_take(&queues[0]));
	packet_put(packet);
}

Test(packet, queues_keep_their_order)
{
	struct packet_queue queue = { 0 };
	struct packet *packets[PACKETS];

	for (unsigned i = 0; i < PACKETS; i++)
		packets[i] = packet_alloc();
	for (unsigned i = 0; i < 1000; i++) {
		cr_assert(packet_queue_add(&queue, packets[i % PACKETS]));
		if (i >= 5)
			packet_put(packet_queue_take(&queue));
		cr_assert_eq(queue.first->packet,
			     packets[(i < 5 ? 0 : i - 4) % PACKETS]);
	}
	while (queue.count)
		packet_put(packet_queue_take(&queue));
	for (unsigned i = 0; i < PACKETS; i++)
		packet_put(packets[i]);
}

Test(packet, shares)
{
	struct packet *packets[PACKETS];

	cr_assert_eq(packet_share(0), 4);
	cr_assert_eq(packet_share(7), 1);
	cr_assert_eq(packet_share(8), 0);
	cr_assert_eq(packet_share(9), 0);
	for (unsigned i = 0; i < PACKETS; i++)
		packets[i] = packet_alloc();
	cr_assert_eq(packet_share(0), 0);
	for (unsigned i = 0; i < PACKETS; i++)
		packet_put(packets[i]);
}

Test(packet, put_twice, .signal = SIGABRT)
{
	struct packet *packet = packet_alloc();

	packet_put(packet);
	packet_put(packet);
}
