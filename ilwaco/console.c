/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The console's two byte rings.
 *
 * Output is kicked at once: a program that prints and then computes is to be
 * seen.  Input is taken off the ring without a kick, but for the one that tells
 * the kernel that a full ring has room again.
 */
#include <string.h>

#include <ilwaco/clock.h>
#include <ilwaco/console.h>
#include <ilwaco/event.h>
#include <ilwaco/kick.h>
#include <ilwaco/registers.h>

#include "call.h"

#define OUT DENALI_CONSOLE_OUT
#define IN DENALI_CONSOLE_IN

struct ilw_wait_queue ilw_console_queue;

static void (*listener)(void);

static volatile struct denali_console *ring(void)
{
	return &ilw_shared()->console;
}

static void on_event(void)
{
	ilw_wake_all(&ilw_console_queue);
	if (listener != NULL)
		listener();
}

void ilw_console_events(void (*called)(void))
{
	listener = called;
	ilw_event_register(DENALI_EVENT_CONSOLE, on_event);
}

size_t ilw_console_write_room(void)
{
	return OUT - (ring()->out_posted - ring()->out_done);
}

size_t ilw_console_read_ready(void)
{
	return ring()->in_posted - ring()->in_done;
}

bool ilw_console_at_eof(void)
{
	return (ring()->in_flags & DENALI_CONSOLE_EOF) != 0 &&
	       ilw_console_read_ready() == 0;
}

/* The part of [index, index + length) before the ring's end. */
static size_t before_wrap(uint32_t index, size_t length, size_t ring_size)
{
	size_t rest = ring_size - index % ring_size;

	return length < rest ? length : rest;
}

static size_t post(const char *data, size_t length)
{
	volatile struct denali_console *console = ring();
	char *slots = (char *)(uintptr_t)console->out;
	uint32_t index = console->out_posted;
	size_t room = ilw_console_write_room();
	size_t part;

	if (length > room)
		length = room;
	part = before_wrap(index, length, OUT);
	memcpy(slots + index % OUT, data, part);
	memcpy(slots, data + part, length - part);
	__asm__ volatile("" ::: "memory");
	console->out_posted = index + length;
	return length;
}

size_t ilw_console_write(const void *data, size_t length)
{
	size_t posted;

	ilw_preempt_disable();
	posted = post(data, length);
	ilw_preempt_enable();
	ilw_kick(DENALI_DEVICE_CONSOLE);
	return posted;
}

size_t ilw_console_read(void *data, size_t length)
{
	volatile struct denali_console *console = ring();
	const char *slots = (const char *)(uintptr_t)console->in;
	size_t ready, part;
	uint32_t index;

	ilw_preempt_disable();
	index = console->in_done;
	ready = ilw_console_read_ready();
	if (length > ready)
		length = ready;
	part = before_wrap(index, length, IN);
	memcpy(data, slots + index % IN, part);
	memcpy((char *)data + part, slots, length - part);
	__asm__ volatile("" ::: "memory");
	console->in_done = index + length;
	ilw_preempt_enable();
	if (ready == IN && length != 0)
		ilw_kick_later(DENALI_DEVICE_CONSOLE);
	return length;
}

void ilw_console_last_words(const char *text)
{
	size_t length = strlen(text);

	ilw_shared()->enabled = 0;
	while (length != 0) {
		size_t posted = post(text, length);
		uint64_t soon = ilw_clock_after(ILW_MILLISECOND);

		text += posted;
		length -= posted;
		if (length == 0)
			break;
		ilw_shared()->pending = 0;
		ilw_call(DENALI_IDLE, (uint32_t)soon, (uint32_t)(soon >> 32),
			 0);
	}
}
