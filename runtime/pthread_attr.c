/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Attributes of new threads: stack, guard, whether one can be joined.
 */
#include <errno.h>
#include <stdint.h>

#include <ilwaco/registers.h>
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

/* Programs ask for megabytes where those cost nothing; here they take room from
 * the heap.  Whoever is refused mostly goes on with the size that it has. */
static size_t most(void)
{
	size_t share = ilw_registers()->memory_size / 8;

	return share > ILW_STACK_DEFAULT ? share : ILW_STACK_DEFAULT;
}

int pthread_attr_setstacksize(pthread_attr_t *attributes, size_t size)
{
	if (size < PTHREAD_STACK_MIN || size > most())
		return EINVAL;
	attributes->__stack_size = size;
	return 0;
}

int pthread_attr_getstacksize(const pthread_attr_t *attributes, size_t *size)
{
	*size = attributes->__stack_size;
	return 0;
}

/* No guard page is made below a stack that is the caller's. */
int pthread_attr_setstack(pthread_attr_t *attributes, void *stack, size_t size)
{
	if (size < PTHREAD_STACK_MIN || (uintptr_t)stack % sizeof(void *) != 0)
		return EINVAL;
	attributes->__stack = stack;
	attributes->__stack_size = size;
	return 0;
}

int pthread_attr_getstack(const pthread_attr_t *attributes, void **stack,
			  size_t *size)
{
	*stack = attributes->__stack;
	*size = attributes->__stack_size;
	return 0;
}

/* The old form, in which the address is that of the stack's high end. */
int pthread_attr_setstackaddr(pthread_attr_t *attributes, void *end)
{
	if ((uintptr_t)end % sizeof(void *) != 0)
		return EINVAL;
	attributes->__stack = (char *)end - attributes->__stack_size;
	return 0;
}

int pthread_attr_getstackaddr(const pthread_attr_t *attributes, void **end)
{
	*end = attributes->__stack != NULL ?
		       (char *)attributes->__stack + attributes->__stack_size :
		       NULL;
	return 0;
}

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
	attributes->__detached = (unsigned char)state;
	return 0;
}

int pthread_attr_getdetachstate(const pthread_attr_t *attributes, int *state)
{
	*state = attributes->__detached;
	return 0;
}
