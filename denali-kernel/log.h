/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The kernel's log, text on the second serial port, and its end.
 */
#ifndef LOG_H
#define LOG_H

#include "format.h"

/* printf-like, see format.h for the conversions.  One line; the newline is
 * added.  Never fails, may lose the end of a line over 256 bytes. */
void log_line(const char *format, ...) FORMAT_CHECKED(1, 2);

/* A broken invariant of the kernel itself: say which, power the host off. */
_Noreturn void panic(const char *format, ...) FORMAT_CHECKED(1, 2);

/* Stays on; the condition has no side effects. */
#define ensure(condition)                                                      \
	((condition) ? (void)0 :                                               \
		       panic("%s:%u: %s", __FILE__, __LINE__, #condition))

#endif
