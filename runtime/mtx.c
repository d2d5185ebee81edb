/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * <threads.h>: mutexes.
 */
#include <errno.h>
#include <pthread.h>
#include <threads.h>

#include "mtx.h"

int mtx_init(mtx_t *mutex, int type)
{
	pthread_mutexattr_t attributes;

	if ((type & ~mtx_recursive) != mtx_plain &&
	    (type & ~mtx_recursive) != mtx_timed)
		return thrd_error;
	pthread_mutexattr_init(&attributes);
	if (type & mtx_recursive)
		pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
	return mtx_result(pthread_mutex_init(mutex, &attributes));
}

void mtx_destroy(mtx_t *mutex)
{
	pthread_mutex_destroy(mutex);
}

int mtx_lock(mtx_t *mutex)
{
	return mtx_result(pthread_mutex_lock(mutex));
}

int mtx_trylock(mtx_t *mutex)
{
	return mtx_result(pthread_mutex_trylock(mutex));
}

int mtx_timedlock(mtx_t *restrict mutex, const struct timespec *restrict time)
{
	return mtx_result(pthread_mutex_timedlock(mutex, time));
}

int mtx_unlock(mtx_t *mutex)
{
	return mtx_result(pthread_mutex_unlock(mutex));
}
