/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The switch: from VMs and the wire, to VMs and the wire.
 *
 * A frame for one station goes there and nowhere else, found by its MAC
 * address; what VMs say to each other never leaves the machine.  Frames for
 * groups are where thousands of VMs on one wire would drown in each other's
 * noise, so they go only where they can matter:
 *
 *   ARP, neighbour solicitation   to the VM that has the address asked for, by
 *     and advertisement           reference; if none has, to the wire only
 *   DHCP reply                    to the VM it is addressed to
 *   DHCP request, router          from a VM: to the wire only
 *     solicitation, IGMP, MLD
 *   router advertisement          to VMs with DENALI_NET_SLAAC
 *   other multicast               to VMs that have joined some group (a VM is
 *                                 taken to have when it sends an IGMP or an
 *                                 MLDv1 report), and from a VM to the wire
 *   broadcast of UDP over IPv4    to every VM, and from a VM to the wire
 *   any other broadcast           to no VM; from a VM to the wire
 *
 * The last three kinds are limited to SWITCH_FLOOD_RATE deliveries a second
 * each way, in bursts of at least one frame to everyone.
 *
 * From the wire, group frames whose source is a local VM are reflections, and
 * dropped.  Frames from VMs are subject to guard.h.
 *
 * Rules.  The caller keeps its reference to the packet.
 */
#ifndef SWITCH_H
#define SWITCH_H

#include <stdbool.h>

#include "packet.h"

#define SWITCH_FLOOD_RATE 2000

struct vm;

/* Forward a frame that a VM sends.  False: it was not one the VM may send, or
 * had nowhere to go.  If there is a NIC, it has room for the frame. */
bool switch_from_vm(struct vm *vm, struct packet *packet);

/* Forward a frame that came from the wire. */
void switch_from_wire(struct packet *packet);

#endif
