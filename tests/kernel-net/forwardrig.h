/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A host with forwarded ports: VM 1 is the host; port 80 of its addresses leads
 * to port 8080 of VM 2.  Clients are on the wire.
 */
#ifndef KERNEL_NET_FORWARDRIG_H
#define KERNEL_NET_FORWARDRIG_H

#include <stdbool.h>
#include <stdint.h>

#include "forward.h"
#include "frames.h"
#include "world.h"

#define HOST 1
#define WEB 2
#define OTHER 3
#define VMS 3
#define CLIENT (OUTSIDE + 7)
#define CLIENT_PORT 40000
#define TCP DENALI_FORWARD_TCP
#define UDP DENALI_FORWARD_UDP

extern struct vm *vms[VMS + 1];
extern struct frame frame, got;

/* For test suites. */
void forward_start(void);
void forward_stop(void);

/* What is asked for: a port of the host's address, and where it leads. */
extern struct denali_forward asked;
void ask(uint8_t family, uint8_t protocol, uint16_t port);
void add(uint32_t vm, uint16_t port, uint16_t flags);
int32_t set(void);

/* What of the four kinds a frame is: IPv6 or not, TCP or UDP. */
struct kind {
	bool six, udp;
};
extern struct kind kinds[4];

/* Makes the frame. */
void build(struct kind kind, uint32_t to, uint32_t from, uint16_t source,
	   uint16_t destination, uint32_t payload);

/* What becomes of it is in got; false: nothing comes.  The one frame that a VM
 * has been given; the one that comes to it, or to the wire, where frame goes in
 * at the other end. */
bool given(uint32_t vm);
bool from_wire_to(uint32_t vm);
bool sent_from(uint32_t vm, uint16_t flags, uint16_t start, uint16_t offset);

/* Is got the frame that build would have made with these? */
void same_as(struct kind kind, uint32_t to, uint32_t from, uint16_t source,
	     uint16_t destination, uint32_t payload);

#endif
