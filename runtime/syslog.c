/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The system log, on standard error.  A message is one write, so that lines of
 * several threads do not mix.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "syscall.h"

#define LINE 1024
#define FORMAT 448 /* with %m in it */

static struct {
	const char *ident;
	int options;
	int mask;
} logging = { .mask = 0xff };

void openlog(const char *ident, int options, int facility)
{
	(void)facility;
	logging.ident = ident;
	logging.options = options;
}

void closelog(void)
{
	logging.ident = NULL;
	logging.options = 0;
}

int setlogmask(int mask)
{
	int last = logging.mask;

	if (mask != 0)
		logging.mask = mask;
	return last;
}

/* What snprintf has written of a string that may be longer. */
static size_t written(int length, size_t room)
{
	if (length < 0)
		return 0;
	return (size_t)length < room ? (size_t)length : room - 1;
}

static size_t begin_line(char *line)
{
	const char *ident = logging.ident;
	int length;

	if (ident == NULL)
		ident = program_invocation_short_name;
	if (logging.options & LOG_PID)
		length = snprintf(line, LINE / 2, "%s[%d]: ", ident,
				  (int)getpid());
	else
		length = snprintf(line, LINE / 2, "%s: ", ident);
	return written(length, LINE / 2);
}

/* The format with %m replaced by text; what does not fit is left out. */
static void expand(char *out, size_t room, const char *format, const char *text)
{
	char *end = out + room - 1;

	while (*format != '\0' && out < end) {
		if (format[0] == '%' && format[1] == 'm') {
			out = stpncpy(out, text, (size_t)(end - out));
			format += 2;
		} else if (format[0] == '%' && format[1] == '%' &&
			   end - out >= 2) {
			*out++ = *format++;
			*out++ = *format++;
		} else {
			*out++ = *format++;
		}
	}
	*out = '\0';
}

void vsyslog(int priority, const char *format, va_list arguments)
{
	int error = errno;
	char expanded[FORMAT];
	char line[LINE];
	size_t length;

	if (!(logging.mask & LOG_MASK(LOG_PRI(priority))))
		return;
	if (strstr(format, "%m") != NULL) {
		expand(expanded, FORMAT, format, strerror(error));
		format = expanded;
	}
	length = begin_line(line);
	errno = error;
	length += written(vsnprintf(line + length, LINE - length, format,
				    arguments),
			  LINE - length);
	if (length == 0 || line[length - 1] != '\n')
		line[length++] = '\n';
	write(STDERR_FILENO, line, length);
	errno = error;
}

void syslog(int priority, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsyslog(priority, format, arguments);
	va_end(arguments);
}
