/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a thread has to do before it ends: a stack, whose entries lie in the
 * frames that pushed them.
 */
#include "threads.h"

void _pthread_cleanup_push(struct _pthread_cleanup_context *context,
			   void (*routine)(void *), void *argument)
{
	struct __pthread *self = pthread_self();

	context->_routine = routine;
	context->_arg = argument;
	context->_previous = self->cleanups;
	self->cleanups = context;
}

void _pthread_cleanup_pop(struct _pthread_cleanup_context *context, int execute)
{
	pthread_self()->cleanups = context->_previous;
	if (execute)
		context->_routine(context->_arg);
}

void _pthread_cleanup_push_defer(struct _pthread_cleanup_context *context,
				 void (*routine)(void *), void *argument)
{
	_pthread_cleanup_push(context, routine, argument);
	pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, &context->_canceltype);
}

void _pthread_cleanup_pop_restore(struct _pthread_cleanup_context *context,
				  int execute)
{
	_pthread_cleanup_pop(context, execute);
	pthread_setcanceltype(context->_canceltype, NULL);
}

void pthread_end_cleanups(struct __pthread *self)
{
	struct _pthread_cleanup_context *context;

	while ((context = self->cleanups) != NULL) {
		self->cleanups = context->_previous;
		context->_routine(context->_arg);
	}
}
