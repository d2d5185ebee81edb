/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Attributes of new threads.
 */
#include <errno.h>

#include <ilwaco/thread.h>

#include "threads.h"

int pthread_attr_init(pthread_attr_t *attributes)
{
	*attributes = (pthread_attr_t){
		.__stack_size = ILW_STACK_DEFAULT,
		.__guard_size = DENALI_PAGE_SIZE,
	};
	return 0;
}

int pthread_attr_destroy(pthread_attr_t *attributes)
{
	(void)attributes;
	return 0;
}

int pthread_attr_setstacksize(pthread_attr_t *attributes, size_t size)
{
	if (size < PTHREAD_STACK_MIN)
		return EINVAL;
	attributes->__stack_size = size;
	return 0;
}

int pthread_attr_getstacksize(const pthread_attr_t *attributes, size_t *size)
{
	*size = attributes->__stack_size;
	return 0;
}

/* There is one guard page, whatever is asked for. */
int pthread_attr_setguardsize(pthread_attr_t *attributes, size_t size)
{
	attributes->__guard_size = size;
	return 0;
}

int pthread_attr_getguardsize(const pthread_attr_t *attributes, size_t *size)
{
	*size = attributes->__guard_size;
	return 0;
}

int pthread_attr_setdetachstate(pthread_attr_t *attributes, int state)
{
	if (state != PTHREAD_CREATE_JOINABLE &&
	    state != PTHREAD_CREATE_DETACHED)
		return EINVAL;
	attributes->__detached = state;
	return 0;
}

int pthread_attr_getdetachstate(const pthread_attr_t *attributes, int *state)
{
	*state = attributes->__detached;
	return 0;
}
