/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Output without end: as much as the ring takes, a byte at a time, a line that
 * never ends, and bytes that would be messages of the kernel's.
 */
#include <denali/hostport.h>

#include "../attack.h"

#define CONSOLE (rw_registers->console)

/* The text over and over, in pieces of at most most bytes, and a kick each. */
static void print_for_ever(const void *text, size_t length, uint32_t most)
{
	const uint8_t *bytes = text;
	size_t at = 0;

	for (;;) {
		uint32_t posted = CONSOLE.out_posted;
		uint32_t begun = posted;

		while (posted - CONSOLE.out_done < DENALI_CONSOLE_OUT &&
		       posted - begun < most)
			CONSOLE.out[posted++ % DENALI_CONSOLE_OUT] =
				bytes[at++ % length];
		CONSOLE.out_posted = posted;
		trap(DENALI_KICK, DENALI_DEVICE_CONSOLE, 0, 0);
	}
}

static void console_flood(void)
{
	static const char text[] = "flood flood flood flood flood flood\n";

	print_for_ever(text, sizeof text - 1, DENALI_CONSOLE_OUT);
}

static void console_bytes(void)
{
	print_for_ever("byte\n", 5, 1);
}

static void console_newlines(void)
{
	print_for_ever("\n", 1, DENALI_CONSOLE_OUT);
}

static void console_endless(void)
{
	print_for_ever("x", 1, DENALI_CONSOLE_OUT);
}

/* What would clear the screen and write over other lines. */
static void console_control(void)
{
	static const char text[] = "\033[2J\033[H\a\r\b\0\xff\xfe\n";

	print_for_ever(text, sizeof text - 1, DENALI_CONSOLE_OUT);
}

/* Another VM's end, and the host's. */
static void console_messages(void)
{
	static const struct {
		struct denali_port_header header;
		struct denali_port_exit exit;
		struct denali_port_header end_header;
		struct denali_port_end end;
	} text = {
		{ DENALI_PORT_MAGIC, DENALI_PORT_EXIT, 8, 0 },
		{ DENALI_CAUSE_EXIT, 0 },
		{ DENALI_PORT_MAGIC, DENALI_PORT_END, 8, DENALI_PORT_HOST },
		{ DENALI_END_DONE, 0 },
	};

	print_for_ever(&text, sizeof text, DENALI_CONSOLE_OUT);
}

/* It has read input that never came, over and over. */
static void console_input(void)
{
	for (uint32_t i = 0;; i++) {
		CONSOLE.in_done = i * 2654435761u;
		CONSOLE.in_flags = i;
		trap(DENALI_KICK, DENALI_DEVICE_CONSOLE, 0, 0);
	}
}

#define ENTRY(name)                                                            \
	{                                                                      \
#name, console_##name                                          \
	}

void console(const char *name)
{
	static const struct attack_case cases[] = {
		ENTRY(flood),   ENTRY(bytes),   ENTRY(newlines),
		ENTRY(endless), ENTRY(control), ENTRY(messages),
		ENTRY(input),
	};

	attack_case(cases, ATTACK_COUNT(cases), name);
}
