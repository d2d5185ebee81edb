/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names of threads.
 */
#include <errno.h>
#include <string.h>

#include <ilwaco/thread.h>

#include "threads.h"

int pthread_setname_np(pthread_t thread, const char *name)
{
	size_t length = strlen(name);

	if (length >= PTHREAD_NAME)
		return ERANGE;
	memcpy(thread->name, name, length + 1);
	thread->thread->name = thread->name;
	return 0;
}

int pthread_getname_np(pthread_t thread, char *name, size_t size)
{
	const char *found = thread->thread->name;
	size_t length = strlen(found);

	if (length >= size)
		return ERANGE;
	memcpy(name, found, length + 1);
	return 0;
}
