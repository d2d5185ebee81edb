/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Protocols and priority ceilings of mutexes.  They are kept, and change
 * nothing since all threads have one priority.
 */
#include <errno.h>
#include <sched.h>

#include "threads.h"

int pthread_mutexattr_setprotocol(pthread_mutexattr_t *attributes, int protocol)
{
	if (protocol < PTHREAD_PRIO_NONE || protocol > PTHREAD_PRIO_PROTECT)
		return EINVAL;
	attributes->__protocol = (unsigned char)protocol;
	return 0;
}

int pthread_mutexattr_getprotocol(const pthread_mutexattr_t *attributes,
				  int *protocol)
{
	*protocol = attributes->__protocol;
	return 0;
}

/* Until one is set it is the lowest that there is. */
static int told(unsigned char ceiling)
{
	return ceiling != 0 ? ceiling : sched_get_priority_min(SCHED_FIFO);
}

int pthread_mutexattr_setprioceiling(pthread_mutexattr_t *attributes,
				     int ceiling)
{
	if (!sched_is_priority(SCHED_FIFO, ceiling))
		return EINVAL;
	attributes->__ceiling = (unsigned char)ceiling;
	return 0;
}

int pthread_mutexattr_getprioceiling(const pthread_mutexattr_t *attributes,
				     int *ceiling)
{
	*ceiling = told(attributes->__ceiling);
	return 0;
}

int pthread_mutex_getprioceiling(const pthread_mutex_t *restrict mutex,
				 int *restrict ceiling)
{
	if (mutex->__protocol != PTHREAD_PRIO_PROTECT)
		return EINVAL;
	*ceiling = told(mutex->__ceiling);
	return 0;
}

int pthread_mutex_setprioceiling(pthread_mutex_t *mutex, int ceiling, int *old)
{
	int error;

	if (mutex->__protocol != PTHREAD_PRIO_PROTECT ||
	    !sched_is_priority(SCHED_FIFO, ceiling))
		return EINVAL;
	error = pthread_mutex_lock(mutex);
	if (error != 0)
		return error;
	if (old != NULL)
		*old = told(mutex->__ceiling);
	mutex->__ceiling = (unsigned char)ceiling;
	return pthread_mutex_unlock(mutex);
}
