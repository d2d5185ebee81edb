/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The machine's network: its NIC, packet pool and switch as one.
 *
 * Frames that VMs send pile up in the NIC's ring until net_flush, since telling
 * the device costs more than sending: one notification serves any number of
 * frames, of any number of VMs.
 */
#ifndef NET_H
#define NET_H

#include <stdbool.h>
#include <stdint.h>

struct packet;

/* Make the packet pool and the switch, and find a NIC.  Once, after memory,
 * interrupts and the clock are up, and before the first VM is made.  False if
 * the machine has no NIC that works: VMs then reach each other only. */
bool net_init(void);

/* DENALI_NET_TX_CHECKSUM and DENALI_NET_RX_CHECKSUM as they apply to every VM.
 *
 * Without a NIC, or with one that completes checksums, VMs may leave them to
 * it.  Otherwise they may not: a descriptor that asks for it then breaks the
 * ring's rules.  Completing sums in the kernel would cost as much as it saves
 * the guest, and be billed to nobody who could choose. */
uint32_t net_flags(void);

/* Tell the device of all frames sent since the last call.  Called before the
 * kernel returns to a VM and before it halts; costs a comparison if there is
 * nothing to tell. */
void net_tell_device(void);

extern bool net_untold; /* frames were sent that it has not been told of */

static inline void net_flush(void)
{
	if (net_untold)
		net_tell_device();
}

/* Take in what the device has done since its last interrupt: a comparison if
 * that is nothing.  May post events to VMs, so it is called before the kernel
 * chooses what to run.  True: there is more, for which no interrupt will come;
 * the kernel does not halt before a call has said false. */
bool net_poll(void);

/* For DENALI_PLAN_IMMEDIATE: frames are taken in one by one, each with the
 * interrupt asked for again, so that none comes in another's company. */
void net_one_by_one(void);

/* The wire is to see one MAC address, the NIC's; before VMs are made. */
void net_route(void);

/* For the switch, nic.c and turn.c: is there a NIC; frames it has room for now,
 * which is at least NET_ROOM_MIN when it has sent all; send one (there must be
 * room), taking a reference of its own. */
#define NET_ROOM_MIN 16
bool net_present(void);
uint32_t net_room(void);
void net_send(struct packet *packet);

/* For turn.c, while frames are being sent: arrange for a call of turn_advance
 * once most of them have gone (true).  False: they have already, and no call
 * will come. */
bool net_await_room(void);

/* Before the machine goes off: wait until the device has sent all, but no
 * longer than a second. */
void net_drain(void);

/* A driver of NICs.  It hands what comes in to switch_from_wire, and calls
 * turn_advance when it has room again.  It takes frames for any address: there
 * are as many MAC addresses behind it as VMs. */
struct net_driver {
	/* Find the first device and start it; it may keep a quarter of so many
	 * packets each way.  flags: of DENALI_NET_*, the checksums it does.
	 * False: there is none, or it does not work. */
	bool (*init)(uint32_t packets, uint32_t *flags);
	/* The device's MAC address; all zero: it has none. */
	void (*mac)(uint8_t mac[6]);
	/* As net_room, net_send, net_await_room and net_flush. */
	uint32_t (*room)(void);
	void (*send)(struct packet *packet);
	bool (*await_room)(void);
	void (*flush)(void);
	/* Has the device sent every frame that it was told of? */
	bool (*sent)(void);
	/* As net_poll, taking in net_budget frames at most.  Its interrupt
	 * handler calls net_poll. */
	bool (*poll)(void);
};
extern uint32_t net_budget;
extern const struct net_driver virtio_net, e1000;

#endif
