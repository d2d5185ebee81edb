/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say(const char *format, va_list arguments, const char *reason)
{
	flockfile(stderr);
	fprintf(stderr, "%s: ", program_invocation_short_name);
	if (format != NULL)
		vfprintf(stderr, format, arguments);
	if (reason != NULL)
		fprintf(stderr, "%s%s", format != NULL ? ": " : "", reason);
	putc('\n', stderr);
	funlockfile(stderr);
}

void vwarn(const char *format, va_list arguments)
{
	say(format, arguments, strerror(errno));
}

void vwarnx(const char *format, va_list arguments)
{
	say(format, arguments, NULL);
}

void verr(int status, const char *format, va_list arguments)
{
	vwarn(format, arguments);
	exit(status);
}

void verrx(int status, const char *format, va_list arguments)
{
	vwarnx(format, arguments);
	exit(status);
}

void warn(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vwarn(format, arguments);
	va_end(arguments);
}

void warnx(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vwarnx(format, arguments);
	va_end(arguments);
}

void err(int status, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vwarn(format, arguments);
	va_end(arguments);
	exit(status);
}

void errx(int status, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vwarnx(format, arguments);
	va_end(arguments);
	exit(status);
}
