/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The driver of the machine's NIC against a stand-in device, for each kind of
 * device there is: with and without event indices.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdlib.h>
#include <string.h>

#include <denali/registers.h>

#include "device.h"
#include "net.h"
#include "packet.h"
#include "switch.h"
#include "turn.h"

#define PACKETS 512
#define SIZE 256
#define HEADER 12u /* the device's own, before a frame */

enum { RECEIVE, TRANSMIT };

struct kind {
	const char *name;
	uint64_t features;
};

#define CHECKSUMS 3ull

static struct kind kinds[] = {
	{ "event index", VIRTIO_EVENT_INDEX | CHECKSUMS },
	{ "none", CHECKSUMS },
};

#define KINDS (sizeof(kinds) / sizeof(*kinds))

/* ---- what lies above the driver ---- */

static struct packet *received[1024];
static uint32_t received_count;
static bool keep; /* hold on to what is received */
static uint32_t resumed;
uint32_t net_budget = 1024;
static uint32_t offered;

bool net_poll(void)
{
	return virtio_net.poll();
}

void switch_from_wire(struct packet *packet)
{
	received[received_count++ % 1024] = packet;
	if (keep)
		packet_get(packet);
}

void turn_advance(void)
{
	resumed++;
}

static void start(const struct kind *kind)
{
	for (unsigned i = 0; i < PACKETS / PACKETS_A_PAGE; i++) {
		void *page;

		cr_assert_eq(posix_memalign(&page, PAGE_SIZE, PAGE_SIZE), 0);
		packet_add_page(page);
	}
	device_features = kind->features | 1u << 5 | 1u << 16 | 1ull << 40;
	device_queue_sizes[0] = device_queue_sizes[1] = SIZE;
	cr_assert(virtio_net.init(PACKETS, &offered));
	device_want(&device_queues[TRANSMIT]);
}

ParameterizedTestParameters(driver, send)
{
	return cr_make_param_array(struct kind, kinds, KINDS);
}

ParameterizedTestParameters(driver, receive)
{
	return cr_make_param_array(struct kind, kinds, KINDS);
}

ParameterizedTestParameters(driver, await_room)
{
	return cr_make_param_array(struct kind, kinds, KINDS);
}

ParameterizedTestParameters(driver, one_by_one)
{
	return cr_make_param_array(struct kind, kinds, KINDS);
}

ParameterizedTestParameters(driver, burst)
{
	return cr_make_param_array(struct kind, kinds, KINDS);
}

static void send_packet(uint32_t length, uint16_t flags)
{
	struct packet *packet = packet_alloc();

	cr_assert(packet);
	packet->length = (uint16_t)length;
	packet->flags = flags;
	packet->checksum_start = 34;
	packet->checksum_offset = 16;
	memset(packet->frame, (int)length, length);
	virtio_net.send(packet);
	packet_put(packet);
}

/* Read the chain as one run of bytes. */
static uint32_t flatten(const struct device_chain *chain, uint8_t *to)
{
	uint32_t length = 0;

	for (unsigned i = 0; i < chain->count; i++) {
		memcpy(to + length, chain->piece[i].data,
		       chain->piece[i].length);
		length += chain->piece[i].length;
	}
	return length;
}

static void fill(struct device_chain *chain, const uint8_t *from,
		 uint32_t length)
{
	for (unsigned i = 0; i < chain->count && length; i++) {
		uint32_t n = chain->piece[i].length;

		cr_assert(chain->piece[i].writable);
		n = n < length ? n : length;
		memcpy(chain->piece[i].data, from, n);
		from += n;
		length -= n;
	}
	cr_assert_eq(length, 0, "the buffer is too short");
}

/* A frame comes in; does the device interrupt? */
static bool wire_frame(uint8_t flags, uint32_t length)
{
	uint8_t bytes[4096] = { flags };
	struct device_chain chain;

	memset(bytes + HEADER, (int)length, length);
	cr_assert(device_take(&device_queues[RECEIVE], &chain));
	cr_assert_eq(chain.count, 1);
	fill(&chain, bytes, HEADER + length);
	return device_return(&device_queues[RECEIVE], &chain, HEADER + length);
}

ParameterizedTest(struct kind *kind, driver, send)
{
	struct device_chain chain;
	uint8_t bytes[4096];
	uint32_t room;

	start(kind);
	room = virtio_net.room();
	cr_assert_eq(room, PACKETS / 4);
	send_packet(1514, 0);
	send_packet(60, PACKET_CHECKSUM);
	send_packet(100, PACKET_CHECKSUM | PACKET_PARTIAL);
	cr_assert_eq(device_notified[TRANSMIT], 0, "%s", kind->name);
	virtio_net.flush();
	virtio_net.flush();
	cr_assert_eq(device_notified[TRANSMIT], 1, "once for all");
	cr_assert_eq(virtio_net.room(), room - 3);
	for (unsigned i = 0; i < 3; i++) {
		static const uint32_t lengths[] = { 1514, 60, 100 };
		uint8_t partial = i == 2;

		cr_assert(device_take(&device_queues[TRANSMIT], &chain));
		cr_assert_eq(chain.count, 1);
		cr_assert_eq(flatten(&chain, bytes), HEADER + lengths[i]);
		cr_assert_eq(bytes[0], partial);
		cr_assert_eq(bytes[1], 0);
		cr_assert_eq(bytes[6], partial ? 34 : 0);
		cr_assert_eq(bytes[8], partial ? 16 : 0);
		cr_assert_eq(bytes[HEADER], lengths[i] & 0xff);
		cr_assert(!device_return(&device_queues[TRANSMIT], &chain, 0),
			  "nobody waits for that");
	}
	for (unsigned i = 0; i < room - 3; i++)
		send_packet(60, 0);
	/* Room is made by taking back what has been sent. */
	cr_assert_eq(virtio_net.room(), 3);
}

ParameterizedTest(struct kind *kind, driver, receive)
{
	uint32_t before, pool;

	start(kind);
	pool = packet_free_count();
	cr_assert_eq(pool, PACKETS - PACKETS / 4);
	cr_assert(wire_frame(0, 60), "%s", kind->name);
	device_interrupt();
	cr_assert_eq(device_interrupts_taken, 1);
	cr_assert_eq(received_count, 1);
	cr_assert_eq(received[0]->length, 60);
	cr_assert_eq(received[0]->flags, 0);
	cr_assert_eq(received[0]->frame[59], 60);
	cr_assert(wire_frame(1, 1514));
	cr_assert(!net_poll());
	cr_assert_eq(received[1]->flags, PACKET_CHECKSUM, "to be completed");
	cr_assert(wire_frame(2, 14));
	net_poll();
	cr_assert_eq(received[2]->flags, PACKET_CHECKSUM, "found good");
	/* Runts, giants and nothing at all are not passed on. */
	before = received_count;
	wire_frame(0, 13);
	wire_frame(0, 0);
	wire_frame(0, 1515);
	net_poll();
	cr_assert_eq(received_count, before);
	cr_assert_eq(packet_free_count(), pool);
}

ParameterizedTest(struct kind *kind, driver, one_by_one)
{
	start(kind);
	net_budget = 1;
	for (unsigned i = 0; i < 3; i++)
		wire_frame(0, 60);
	device_interrupt();
	cr_assert_eq(received_count, 1, "%s", kind->name);
	cr_assert(net_poll(), "no interrupt comes for the third");
	cr_assert_eq(received_count, 2);
	cr_assert(!net_poll());
	cr_assert_eq(received_count, 3);
	/* The interrupt has been asked for again. */
	cr_assert(wire_frame(0, 60));
}

ParameterizedTest(struct kind *kind, driver, burst)
{
	uint32_t pool;
	unsigned i;

	start(kind);
	pool = packet_free_count();
	keep = true;
	/* More than the device has buffers for, in one go. */
	for (unsigned round = 0; round < 3; round++) {
		for (i = 0; i < PACKETS / 4; i++)
			wire_frame(0, 60 + i);
		device_interrupt();
	}
	cr_assert_eq(received_count, 3 * PACKETS / 4);
	cr_assert_eq(packet_free_count(), 0, "all are held above");
	cr_assert_eq(pool, received_count);
	/* The device has as many as ever: they are not lent twice. */
	for (i = 0; i < PACKETS / 4; i++)
		wire_frame(0, 60 + i);
	device_interrupt();
	cr_assert_eq(received_count, PACKETS);
	/* Now it starves, until the others are let go. */
	for (i = 0; i < PACKETS; i++)
		packet_put(received[i]);
	keep = false;
	net_poll();
	wire_frame(0, 99);
	device_interrupt();
	cr_assert_eq(received_count, PACKETS + 1, "%s", kind->name);
	cr_assert_eq(packet_free_count(), pool);
}

ParameterizedTest(struct kind *kind, driver, await_room)
{
	struct device_chain chain;
	uint32_t interrupts = 0, finished = 0;
	uint32_t room;

	start(kind);
	room = virtio_net.room();
	for (unsigned i = 0; i < room; i++)
		send_packet(60, 0);
	cr_assert_eq(virtio_net.room(), 0);
	cr_assert(virtio_net.await_room());
	cr_assert_eq(device_notified[TRANSMIT], 1, "or it will never come");
	while (!resumed && finished < room) {
		cr_assert(device_take(&device_queues[TRANSMIT], &chain));
		finished++;
		if (device_return(&device_queues[TRANSMIT], &chain, 0)) {
			interrupts++;
			device_interrupt();
		}
	}
	cr_assert_eq(resumed, 1, "%s", kind->name);
	cr_assert_geq(virtio_net.room(), NET_ROOM_MIN);
	if (kind->features & VIRTIO_EVENT_INDEX)
		cr_assert_eq(interrupts, 1);
	/* Nobody waits any more. */
	cr_assert(device_take(&device_queues[TRANSMIT], &chain));
	cr_assert(!device_return(&device_queues[TRANSMIT], &chain, 0));
	/* If all has gone by the time one asks, nothing will come. */
	while (virtio_net.room())
		send_packet(60, 0);
	cr_assert(!virtio_net.sent());
	while (device_take(&device_queues[TRANSMIT], &chain))
		device_return(&device_queues[TRANSMIT], &chain, 0);
	cr_assert(!virtio_net.await_room());
	cr_assert_eq(virtio_net.room(), room);
	cr_assert(virtio_net.sent());
}

Test(driver, checksum_flags)
{
	start(&kinds[0]);
	cr_assert_eq(offered, DENALI_NET_TX_CHECKSUM | DENALI_NET_RX_CHECKSUM);
}

Test(driver, its_own_address)
{
	static const uint8_t own[6] = { 0x52, 0x54, 0, 0x12, 0x34, 0x56 };
	uint8_t mac[6] = { 0 };

	start(&kinds[0]);
	memcpy(device_config, own, 6);
	virtio_net.mac(mac);
	cr_assert_arr_eq(mac, own, 6);
}

Test(driver, has_no_address)
{
	uint8_t mac[6] = { 0 };

	for (unsigned i = 0; i < PACKETS / PACKETS_A_PAGE; i++) {
		void *page;

		cr_assert_eq(posix_memalign(&page, PAGE_SIZE, PAGE_SIZE), 0);
		packet_add_page(page);
	}
	device_features = 1ull << 40;
	device_queue_sizes[0] = device_queue_sizes[1] = SIZE;
	cr_assert(virtio_net.init(PACKETS, &offered));
	memset(device_config, 0x42, 6);
	virtio_net.mac(mac);
	cr_assert_eq(mac[0], 0);
}

Test(driver, no_device)
{
	cr_assert(!virtio_net.init(PACKETS, &offered));
}

Test(driver, queues_too_small)
{
	device_features = VIRTIO_VERSION_1;
	device_queue_sizes[0] = device_queue_sizes[1] = 8;
	cr_assert(!virtio_net.init(PACKETS, &offered));
	cr_assert(!device_started);
	device_queue_sizes[0] = device_queue_sizes[1] = SIZE;
	cr_assert(!virtio_net.init(4, &offered), "no packets");
}
