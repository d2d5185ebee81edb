/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Robust mutexes: those that a thread holds when it ends go to the next that
 * locks them, which is told so.
 *
 * Each thread has a list of those it holds, the last locked first, so that it
 * costs little to take one out where they are unlocked in reverse order.
 */
#include <errno.h>
#include <stddef.h>

#include "mutex.h"
#include "threads.h"

/* Values of __robust. */
enum {
	STALLED = PTHREAD_MUTEX_STALLED,
	SOUND = PTHREAD_MUTEX_ROBUST,
	ABANDONED, /* its owner has ended */
	INHERITED, /* the same, and the next owner knows */
	LOST       /* that one unlocked it as it was */
};

int pthread_mutexattr_setrobust(pthread_mutexattr_t *attributes, int robust)
{
	if (robust != STALLED && robust != SOUND)
		return EINVAL;
	attributes->__robust = (unsigned char)robust;
	return 0;
}

int pthread_mutexattr_getrobust(const pthread_mutexattr_t *attributes,
				int *robust)
{
	*robust = attributes->__robust;
	return 0;
}

int pthread_mutex_consistent(pthread_mutex_t *mutex)
{
	if (mutex->__robust != INHERITED ||
	    !ilw_mutex_is_mine(mutex_base(mutex)))
		return EINVAL;
	mutex->__robust = SOUND;
	return 0;
}

int pthread_robust_acquired(pthread_mutex_t *mutex)
{
	struct __pthread *self = pthread_self();

	if (mutex->__robust == LOST) {
		ilw_mutex_unlock(mutex_base(mutex));
		return ENOTRECOVERABLE;
	}
	mutex->__next = self->robust;
	self->robust = mutex;
	if (mutex->__robust != ABANDONED)
		return 0;
	mutex->__robust = INHERITED;
	return EOWNERDEAD;
}

void pthread_robust_releasing(pthread_mutex_t *mutex)
{
	pthread_mutex_t **link = &pthread_self()->robust;

	while (*link != mutex)
		link = &(*link)->__next;
	*link = mutex->__next;
	if (mutex->__robust == INHERITED)
		mutex->__robust = LOST;
}

void pthread_robust_end(struct __pthread *self)
{
	pthread_mutex_t *mutex;

	while ((mutex = self->robust) != NULL) {
		self->robust = mutex->__next;
		mutex->__robust = ABANDONED;
		mutex->__depth = 0;
		ilw_mutex_unlock(mutex_base(mutex));
	}
}
