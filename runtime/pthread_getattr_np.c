/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a thread is like.
 */
#include <ilwaco/thread.h>

#include "threads.h"

int pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes)
{
	*attributes = (pthread_attr_t){
		.__stack = thread->thread->stack,
		.__stack_size = thread->thread->stack_size,
		.__guard_size = thread->thread->guard_size,
		.__priority = thread->priority,
		.__detached = thread->detached,
		.__policy = thread->policy,
	};
	return 0;
}
