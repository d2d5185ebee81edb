/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Network policy: what a VM may receive and whom it may talk to.
 *
 * An image may carry a policy in a note (image.h), and whoever makes a VM may
 * give one; a frame passes only if each of those that exist lets it pass.  The
 * kernel keeps no state of connections, so it judges each frame alone:
 *
 *   - A frame to the VM passes if an IN rule covers its local port and the
 *     sender; or if an OUT rule covers the sender and its port, and it does not
 *     open a TCP connection (SYN without ACK): an answer to the VM.
 *   - A frame from the VM passes if an OUT rule covers the receiver and its
 *     port; or if an IN rule covers its local port and the receiver, and it
 *     does not open a TCP connection: an answer from the VM.
 *   - A direction whose DENALI_POLICY_* bit is not set counts as covered by a
 *     rule for everything.
 *   - ICMP and ICMPv6 other than echo requests pass if the other side is
 *     covered by any rule, whatever its protocol and ports; so do echo
 *     requests, but in their own direction only.
 *   - ARP, neighbour and router discovery, multicast reports and DHCP are
 *     not subject to policies, but to what the switch lets through of them.
 *   - Fragments of which ports cannot be told, and other protocols, pass if a
 *     rule with protocol 0 covers the other side.
 */
#ifndef DENALI_POLICY_H
#define DENALI_POLICY_H

#include <stdint.h>

#define DENALI_POLICY_IN 0x1  /* inbound is limited to the IN rules */
#define DENALI_POLICY_OUT 0x2 /* outbound is limited to the OUT rules */

#define DENALI_POLICY_RULES 16

#define DENALI_RULE_IN 0  /* ports are the VM's own; address, the sender's */
#define DENALI_RULE_OUT 1 /* ports and address are the receiver's */

struct denali_rule {
	uint8_t direction; /* DENALI_RULE_* */
	uint8_t protocol;  /* 6: TCP, 17: UDP, 0: any, ports not looked at */
	uint8_t family;    /* 4, 6, or 0: both, of every address */
	uint8_t prefix;    /* bits of address that count: 0 to 32, or 128 */
	uint16_t port_first, port_last; /* host order, first <= last */
	uint8_t address[16];            /* IPv4: the first four bytes */
};
_Static_assert(sizeof(struct denali_rule) == 24, "contract");

struct denali_policy {
	uint32_t flags;      /* DENALI_POLICY_* */
	uint32_t rule_count; /* at most DENALI_POLICY_RULES; the rest is zero */
	struct denali_rule rule[DENALI_POLICY_RULES];
};
_Static_assert(sizeof(struct denali_policy) == 8 + 16 * 24, "contract");

#endif
