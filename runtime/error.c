/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <error.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned int error_message_count;
int error_one_per_line;
void (*error_print_progname)(void);

static void begin(void)
{
	fflush(stdout);
	flockfile(stderr);
	if (error_print_progname != NULL)
		error_print_progname();
	else
		fprintf(stderr, "%s:", program_invocation_name);
}

static void end(int status, int number, const char *format, va_list arguments)
{
	vfprintf(stderr, format, arguments);
	if (number != 0)
		fprintf(stderr, ": %s", strerror(number));
	putc('\n', stderr);
	funlockfile(stderr);
	error_message_count++;
	if (status != 0)
		exit(status);
}

void error(int status, int number, const char *format, ...)
{
	va_list arguments;

	begin();
	if (error_print_progname == NULL)
		putc(' ', stderr);
	va_start(arguments, format);
	end(status, number, format, arguments);
	va_end(arguments);
}

/* Whether that line is the one that was told of last. */
static int is_same(const char *file, unsigned int line)
{
	static const char *last_file;
	static unsigned int last_line;
	int same = last_file != NULL && last_line == line &&
		   strcmp(last_file, file) == 0;

	last_file = file;
	last_line = line;
	return same;
}

void error_at_line(int status, int number, const char *file, unsigned int line,
		   const char *format, ...)
{
	va_list arguments;

	if (error_one_per_line && is_same(file, line))
		return;
	begin();
	fprintf(stderr, "%s:%u: ", file, line);
	va_start(arguments, format);
	end(status, number, format, arguments);
	va_end(arguments);
}
