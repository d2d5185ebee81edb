/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A pthread_mutex_t begins with a struct ilw_mutex.
 */
#ifndef RUNTIME_MUTEX_H
#define RUNTIME_MUTEX_H

#include <pthread.h>

#include <ilwaco/sync.h>

static inline struct ilw_mutex *mutex_base(pthread_mutex_t *mutex)
{
	return (struct ilw_mutex *)(void *)mutex;
}

/* How often the owner has locked it beyond the first time. */
static inline void mutex_set_depth(pthread_mutex_t *mutex, unsigned int depth)
{
	ilw_preempt_disable();
	mutex->__depth = depth;
	if (depth != 0 || mutex->__robust)
		mutex->__word |= ILW_MUTEX_SLOW;
	else
		mutex->__word &= ~ILW_MUTEX_SLOW;
	ilw_preempt_enable();
}

#endif
