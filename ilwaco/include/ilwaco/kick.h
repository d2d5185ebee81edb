/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Kicks: telling the kernel that rings have work.
 *
 * Idling serves all rings anyway, so a kick that waits until then is free.  A
 * deferred kick is folded into the next idle, or done when the thread that
 * asked for it blocks or is preempted while others can run.
 */
#ifndef ILWACO_KICK_H
#define ILWACO_KICK_H

#include <stdint.h>

#include <denali/calls.h>

/* Now: one trap.  devices: DENALI_DEVICE_* bits. */
void ilw_kick(uint32_t devices);

/* Before anyone can miss it.  No trap. */
void ilw_kick_later(uint32_t devices);

#endif
