/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The network stack as a whole: start-up, the lock around lwIP, and when its
 * work is done.
 *
 * lwIP is not reentrant.  One mutex, the core lock, is held around every use of
 * it; there is no thread to which requests are passed.  Whoever holds the lock
 * does what there is to do: frames that wait are taken in by the next thread
 * that enters, and, when no thread does, by Ilwaco's service thread, which the
 * NIC's event wakes.
 *
 * lwIP's callbacks run inside that, with the lock held.  They never block and
 * never enter.
 */
#ifndef LWIP_PORT_STACK_H
#define LWIP_PORT_STACK_H

#include <stdbool.h>
#include <stdint.h>

#include <ilwaco/sync.h>

/* Starts the stack: once, at the start of the program (start.c). */
void net_start(void);

/* Ends it, when the program does: connections are closed in good order, and
 * what was sent is given some time to arrive.  The runtime calls it if it is
 * there. */
void net_stop(void);

extern struct ilw_mutex net_core_lock;

/* Takes the core lock; frames and timers that are due come first.  Until it is
 * given up no signal handler runs: it might want the lock. */
void net_enter(void);

/* Gives the core lock up, after delivering what was sent to the VM itself and
 * seeing to it that a timer is armed if anything needs one. */
void net_leave(void);

/* Waits on a condition, the core lock released meanwhile; may return early.
 * False: the deadline (ilwaco/clock.h) has passed. */
bool net_wait(struct ilw_condition *condition, uint64_t deadline);

/* The same for calls that give up when their thread is interrupted: 1, 0: the
 * deadline, or -EINTR. */
int net_wait_interruptible(struct ilw_condition *condition, uint64_t deadline);

#endif
