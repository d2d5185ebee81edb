/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * POSIX threads: creation, end, join.
 *
 * The process ends with main(), with exit(), or when its last thread has ended
 * by pthread_exit.
 */
#include <errno.h>
#include <stdlib.h>

#include <ilwaco/thread.h>

#include "threads.h"

static struct __pthread main_pthread;
static int others; /* threads that were created and have not ended */
static bool main_ended;

pthread_t pthread_self(void)
{
	struct ilw_thread *self = ilw_thread_self();

	/* The main thread, or one of the library OS's own. */
	if (self->owner == NULL) {
		main_pthread.thread = self;
		return &main_pthread;
	}
	return self->owner;
}

int pthread_equal(pthread_t a, pthread_t b)
{
	return a == b;
}

static void run(void *argument)
{
	struct __pthread *self = argument;

	pthread_exit(self->entry(self->argument));
}

int pthread_create(pthread_t *id, const pthread_attr_t *attributes,
		   void *(*entry)(void *), void *argument)
{
	struct __pthread *thread = calloc(1, sizeof *thread);
	size_t stack_size = ILW_STACK_DEFAULT;

	if (thread == NULL)
		return EAGAIN;
	thread->entry = entry;
	thread->argument = argument;
	if (attributes != NULL) {
		thread->detached = attributes->__detached;
		if (attributes->__stack_size != 0)
			stack_size = attributes->__stack_size;
	}
	ilw_preempt_disable();
	thread->thread = ilw_thread_create(run, thread, stack_size, "thread");
	if (thread->thread != NULL) {
		thread->thread->owner = thread;
		others++;
		*id = thread;
	}
	ilw_preempt_enable();
	if (thread->thread != NULL)
		return 0;
	free(thread);
	return EAGAIN;
}

/* Lets go of what nobody can ask for any more. */
static void drop_if_done(struct __pthread *thread)
{
	if (thread->ended && thread->detached && thread != &main_pthread)
		free(thread);
}

static bool is_last(struct __pthread *self)
{
	if (self == &main_pthread)
		main_ended = true;
	else
		others--;
	return main_ended && others == 0;
}

_Noreturn void pthread_exit(void *result)
{
	struct __pthread *self = pthread_self();
	bool last;

	if (pthread_end_values != NULL)
		pthread_end_values(self);
	self->result = result;
	ilw_preempt_disable();
	last = is_last(self);
	ilw_preempt_enable();
	if (last)
		exit(0);
	ilw_preempt_disable();
	self->ended = true;
	ilw_wake_all(&self->joiners);
	drop_if_done(self);
	ilw_preempt_enable();
	ilw_thread_exit();
}

int pthread_join(pthread_t thread, void **result)
{
	if (thread == pthread_self())
		return EDEADLK;
	if (thread->detached)
		return EINVAL;
	ilw_preempt_disable();
	while (!thread->ended)
		ilw_wait(&thread->joiners, ILW_NEVER);
	if (result != NULL)
		*result = thread->result;
	thread->detached = true;
	drop_if_done(thread);
	ilw_preempt_enable();
	return 0;
}

int pthread_detach(pthread_t thread)
{
	if (thread->detached)
		return EINVAL;
	ilw_preempt_disable();
	thread->detached = true;
	drop_if_done(thread);
	ilw_preempt_enable();
	return 0;
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
