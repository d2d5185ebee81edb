/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Log and panic.  The log port is written to at once; if nobody reads it for a
 * while, lines are dropped rather than the host stopped.
 */
#include "log.h"

#include "power.h"
#include "string.h"
#include "uart.h"

#define LINE_MAX 256
#define PATIENCE 100000 /* looks at a port that takes nothing */

static void write_line(const char *text, uint32_t length)
{
	uint32_t done = 0;

	for (unsigned tries = 0; done < length && tries < PATIENCE; tries++) {
		uint32_t n = uart_write(UART_LOG, (const uint8_t *)text + done,
					length - done);
		done += n;
		if (n)
			tries = 0;
	}
}

static void log_list(const char *prefix, const char *format, va_list arguments)
{
	char line[LINE_MAX];
	uint32_t length = strnlen(prefix, LINE_MAX / 2);

	memcpy(line, prefix, length);
	length += format_list(line + length, LINE_MAX - 1 - length, format,
			      arguments);
	line[length++] = '\n';
	write_line(line, length);
}

void log_line(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	log_list("", format, arguments);
	va_end(arguments);
}

void panic(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	log_list("panic: ", format, arguments);
	va_end(arguments);
	power_off(POWER_PANIC);
}
