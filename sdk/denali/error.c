/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>

#define TEXT_MAX 1024

static char last[TEXT_MAX];

int error(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(last, sizeof last, format, arguments);
	va_end(arguments);
	fprintf(stderr, "denali: %s\n", last);
	return STATUS_ERROR;
}

const char *error_last(void)
{
	return last[0] != '\0' ? last : NULL;
}

void note(const char *format, ...)
{
	char text[TEXT_MAX];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	fprintf(stderr, "denali: %s\n", text);
}
