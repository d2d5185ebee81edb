/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * error(): a message on standard error, "PROGRAM: text", or "PROGRAM:file:line:
 * text", and ": " with what strerror() says of number if that is not 0.  What
 * is on standard output is flushed first.  Ends the program if status is not 0.
 */
#ifndef _ERROR_H
#define _ERROR_H

#include <sys/cdefs.h>

__BEGIN_DECLS

/* How many messages there were. */
extern unsigned int error_message_count;
/* Not 0: error_at_line() is silent about the line that it was told of last. */
extern int error_one_per_line;
/* Not NULL: prints what comes before the text. */
extern void (*error_print_progname)(void);

void error(int status, int number, const char *format, ...)
	__attribute__((__format__(printf, 3, 4)));
void error_at_line(int status, int number, const char *file, unsigned int line,
		   const char *format, ...)
	__attribute__((__format__(printf, 5, 6)));

__END_DECLS

#endif
