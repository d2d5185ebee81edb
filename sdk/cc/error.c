/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "remedy.h"

static const char *program = "denali-cc";

void error_name(const char *name)
{
	program = name;
}

static void message(const char *format, va_list arguments)
{
	fprintf(stderr, "%s: error: ", program);
	vfprintf(stderr, format, arguments);
}

void fail(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	message(format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(EXIT_ERROR);
}

void error_tell(const char *text)
{
	fprintf(stderr, "%s: error: %s\n", program, text);
}

void fail_errno(const char *format, ...)
{
	int error = errno;
	va_list arguments;

	va_start(arguments, format);
	message(format, arguments);
	va_end(arguments);
	fprintf(stderr, ": %s; %s\n", strerror(error), remedy(error));
	exit(EXIT_ERROR);
}

void warn(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fprintf(stderr, "%s: warning: ", program);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}

void complain(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	message(format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}

void complain_errno(const char *format, ...)
{
	int error = errno;
	va_list arguments;

	va_start(arguments, format);
	message(format, arguments);
	va_end(arguments);
	fprintf(stderr, ": %s; %s\n", strerror(error), remedy(error));
}

void *need(void *memory)
{
	if (memory == NULL)
		out_of_memory();
	return memory;
}

void out_of_memory(void)
{
	fail("out of memory");
}
