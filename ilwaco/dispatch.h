/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Event functions, as the scheduler sees them.  See <ilwaco/event.h>.
 */
#ifndef ILWACO_DISPATCH_H
#define ILWACO_DISPATCH_H

#include <stdint.h>

/* Calls the functions registered for these events. */
void ilw_event_call(uint32_t events);

/* Lets events come, from now on. */
void ilw_event_start(void);

#endif
