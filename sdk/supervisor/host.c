/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "host.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "memory.h"

pthread_mutex_t host_lock = PTHREAD_MUTEX_INITIALIZER;
const char *host_folder = "/state";

void host_enter(void)
{
	pthread_mutex_lock(&host_lock);
}

void host_leave(void)
{
	pthread_mutex_unlock(&host_lock);
}

const char *host_path(char path[HOST_PATH], const char *format, ...)
{
	int length = snprintf(path, HOST_PATH, "%s/", host_folder);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(path + length, HOST_PATH - (size_t)length, format, arguments);
	va_end(arguments);
	return path;
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

/* The kernel makes the supervisor anew after a fault, and its VMs live on; to
 * exit would end the host. */
void out_of_memory(void)
{
	fprintf(stderr, "supervisor: no memory\n");
	abort();
}
