/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Attributes of new threads: policy and priority.  They are kept, and change
 * nothing.
 */
#include <errno.h>
#include <sched.h>

#include "threads.h"

int pthread_attr_setinheritsched(pthread_attr_t *attributes, int inherit)
{
	if (inherit != PTHREAD_INHERIT_SCHED &&
	    inherit != PTHREAD_EXPLICIT_SCHED)
		return EINVAL;
	attributes->__explicit = (unsigned char)inherit;
	return 0;
}

int pthread_attr_getinheritsched(const pthread_attr_t *attributes, int *inherit)
{
	*inherit = attributes->__explicit;
	return 0;
}

int pthread_attr_setschedpolicy(pthread_attr_t *attributes, int policy)
{
	if (!sched_is_policy(policy))
		return EINVAL;
	attributes->__policy = (unsigned char)policy;
	return 0;
}

int pthread_attr_getschedpolicy(const pthread_attr_t *attributes, int *policy)
{
	*policy = attributes->__policy;
	return 0;
}

int pthread_attr_setschedparam(pthread_attr_t *attributes,
			       const struct sched_param *parameters)
{
	int priority = parameters->sched_priority;

	if (!sched_is_priority(attributes->__policy, priority))
		return EINVAL;
	attributes->__priority = priority;
	return 0;
}

int pthread_attr_getschedparam(const pthread_attr_t *attributes,
			       struct sched_param *parameters)
{
	parameters->sched_priority = attributes->__priority;
	return 0;
}

/* Threads have policies of their own, not one of the process's. */
int pthread_attr_setscope(pthread_attr_t *attributes, int scope)
{
	(void)attributes;
	if (scope == PTHREAD_SCOPE_PROCESS)
		return ENOTSUP;
	return scope == PTHREAD_SCOPE_SYSTEM ? 0 : EINVAL;
}

int pthread_attr_getscope(const pthread_attr_t *attributes, int *scope)
{
	(void)attributes;
	*scope = PTHREAD_SCOPE_SYSTEM;
	return 0;
}
