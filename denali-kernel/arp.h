/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * ARP, and what stands for it in IPv6, on others' behalf, so that no station on
 * the wire need remember, or hear, thousands of VMs.
 *
 * Towards the wire.  ARP_ROUTER_IPV4, link-local and the same at every host, is
 * answered with arp_router_mac, to which a station may send what is for any VM
 * (switch.h).  It is of the block that RFC 3927 keeps from those who choose
 * link-local addresses themselves.  Where the host is routed that is the one
 * MAC address of all: whoever asks for an address of a VM is told it at once,
 * and no VM hears of it, but of one that is about to use the same address.
 *
 * Towards VMs.  Who on the wire has said its address is remembered for a while,
 * and a VM that asks for it is told at once: of thousands of VMs that ask for
 * their gateway the wire hears one.  Nothing is learned from VMs, nor about
 * their addresses.
 */
#ifndef ARP_H
#define ARP_H

#include <stdbool.h>
#include <stdint.h>

#include "headers.h"

#define ARP_ROUTER_IPV4 0xa9fe0001u /* 169.254.0.1 */

/* Remembered so many, the latest; for so many seconds (of 2^30 ns). */
#define ARP_NEIGHBOURS 256
#define ARP_SECONDS 30

struct vm;

extern uint8_t arp_router_mac[6]; /* 02:64:6e:ff:ff:ff, but where routed */

/* The host is routed: its own MAC address is this one.  Before the first VM. */
extern bool arp_routed;
void arp_route(const uint8_t *mac);

/* An ARP frame from the wire, checked by headers.h: remember its sender, and
 * answer if the router is asked for, or what it routes to.  True: that was it,
 * and the frame is for nobody else. */
bool arp_from_wire(const uint8_t *frame);

/* An ICMPv6 message from the wire: the same for IPv6, where the router's
 * address is the link-local one formed from its usual MAC,
 * fe80::64:6eff:feff:ffff. */
bool arp_from_wire6(const uint8_t *frame, const struct headers *headers);

/* An ARP frame from a VM, which headers.h and guard.h let pass.  True: it asked
 * for a neighbour on the wire, and has been answered. */
bool arp_answer_vm(struct vm *vm, const uint8_t *frame);

#endif
