/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Events: what the kernel tells the VM, asynchronously and batched.
 */
#ifndef ILWACO_EVENT_H
#define ILWACO_EVENT_H

#include <stdint.h>

#include <denali/calls.h>

/* Has function called when the event (one DENALI_EVENT_*) has come, however
 * many times it came.  It runs with preemption disabled, on the stack of
 * whichever thread was interrupted or idles: short, does not block, no
 * floating point.  Wakes a queue, posts a semaphore or work, and returns.
 * A second registration replaces the first.  The timer's is Ilwaco's own. */
void ilw_event_register(uint32_t event, void (*function)(void));

#endif
