/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What lies around the port in a VM, for tests: Ilwaco's heap, clock, timer,
 * lock and NIC, the runtime's descriptors, and a peer on the wire.
 *
 * There is one thread.  Whoever would block has fake_blocked called, or, where
 * there is none, time pass until his deadline; without one the test fails.
 */
#ifndef TESTS_LWIP_FAKE_H
#define TESTS_LWIP_FAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Starts a stack at 10.0.0.1/24 and fd00::1/64, gateway 10.0.0.254; or one
 * without a NIC; or one that asks the network for its addresses. */
void fake_start(void);
void fake_start_alone(void);
void fake_start_unconfigured(void);

/* Blocks of the heap that are in use. */
extern size_t fake_blocks;
/* Allocations yet to succeed; negative: all. */
extern long fake_blocks_left;

extern void (*fake_blocked)(void);

/* How often SIGPIPE would have come. */
extern int fake_broken_pipes;

/* Time: passes only here, and when somebody waits.  The timer's callback runs
 * whenever it is due. */
void fake_pass(uint64_t nanoseconds);
uint64_t fake_now(void);
/* When the timer is set for; ILW_NEVER. */
uint64_t fake_timer(void);
/* How often it has run. */
extern unsigned int fake_timer_runs;

/* The NIC.  A frame is taken in at once; false: no buffer was posted. */
bool fake_receive(const void *frame, size_t length, bool checksum_good);

struct fake_frame {
	size_t length;
	bool asked_checksum; /* which the NIC then completed */
	uint8_t data[1514];
};

/* The oldest frame that was sent and not taken.  False: none. */
bool fake_sent(struct fake_frame *frame);
/* Forgets them all, and lets the port have back what it lent for them. */
void fake_forget_sent(void);
/* Buffers lent to the NIC for reception. */
unsigned int fake_posted(void);
/* Keeps transmitted frames from being given back. */
extern bool fake_hold_sent;

/* Descriptors. */
short fake_poll(int fd);
int fake_close(int fd);
void fake_set_nonblocking(int fd);

#endif
