/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The network interface of one VM: its rings (denali/rings.h) on one side, the
 * switch (switch.h) on the other.
 *
 * Transmit.  nic_serve copies each frame out of the VM and hands it to the
 * switch, so that a descriptor is done as soon as it has been looked at.  When
 * the machine's NIC has no room, descriptors stay in the ring and the VM waits
 * in a line (turn.h); when the NIC has room again the VM is woken by
 * DENALI_EVENT_NIC and served before it runs.
 *
 * Receive.  The switch leaves frames, by reference, in the VM's queue and posts
 * DENALI_EVENT_NIC; the VM's memory is not touched then.  nic_serve copies them
 * into the buffers the VM has posted, in the VM's own time.  A VM that is
 * behind loses frames early, at the cost of a counter.
 *
 * Rules.  A VM is attached from when it is made to its end, and detached before
 * its struct is freed.  The calls below work on any VM that has been attached;
 * one whose network has no DENALI_NET_PRESENT has no NIC, and its rings are
 * never looked at.
 */
#ifndef NIC_H
#define NIC_H

#include <stdbool.h>
#include <stdint.h>

#include <denali/registers.h>

#include "link.h"
#include "packet.h"

struct vm;

/* Beside DENALI_NET_*: see forward.h. */
#define NIC_FORWARDED 0x8000

/* Frames that may wait for one VM. */
#define NIC_QUEUE 256

struct nic_port {
	/* The indices the kernel advances; what the ring holds there is never
	 * read back. */
	uint32_t tx_done;
	uint32_t rx_filled;
	uint32_t rx_checked; /* buffers looked at; rx_filled or more */

	struct packet_queue queue; /* frames for the VM */

	/* Who the VM is on the network; ipv4 in network byte order. */
	uint16_t flags; /* DENALI_NET_*, NIC_FORWARDED */
	/* Of what it says to groups (switch.c). */
	uint8_t group_time, group_frames;
	uint32_t ipv4;
	uint8_t mac[6];
	bool tx_turn; /* was woken to transmit, and has not been served since */
	uint8_t tx_time; /* of its last turn (turn.c) */
	uint8_t ipv6[16];

	/* Places in the switch's tables and lists. */
	struct vm *mac_next, *ipv4_next, *ipv6_next;
	struct link all;
	struct link members; /* of some multicast group */

	struct link waiting; /* for room in the machine's NIC */
	struct link holding; /* frames, in its queue */
};

/* Give the VM the NIC that net describes; net is what the VM's registers
 * say, with the checksum flags of net_flags. */
void nic_attach(struct vm *vm, const struct denali_network *net);

/* A VM that has a NIC has other addresses from now on. */
void nic_move(struct vm *vm, const struct denali_network *net);

/* Drop what is queued for the VM and make its addresses unknown.  It has no NIC
 * from then on; detaching it again changes nothing. */
void nic_detach(struct vm *vm);

/* Take what the VM transmits and fill its receive buffers.  The VM's address
 * space is loaded.  Looks at no more than DENALI_NIC_SLOTS descriptors each
 * way.  A VM that has broken the rings' rules is to be ended with
 * DENALI_CAUSE_RING.  A frame that could not be copied for another reason (a
 * page the VM made inaccessible, no frame left) is dropped and counted. */
enum nic_result {
	NIC_DONE,
	NIC_WAIT,  /* for a page: serve it again before it goes on */
	NIC_BROKEN /* the rings' rules */
};
enum nic_result nic_serve(struct vm *vm);

/* Would nic_serve do anything, or end the VM?  Reads the VM's rings, hence a
 * hint only. */
bool nic_has_work(const struct vm *vm);

/* For the switch: one more frame for the VM.  The caller keeps its reference.
 * False: there was no room, and the drop has been counted. */
bool nic_deliver(struct vm *vm, struct packet *packet);

#endif
