/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Which thread this is.
 */
#include <stddef.h>

#include <ilwaco/thread.h>

#include "threads.h"

struct __pthread pthread_main;

static struct __pthread service_pthread; /* for all of the library OS's own */

pthread_t pthread_self(void)
{
	struct ilw_thread *self = ilw_thread_self();
	struct __pthread *handle = self->owner;

	if (handle == NULL) {
		handle = self->block == NULL ? &pthread_main : &service_pthread;
		handle->thread = self;
	}
	return handle;
}

int pthread_equal(pthread_t a, pthread_t b)
{
	return a == b;
}
