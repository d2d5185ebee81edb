/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Policies and priorities of threads.  They are kept, and change nothing.
 */
#include <errno.h>
#include <sched.h>

#include "threads.h"

int pthread_setschedparam(pthread_t thread, int policy,
			  const struct sched_param *parameters)
{
	if (!sched_is_policy(policy) ||
	    !sched_is_priority(policy, parameters->sched_priority))
		return EINVAL;
	thread->policy = (unsigned char)policy;
	thread->priority = parameters->sched_priority;
	return 0;
}

int pthread_getschedparam(pthread_t thread, int *policy,
			  struct sched_param *parameters)
{
	*policy = thread->policy;
	parameters->sched_priority = thread->priority;
	return 0;
}

int pthread_setschedprio(pthread_t thread, int priority)
{
	if (!sched_is_priority(thread->policy, priority))
		return EINVAL;
	thread->priority = priority;
	return 0;
}
