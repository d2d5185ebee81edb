/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * From the guests' consoles to standard output.
 *
 * With one instance its bytes pass unchanged.  With several, every line stands
 * alone behind `[i] `: what an instance has printed of a line waits until the
 * line ends, the instance does, or it gets longer than CONSOLE_LINE_MAX and
 * is broken there.
 *
 * Standard output is written in pieces that do not block once poll says so,
 * without making it non-blocking: that would change it for others who have it.
 */
#ifndef DENALI_CMD_CONSOLE_H
#define DENALI_CMD_CONSOLE_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"

#define CONSOLE_LINE_MAX 8192

/* With so much waiting, no more should be read from the guests. */
#define CONSOLE_WAITING_MAX 0x10000

struct console {
	int fd;
	uint32_t count;        /* instances */
	struct buffer waiting; /* for standard output */
	struct buffer *lines;  /* with several: an unfinished line of each */
};

void console_open(struct console *console, int fd, uint32_t count);
void console_close(struct console *console);

/* Bytes that an instance has printed; that it has ended. */
void console_print(struct console *console, uint32_t vm, const uint8_t *data,
		   size_t length);
void console_end(struct console *console, uint32_t vm);

/* Write once of what waits, when poll has said that it is possible.  Returns 0
 * or an errno value. */
int console_write(struct console *console);

#endif
