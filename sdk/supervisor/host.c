/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "host.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

pthread_mutex_t host_lock = PTHREAD_MUTEX_INITIALIZER;

void host_enter(void)
{
	pthread_mutex_lock(&host_lock);
}

void host_leave(void)
{
	pthread_mutex_unlock(&host_lock);
}

const char *clock_text(int64_t wall, char text[CLOCK_TEXT])
{
	time_t seconds = (time_t)(wall / 1000);
	struct tm parts;
	size_t length;

	gmtime_r(&seconds, &parts);
	length = strftime(text, CLOCK_TEXT, "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(text + length, CLOCK_TEXT - length, ".%03dZ",
		 (int)(wall % 1000));
	return text;
}

void host_log(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	flockfile(stdout);
	fputs("supervisor: ", stdout);
	vprintf(format, arguments);
	putchar('\n');
	fflush(stdout);
	funlockfile(stdout);
	va_end(arguments);
}
