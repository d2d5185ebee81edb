/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Events with a handler, return range or save area that make no sense.
 */
#include "../attack.h"

static void enable(uint32_t handler)
{
	rw_registers->return_begin = 0;
	rw_registers->return_end = 0;
	rw_registers->handler = handler;
	rw_registers->enabled = 1;
	rw_registers->timer = 0;
	spin(20);
}

#define HANDLER(name, address)                                                 \
	static void events_##name(void)                                        \
	{                                                                      \
		enable(address);                                               \
		attack_check(0, "the handler is refused");                     \
	}

static uint8_t data[16] = { 0xc3 };

HANDLER(handler_kernel, DENALI_KERNEL_BASE + 0x100000)
HANDLER(handler_top, 0xffffffff)
HANDLER(handler_low, 4)
HANDLER(handler_past_end, ro_registers->memory_size)
HANDLER(handler_data, (uint32_t)data)

/* Return ranges hurt only who wrote them. */
static void events_range(uint32_t begin, uint32_t end)
{
	rw_registers->return_begin = begin;
	rw_registers->return_end = end;
	for (int i = 0; i < 20; i++) {
		rw_registers->timer = 0;
		spin(1);
	}
}

static void events_range_all(void)
{
	events_range(0, 0xffffffff);
}

static void events_range_turned(void)
{
	events_range(0xffffffff, 0);
}

static void events_range_kernel(void)
{
	events_range(DENALI_KERNEL_BASE, 0xffffffff);
}

/* Every word of both sides' page nonsense, then everything at once. */
static void events_noise(void)
{
	volatile uint32_t *words = (volatile uint32_t *)rw_registers;
	uint32_t noise = 12345;

	for (int round = 0; round < 50; round++) {
		for (uint32_t i = 0; i < DENALI_PAGE_SIZE / 4; i++) {
			noise = noise * 1664525u + 1013904223u;
			words[i] = noise;
		}
		trap(DENALI_KICK, DENALI_DEVICE_ALL, 0, 0);
	}
}

/* Events that nobody may post, and all of them at once. */
static void events_pending(void)
{
	for (int i = 0; i < 100; i++) {
		rw_registers->pending = 0xffffffff;
		trap(DENALI_IDLE, 0xffffffff, 0xffffffff, 0);
	}
}

/* Timers in the past, now, and in a time that never comes. */
static void events_timer(void)
{
	static const uint64_t times[] = { 0, 1, 0x7fffffffffffffff,
					  0x8000000000000000,
					  0xfffffffffffffffe };

	for (uint32_t i = 0; i < ATTACK_COUNT(times) * 20; i++) {
		rw_registers->timer = times[i % ATTACK_COUNT(times)];
		trap(DENALI_IDLE, 0, 0, 0);
		trap(DENALI_IDLE, 1000, 0, 0);
	}
	rw_registers->timer = 0xffffffffffffffff;
}

#define ENTRY(name)                                                            \
	{                                                                      \
#name, events_##name                                           \
	}

void events(const char *name)
{
	static const struct attack_case cases[] = {
		ENTRY(handler_kernel), ENTRY(handler_top),
		ENTRY(handler_low),    ENTRY(handler_past_end),
		ENTRY(handler_data),   ENTRY(range_all),
		ENTRY(range_turned),   ENTRY(range_kernel),
		ENTRY(noise),          ENTRY(pending),
		ENTRY(timer),
	};

	attack_case(cases, ATTACK_COUNT(cases), name);
}
