/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * POSIX threads: creation, end, join.
 *
 * The process ends with main(), with exit(), or when its last thread has ended
 * by pthread_exit.
 */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>

#include <ilwaco/thread.h>

#include "syscall.h"
#include "threads.h"

static int others; /* threads that were created and have not ended */
static bool main_ended;

static void run(void *argument)
{
	struct __pthread *self = argument;

	pthread_exit(self->entry(self->argument));
}

/* Lets go of what nobody can ask for any more. */
static void drop_if_done(struct __pthread *thread)
{
	if (!thread->ended || !thread->detached || thread == &pthread_main)
		return;
	thread->self = NULL;
	free(thread);
}

/* After this nobody needs the thread's stack. */
static void end(struct ilw_thread *thread)
{
	struct __pthread *self = thread->owner;

	self->ended = true;
	pthread_remove_peer(self);
	ilw_wake_all(&self->joiners);
	drop_if_done(self);
}

static void take_attributes(struct __pthread *thread,
			    struct ilw_thread_plan *plan,
			    const pthread_attr_t *attributes)
{
	plan->stack = attributes->__stack;
	plan->stack_size = attributes->__stack_size;
	plan->guard_size = attributes->__guard_size;
	thread->detached = attributes->__detached;
	if (attributes->__explicit) {
		thread->policy = attributes->__policy;
		thread->priority = attributes->__priority;
	}
}

static int start(struct __pthread *thread, struct ilw_thread_plan *plan,
		 pthread_t *id)
{
	int error = EAGAIN;

	ilw_preempt_disable();
	thread->thread = ilw_thread_make(plan);
	if (thread->thread != NULL) {
		pthread_add_peer(thread);
		others++;
		*id = thread;
		error = 0;
	}
	ilw_preempt_enable();
	return error;
}

int pthread_create(pthread_t *id, const pthread_attr_t *attributes,
		   void *(*entry)(void *), void *argument)
{
	struct __pthread *self = pthread_self();
	struct __pthread *thread = calloc(1, sizeof *thread);
	struct ilw_thread_plan plan = {
		.entry = run,
		.argument = thread,
		.name = "thread",
		.owner = thread,
		.ended = end,
		.stack_size = ILW_STACK_DEFAULT,
		.guard_size = DENALI_PAGE_SIZE,
	};

	if (thread == NULL)
		return EAGAIN;
	thread->self = thread;
	thread->entry = entry;
	thread->argument = argument;
	thread->policy = self->policy;
	thread->priority = self->priority;
	thread->signals.mask = self->signals.mask;
	if (attributes != NULL)
		take_attributes(thread, &plan, attributes);
	if (start(thread, &plan, id) == 0)
		return 0;
	free(thread);
	return EAGAIN;
}

static bool is_last(struct __pthread *self)
{
	if (self == &pthread_main)
		main_ended = true;
	else
		others--;
	return main_ended && others == 0;
}

_Noreturn void pthread_exit(void *result)
{
	struct __pthread *self = pthread_self();
	bool last;

	self->cancel_disabled = true;
	if (pthread_end_cleanups != NULL)
		pthread_end_cleanups(self);
	if (pthread_end_values != NULL)
		pthread_end_values(self);
	if (pthread_end_locks != NULL)
		pthread_end_locks();
	if (pthread_robust_end != NULL)
		pthread_robust_end(self);
	if (signal_end_thread != NULL)
		signal_end_thread(self);
	self->result = result;
	ilw_preempt_disable();
	last = is_last(self);
	ilw_preempt_enable();
	if (last)
		exit(0);
	if (self == &pthread_main) {
		self->thread->owner = self;
		self->thread->ended = end;
	}
	ilw_thread_exit();
}

/* Nobody else waits for it, and it does not wait for the caller. */
static int may_join(struct __pthread *self, struct __pthread *thread)
{
	if (!pthread_is_there(thread))
		return ESRCH;
	if (thread == self || thread->joins == self)
		return EDEADLK;
	if (thread->detached || !ilw_wait_queue_is_empty(&thread->joiners))
		return EINVAL;
	return 0;
}

static void await_end(struct __pthread *self, struct __pthread *thread)
{
	enum ilw_waited waited = ILW_WAIT_WOKEN;

	self->joins = thread;
	while (!thread->ended && waited == ILW_WAIT_WOKEN)
		waited = ilw_wait_interruptible(&thread->joiners, ILW_NEVER);
	self->joins = NULL;
}

static int join(struct __pthread *thread, void **result)
{
	struct __pthread *self = pthread_self();
	int error;

	ilw_preempt_disable();
	error = may_join(self, thread);
	if (error == 0)
		await_end(self, thread);
	if (error == 0 && !thread->ended)
		error = EINTR;
	if (error == 0) {
		if (result != NULL)
			*result = thread->result;
		thread->detached = true;
		drop_if_done(thread);
	}
	ilw_preempt_enable();
	return error;
}

/* It goes on after handlers of signals, whatever their flags. */
int pthread_join(pthread_t thread, void **result)
{
	int error;

	do {
		syscall_blocking_enter();
		error = join(thread, result);
		syscall_blocking_again(-error);
	} while (error == EINTR);
	return error;
}

int pthread_detach(pthread_t thread)
{
	int error = EINVAL;

	ilw_preempt_disable();
	if (!pthread_is_there(thread)) {
		error = ESRCH;
	} else if (!thread->detached) {
		thread->detached = true;
		drop_if_done(thread);
		error = 0;
	}
	ilw_preempt_enable();
	return error;
}

int sched_yield(void)
{
	ilw_thread_yield();
	return 0;
}

void pthread_yield(void)
{
	ilw_thread_yield();
}
