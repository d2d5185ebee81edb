/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Whether and when the calling thread may be cancelled.  Who never cancels has
 * this without the rest.
 */
#include <errno.h>

#include "threads.h"

int pthread_setcancelstate(int state, int *old)
{
	struct __pthread *self = pthread_self();

	if (state != PTHREAD_CANCEL_ENABLE && state != PTHREAD_CANCEL_DISABLE)
		return EINVAL;
	if (old != NULL)
		*old = self->cancel_disabled ? PTHREAD_CANCEL_DISABLE :
					       PTHREAD_CANCEL_ENABLE;
	self->cancel_disabled = state == PTHREAD_CANCEL_DISABLE;
	if (pthread_cancel_now != NULL)
		pthread_cancel_now();
	return 0;
}

int pthread_setcanceltype(int type, int *old)
{
	struct __pthread *self = pthread_self();

	if (type != PTHREAD_CANCEL_DEFERRED &&
	    type != PTHREAD_CANCEL_ASYNCHRONOUS)
		return EINVAL;
	if (old != NULL)
		*old = self->cancel_async ? PTHREAD_CANCEL_ASYNCHRONOUS :
					    PTHREAD_CANCEL_DEFERRED;
	self->cancel_async = type == PTHREAD_CANCEL_ASYNCHRONOUS;
	if (pthread_cancel_now != NULL)
		pthread_cancel_now();
	return 0;
}
