/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * <threads.h>: condition variables.
 */
#include <pthread.h>
#include <threads.h>

#include "mtx.h"

int cnd_init(cnd_t *condition)
{
	return mtx_result(pthread_cond_init(condition, NULL));
}

void cnd_destroy(cnd_t *condition)
{
	pthread_cond_destroy(condition);
}

int cnd_signal(cnd_t *condition)
{
	return mtx_result(pthread_cond_signal(condition));
}

int cnd_broadcast(cnd_t *condition)
{
	return mtx_result(pthread_cond_broadcast(condition));
}

int cnd_wait(cnd_t *condition, mtx_t *mutex)
{
	return mtx_result(pthread_cond_wait(condition, mutex));
}

int cnd_timedwait(cnd_t *restrict condition, mtx_t *restrict mutex,
		  const struct timespec *restrict time)
{
	return mtx_result(pthread_cond_timedwait(condition, mutex, time));
}
