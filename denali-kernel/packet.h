/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Packet buffers: a fixed pool, from which every frame in the kernel comes.
 *
 * A packet holds one Ethernet frame and is reference-counted, so that a frame
 * for many VMs is stored once.  Whoever holds a reference may read; only the
 * sole holder of a new packet writes, then it never changes again (the device's
 * header before the frame excepted, which belongs to the machine's NIC).
 *
 * Buffers lie in the window, never across a page.
 *
 * Sharing.  The pool is common to all VMs, so its last buffers must not go to
 * those that are slow.  As many as the NIC has room to transmit are kept back,
 * and of what is left one VM's queue may hold at most as much as stays free
 * after it (packet_share): many slow VMs together leave something to others.
 */
#ifndef PACKET_H
#define PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <denali/rings.h>

#define PACKET_SIZE 2048
#define PACKET_HEADROOM 16
#define PACKET_FRAME 1536

#define PACKET_CHECKSUM 0x1 /* the checksum is good or will be completed */
#define PACKET_FROM_VM 0x4  /* else from the wire */
#define PACKET_PARTIAL 0x2  /* to be completed; start and offset are valid */

/* A place in a queue.  Each packet brings some to the pool's stock; in which
 * packet a node's memory is has nothing to do with the one it refers to. */
struct packet_node {
	struct packet_node *next;
	struct packet *packet;
};

#define PACKET_NODES                                                           \
	((PACKET_SIZE - PACKET_FRAME - PACKET_HEADROOM - 2 * sizeof(void *) -  \
	  12) /                                                                \
	 sizeof(struct packet_node))

struct packet {
	struct packet *free_next;
	struct packet *untapped_next;
	uint32_t references;
	uint16_t length; /* of the frame */
	uint16_t flags;  /* PACKET_* */
	uint16_t checksum_start, checksum_offset;
	/* The device's header ends where the frame starts. */
	uint8_t headroom[PACKET_HEADROOM];
	uint8_t frame[PACKET_FRAME];
	struct packet_node nodes[PACKET_NODES];
};
_Static_assert(sizeof(struct packet) <= PACKET_SIZE, "two to a page");
_Static_assert(offsetof(struct packet, frame) % 4 == 0, "for copies by words");
_Static_assert(PACKET_FRAME >= DENALI_FRAME_MAX + 4,
	       "a whole frame, and a VLAN tag from the wire");

#define PACKETS_A_PAGE 2
#define PACKET_PAGES_MAX 2048

/* Give the pool a page of the window for good, at most PACKET_PAGES_MAX in
 * all.  It is not touched before it is needed, so that a machine with little
 * traffic starts quickly and keeps its memory cold. */
void packet_add_page(void *page);

/* A packet with one reference and no flags, contents undefined; a null pointer
 * if the pool is empty. */
struct packet *packet_alloc(void);

/* Another packet with the same in it, and one reference. */
struct packet *packet_copy(const struct packet *packet);

static inline struct packet *packet_get(struct packet *packet)
{
	packet->references++;
	return packet;
}

/* Drop a reference; the last frees the packet. */
void packet_put(struct packet *packet);

uint32_t packet_free_count(void);

/* Packets that wait for somebody, first in, first out.  All zero: empty. */
struct packet_queue {
	struct packet_node *first, *last;
	uint32_t count;
};

/* Adds with a reference of its own; false if the pool has no node left. */
bool packet_queue_add(struct packet_queue *queue, struct packet *packet);

/* The first of a queue that is not empty, which keeps it. */
struct packet *packet_queue_first(const struct packet_queue *queue);

/* Takes the first, with its reference, out of a queue that is not empty. */
struct packet *packet_queue_take(struct packet_queue *queue);

/* Packets that one VM's queue may hold now, with that many of the free ones
 * kept back. */
static inline uint32_t packet_share(uint32_t kept)
{
	uint32_t free = packet_free_count();

	return free > kept ? (free - kept + 1) / 2 : 0;
}

#endif
