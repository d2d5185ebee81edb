/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Event functions: a table by bit.
 */
#include <stddef.h>

#include <ilwaco/crash.h>
#include <ilwaco/event.h>
#include <ilwaco/preempt.h>
#include <ilwaco/registers.h>

#include "dispatch.h"

#define EVENTS 8

/* What a stop request does when nobody has asked for it: as a program that gets
 * SIGTERM ends, 128 + 15. */
static void stop(void)
{
	ilw_terminate(143);
}

static void (*functions[EVENTS])(void) = {
	[__builtin_ctz(DENALI_EVENT_STOP)] = stop,
};

/* handler.S */
void ilw_handler(void);
extern const char ilw_return_begin[], ilw_return_end[];

void ilw_event_register(uint32_t event, void (*function)(void))
{
	functions[__builtin_ctz(event)] = function;
}

void ilw_event_call(uint32_t events)
{
	events &= (1u << EVENTS) - 1;
	while (events != 0) {
		int bit = __builtin_ctz(events);

		events &= events - 1;
		if (functions[bit] != NULL)
			functions[bit]();
	}
}

void ilw_event_start(void)
{
	volatile struct denali_rw_registers *shared = ilw_shared();

	shared->timer = UINT64_MAX;
	shared->return_begin = (uint32_t)ilw_return_begin;
	shared->return_end = (uint32_t)ilw_return_end;
	shared->handler = (uint32_t)ilw_handler;
	ilw_preempt_disable();
	shared->enabled = 1;
	ilw_preempt_note(
		__atomic_exchange_n(&shared->pending, 0, __ATOMIC_RELAXED));
	ilw_preempt_enable();
}
