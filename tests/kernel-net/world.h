/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A stand-in for what lies around the kernel's network code: VMs whose memory
 * is the host's, a wire that keeps what is sent, a clock that stands still, and
 * a packet pool of known size.
 *
 * VM number i has MAC 02:00:00:00:0i:ii, 10.1.0.0 + i and fd00::1:i, and
 * world_stop checks that it gave every packet back.
 */
#ifndef TESTS_KERNEL_NET_WORLD_H
#define TESTS_KERNEL_NET_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "packet.h"
#include "vm.h"

#define WORLD_VMS 16384
#define WORLD_MEMORY DENALI_MEMORY_MIN
#define WORLD_TAP_MAX 1024
#define WORLD_EPOCH 1600000000000000000ull /* when the kernel started */

/* Start with so many packets, and a wire with room for so many (0: no NIC). */
void world_start(uint32_t packets, uint32_t room);

/* End every VM, let the wire finish, and check that no packet is missing. */
void world_stop(void);

/* Make VM number i, its rings zero. */
struct vm *world_vm(uint32_t i, uint32_t flags);
void world_end(struct vm *vm);

void world_mac(uint32_t i, uint8_t mac[6]);
uint32_t world_ipv4(uint32_t i);
void world_ipv6(uint32_t i, uint8_t address[16]);

/* The kernel has no memory left; or, if not 0, for that many records less one.
 */
extern bool world_no_memory;
extern uint32_t world_shortage;
/* Records of any kind that are in use. */
extern uint32_t world_records;

/* When the timer is to come (ns). */
extern uint64_t world_armed;

/* Messages to the host: how many there were, room for more, and the last. */
extern uint32_t world_messages, world_port_room;
extern struct world_message {
	uint32_t vm;
	struct denali_port_frame head;
	uint32_t length;
	uint8_t frame[PACKET_FRAME];
} world_message;

/* The VM's memory at a guest address; its rings. */
uint8_t *world_at(struct vm *vm, uint32_t address);
struct denali_nic *world_rings(struct vm *vm);

/* Reads and writes that touch [from, to) fail, as if a page had no access. */
void world_forbid(uint32_t from, uint32_t to);

/* So many reads and writes more find a page on the swap disk. */
extern uint32_t world_absent;

/* Let the wire finish the oldest count frames it has, and wake who waits. */
void world_complete(uint32_t count);

/* Frames that went to the wire since the start, and the i-th of them. */
extern uint32_t world_sent;
const struct packet *world_frame(uint32_t i);

/* A packet with a copy of these bytes; and one that came from the wire, which
 * is handed to the switch and let go. */
struct packet *world_packet(const void *bytes, uint32_t length);
void world_receive(const void *bytes, uint32_t length);

/* The VM's oldest undelivered frame, taken; a null pointer if there is none.
 * And how many there are. */
struct packet *world_take(struct vm *vm);
uint32_t world_queued(const struct vm *vm);

/* As the scheduler does: the VM that was first posted an event, no more woken
 * by it; a null pointer if there is none. */
struct vm *world_woken(void);

extern uint64_t world_now; /* ns */

/* Serve a VM's NIC; false: it has broken the rules. */
static inline bool served(struct vm *vm)
{
	return nic_serve(vm) != NIC_BROKEN;
}

#endif
