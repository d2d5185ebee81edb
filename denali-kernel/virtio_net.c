/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Virtio network device.
 *
 * Receiving.  The device always has empty packets.  Its interrupt has finished
 * ones handed to the switch, and the next is asked for only when nothing more
 * is found to take, so that under load there are few.
 *
 * Sending.  Packets that were sent are taken back when the room they take is
 * wanted: there is no interrupt for them unless VMs wait for room.
 *
 * The device starts promiscuous and stays so: without a control queue it has no
 * filter, and there are as many MAC addresses behind it as VMs.
 *
 * Each frame is one descriptor, with the device's header in the packet's
 * headroom.  No segmentation, no merged buffers: every frame fits a packet.
 */
#include "net.h"

#include <denali/registers.h>

#include "log.h"
#include "packet.h"
#include "string.h"
#include "switch.h"
#include "turn.h"
#include "virtio.h"

#define FEATURE_CHECKSUM (1ull << 0)
#define FEATURE_GUEST_CHECKSUM (1ull << 1)
#define FEATURE_MAC (1ull << 5)
#define FEATURE_STATUS (1ull << 16)

#define CONFIG_MAC 0
#define CONFIG_STATUS 6
#define STATUS_LINK 0x1

enum { RECEIVE, TRANSMIT };

#define HEADER_NEEDS_CHECKSUM 0x1
#define HEADER_DATA_VALID 0x2

struct virtio_net_header {
	uint8_t flags;
	uint8_t segmentation;
	uint16_t header_length;
	uint16_t segment_size;
	uint16_t checksum_start;
	uint16_t checksum_offset;
	uint16_t buffers;
};
_Static_assert(sizeof(struct virtio_net_header) == 12, "virtio");
_Static_assert(sizeof(struct virtio_net_header) <= PACKET_HEADROOM, "virtio");
#define HEADER_SIZE ((uint32_t)sizeof(struct virtio_net_header))

static struct virtio_device device;
static struct virtqueue receive_queue, transmit_queue;
static uint16_t receive_target, transmit_limit;
static bool armed;    /* an interrupt comes with the next frame */
static bool awaiting; /* turn_advance is owed */

static struct virtio_net_header *header_of(struct packet *packet)
{
	return (void *)(packet->headroom + PACKET_HEADROOM - HEADER_SIZE);
}

/* Give the device a packet with its header. */
static void add(struct virtqueue *queue, struct packet *packet, uint32_t length,
		unsigned given)
{
	struct virtqueue_piece piece = {
		window_phys(packet->frame) - HEADER_SIZE, HEADER_SIZE + length
	};

	virtqueue_add(queue, &piece, 1, given, packet);
}

/* ---- transmit ---- */

static uint16_t room(void)
{
	return (uint16_t)(transmit_limit - virtqueue_busy(&transmit_queue));
}

static void reclaim(void)
{
	struct packet *packet;
	uint32_t length;

	while ((packet = virtqueue_take(&transmit_queue, &length)) != NULL)
		packet_put(packet);
}

static uint32_t virtio_net_room(void)
{
	if (!room())
		reclaim();
	return room();
}

static void virtio_net_send(struct packet *packet)
{
	struct virtio_net_header *header = header_of(packet);

	ensure(virtio_net_room());
	*header = (struct virtio_net_header){ 0 };
	if (packet->flags & PACKET_PARTIAL) {
		header->flags = HEADER_NEEDS_CHECKSUM;
		header->checksum_start = packet->checksum_start;
		header->checksum_offset = packet->checksum_offset;
	}
	add(&transmit_queue, packet_get(packet), packet->length, 1);
}

static void virtio_net_flush(void)
{
	virtio_notify(&device, TRANSMIT, &transmit_queue);
}

static bool virtio_net_sent(void)
{
	reclaim();
	return !virtqueue_busy(&transmit_queue);
}

static bool virtio_net_await_room(void)
{
	uint16_t busy = virtqueue_busy(&transmit_queue);

	ensure(busy);
	virtio_net_flush();
	/* Rather one interrupt for many frames than one for each. */
	awaiting = virtqueue_arm(&transmit_queue, (uint16_t)(busy - busy / 4));
	if (!awaiting)
		reclaim();
	return awaiting;
}

static void resume_senders(void)
{
	reclaim();
	if (room() < transmit_limit / 2)
		return;
	awaiting = false;
	virtqueue_quiet(&transmit_queue);
	turn_advance();
}

/* ---- receive ---- */

static void give_buffer(struct packet *packet)
{
	add(&receive_queue, packet, PACKET_FRAME, 0);
}

/* Replace the packets that the switch has kept. */
static void refill(void)
{
	struct packet *packet;

	while (virtqueue_busy(&receive_queue) < receive_target) {
		packet = packet_alloc();
		if (!packet)
			break;
		give_buffer(packet);
	}
	virtio_notify(&device, RECEIVE, &receive_queue);
}

/* A packet that the device has written length bytes of. */
static void accept(struct packet *packet, uint32_t length)
{
	uint8_t flags = header_of(packet)->flags;

	packet->flags = 0;
	if (length >= HEADER_SIZE + DENALI_FRAME_MIN &&
	    length <= HEADER_SIZE + DENALI_FRAME_MAX) {
		packet->length = (uint16_t)(length - HEADER_SIZE);
		if (flags & (HEADER_NEEDS_CHECKSUM | HEADER_DATA_VALID))
			packet->flags = PACKET_CHECKSUM;
		switch_from_wire(packet);
	}
	if (packet->references == 1)
		give_buffer(packet);
	else
		packet_put(packet);
}

/* Take in frames, at most budget; what is left of it. */
static uint32_t receive(uint32_t budget)
{
	struct packet *packet;
	uint32_t length;

	while (budget &&
	       (packet = virtqueue_take(&receive_queue, &length)) != NULL) {
		accept(packet, length);
		budget--;
	}
	refill();
	return budget;
}

static bool virtio_net_poll(void)
{
	uint32_t budget = net_budget;

	if (awaiting)
		resume_senders();
	if (virtqueue_busy(&receive_queue) < receive_target)
		refill();
	if (armed && !virtqueue_done(&receive_queue))
		return false;
	virtqueue_quiet(&receive_queue);
	do {
		budget = receive(budget);
		armed = (budget || net_budget == 1) &&
			virtqueue_arm(&receive_queue, 1);
	} while (budget && !armed);
	return !armed;
}

static void interrupt(void *argument)
{
	(void)argument;
	virtio_acknowledge(&device);
	net_poll();
}

/* ---- start-up ---- */

static void virtio_net_mac(uint8_t mac[6])
{
	if (!virtio_has(&device, FEATURE_MAC))
		return;
	for (unsigned i = 0; i < 6; i++)
		mac[i] = virtio_config(&device, CONFIG_MAC + i);
}

static void log_device(void)
{
	uint8_t mac[6] = { 0 };
	bool up = !virtio_has(&device, FEATURE_STATUS) ||
		  virtio_config(&device, CONFIG_STATUS) & STATUS_LINK;

	virtio_net_mac(mac);
	log_line("net: virtio, %02x:%02x:%02x:%02x:%02x:%02x, link %s, "
		 "features %x",
		 mac[0], mac[1], mac[2], mac[3], mac[4], mac[5],
		 up ? "up" : "down", (unsigned)device.features);
}

static uint16_t at_most(uint16_t value, uint32_t limit)
{
	return value < limit ? value : (uint16_t)limit;
}

/* Make the queues, and decide how much goes through them. */
static const char *make_queues(uint32_t packets)
{
	if (!virtio_queue(&device, RECEIVE, &receive_queue) ||
	    !virtio_queue(&device, TRANSMIT, &transmit_queue))
		return "its queues cannot be used";
	receive_target = at_most(virtqueue_room(&receive_queue, 1),
				 packets / 4);
	transmit_limit = at_most(virtqueue_room(&transmit_queue, 1),
				 packets / 4);
	if (!receive_target || transmit_limit < NET_ROOM_MIN)
		return "its queues or the packet pool are too small";
	return NULL;
}

static uint32_t checksums(void)
{
	uint32_t flags = 0;

	if (virtio_has(&device, FEATURE_CHECKSUM))
		flags |= DENALI_NET_TX_CHECKSUM;
	if (virtio_has(&device, FEATURE_GUEST_CHECKSUM))
		flags |= DENALI_NET_RX_CHECKSUM;
	return flags;
}

static bool virtio_net_init(uint32_t packets, uint32_t *flags)
{
	uint64_t wanted = FEATURE_CHECKSUM | FEATURE_GUEST_CHECKSUM |
			  FEATURE_MAC | FEATURE_STATUS | VIRTIO_EVENT_INDEX;
	const char *wrong;

	if (!virtio_open(&device, VIRTIO_TYPE_NET, wanted, interrupt, NULL))
		return false;
	wrong = make_queues(packets);
	if (wrong) {
		log_line("net: the virtio device is not used: %s", wrong);
		virtio_close(&device);
		return false;
	}
	virtqueue_quiet(&transmit_queue);
	virtio_start(&device);
	refill();
	armed = virtqueue_arm(&receive_queue, 1);
	*flags = checksums();
	log_device();
	return true;
}

const struct net_driver virtio_net = { .init = virtio_net_init,
				       .mac = virtio_net_mac,
				       .room = virtio_net_room,
				       .send = virtio_net_send,
				       .await_room = virtio_net_await_room,
				       .flush = virtio_net_flush,
				       .sent = virtio_net_sent,
				       .poll = virtio_net_poll };
