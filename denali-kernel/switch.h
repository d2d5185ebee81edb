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
 *     and advertisement           reference; if none has, to the wire only; ARP
 *                                 that arp.h answers goes no further
 *   DHCP reply                    to the VM it is addressed to
 *   DHCP request, router          from a VM: to the wire only
 *     solicitation, IGMP, MLD
 *   router advertisement          to VMs with DENALI_NET_SLAAC
 *   other multicast               to VMs that have joined some group (a VM is
 *                                 taken to have when it sends an IGMP or an
 *                                 MLD report), and from a VM to the wire
 *   broadcast of UDP over IPv4    to every VM, and from a VM to the wire
 *   any other broadcast           to no VM; from a VM to the wire
 *
 * Of all of these a VM sends SWITCH_GROUP_RATE a second, and what is beyond is
 * lost, so that none is heard more than others on the wire.  The last three
 * kinds are also limited to SWITCH_FLOOD_RATE deliveries a second
 * each way, in bursts of at least one frame to everyone.
 *
 * From the wire, group frames whose source is a local VM are reflections, and
 * dropped.  Frames from VMs are subject to guard.h.
 *
 * Routing.  A station on the wire, which may remember a thousand neighbours
 * where there are ten thousand VMs, reaches them all through one: frames from
 * the wire to arp_router_mac go to the VM that has the IPv4 or IPv6 address
 * they are for, with its MAC address as their destination, or nowhere.  On
 * Linux:
 *
 *   ip route add 10.8.0.0/16 via 169.254.0.1 dev tap0 onlink
 *   ip route add fd00:8::/64 via fe80::64:6eff:feff:ffff dev tap0
 *
 * A VM has no need of it, and sends nothing that way.  Hop counts are not
 * touched and nothing is answered with ICMP: to IP, VMs and wire remain one
 * link.
 *
 * A host may be routed wholly (arp.h): then the wire knows one MAC address, the
 * only one that frames from it can be for and that frames to it are from.
 * Among themselves VMs have their own all the same.
 *
 * Ports of the host's address that lead to VMs are forward.h's.
 *
 * Rules.  The caller keeps its reference to the packet, which must be the only
 * one; the frame may be another one afterwards.
 */
#ifndef SWITCH_H
#define SWITCH_H

#include <stdbool.h>

#include "packet.h"

#define SWITCH_FLOOD_RATE 2000
#define SWITCH_GROUP_RATE 1000

struct vm;

/* Forward a frame that a VM sends.  False: it was not one the VM may send, or
 * had nowhere to go.  If there is a NIC, it has room for the frame. */
bool switch_from_vm(struct vm *vm, struct packet *packet);

/* Forward a frame that came from the wire. */
void switch_from_wire(struct packet *packet);

#endif
