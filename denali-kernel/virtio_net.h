/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Virtio network device: the machine's NIC.  Called by net.c alone; calls
 * switch_from_wire for what comes in and turn_advance when it has room again.
 *
 * Receiving.  The device always has empty packets.  Its interrupt handler hands
 * finished ones to the switch and asks for the next interrupt only when it has
 * found nothing more to take, so that under load there are few.
 *
 * Sending.  Packets that were sent are taken back when the room they take is
 * wanted: there is no interrupt for them unless VMs wait for room.
 *
 * The device starts promiscuous and stays so: without a control queue it has no
 * filter, and there are as many MAC addresses behind it as VMs.
 */
#ifndef VIRTIO_NET_H
#define VIRTIO_NET_H

#include <stdbool.h>
#include <stdint.h>

struct packet;

/* Find the device and start it; it may keep a quarter of so many packets each
 * way.  False: there is none, or it does not work (logged). */
bool virtio_net_init(uint32_t packets);

/* DENALI_NET_TX_CHECKSUM, DENALI_NET_RX_CHECKSUM: what it does. */
uint32_t virtio_net_flags(void);

/* As net_room, net_send, net_await_room, net_flush and net_poll. */
uint32_t virtio_net_room(void);
void virtio_net_send(struct packet *packet);
bool virtio_net_await_room(void);
void virtio_net_flush(void);
bool virtio_net_poll(void);

/* Take in one frame a call (net_one_by_one). */
void virtio_net_one_by_one(void);

#endif
