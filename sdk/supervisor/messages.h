/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What VMs have to say, by way of the kernel: their consoles, how they end,
 * what they have used.  A thread takes the messages, one after another, and
 * gives each to whom it concerns.
 *
 * Whoever prints as fast as it can keeps this thread busy, not the others: the
 * lock is given back after each message, and the processor after a few; what is
 * beyond a VM's budget costs no more than looking for newlines, and VMs whose
 * messages are not taken yet wait in the kernel.
 */
#ifndef SUPERVISOR_MESSAGES_H
#define SUPERVISOR_MESSAGES_H

#include <stdbool.h>

struct instance;
struct ilw_message;

/* Starts the thread.  False: no memory. */
bool messages_start(void);

/* A VM has been made and has not run yet, or has been found by a supervisor
 * that was made anew.  With host_lock held. */
void messages_began(struct instance *instance);

/* Its row goes: the EXIT was its last message.  With host_lock held. */
void messages_ended(struct instance *instance);

/* What the thread does with a message.  With host_lock held. */
void messages_take(const struct ilw_message *message);

#endif
