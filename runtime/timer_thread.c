/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Notification by threads.  Each call has one of its own, which is made by the
 * service thread; a call waits until the one before it has ended, so that a
 * fast timer cannot fill memory with threads.
 */
#include "timer_thread.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

#include <ilwaco/preempt.h>
#include <ilwaco/work.h>

#include "signals.h"

struct timer_thread {
	struct ilw_work work; /* first: makes the thread */
	void (*function)(union sigval);
	union sigval value;
	pthread_attr_t attributes;
	bool running;
	bool pending; /* to be called once more */
	bool dropped;
};

/* A call has ended, or its thread could not be made. */
static void finish(void *argument)
{
	struct timer_thread *notifier = argument;
	bool last;

	ilw_preempt_disable();
	last = notifier->dropped;
	if (!last && notifier->pending)
		ilw_work_post(&notifier->work);
	else
		notifier->running = false;
	notifier->pending = false;
	ilw_preempt_enable();
	if (last)
		free(notifier);
}

/* Signals are for other threads.  The function may end the thread. */
static void *call(void *argument)
{
	struct timer_thread *notifier = argument;

	signal_set_mask(~(sigset_t)0);
	pthread_cleanup_push(finish, notifier);
	notifier->function(notifier->value);
	pthread_cleanup_pop(1);
	return NULL;
}

static void make_thread(struct ilw_work *work)
{
	struct timer_thread *notifier = (struct timer_thread *)(void *)work;
	pthread_t thread;

	if (pthread_create(&thread, &notifier->attributes, call, notifier) != 0)
		finish(notifier);
}

struct timer_thread *timer_thread_make(const struct sigevent *event)
{
	struct timer_thread *notifier;

	if (!ilw_work_start())
		return NULL;
	notifier = calloc(1, sizeof *notifier);
	if (notifier == NULL)
		return NULL;
	notifier->work.run = make_thread;
	notifier->function = event->sigev_notify_function;
	notifier->value = event->sigev_value;
	if (event->sigev_notify_attributes != NULL)
		notifier->attributes = *event->sigev_notify_attributes;
	else
		pthread_attr_init(&notifier->attributes);
	pthread_attr_setdetachstate(&notifier->attributes,
				    PTHREAD_CREATE_DETACHED);
	return notifier;
}

bool timer_thread_call(struct timer_thread *notifier)
{
	bool new;

	ilw_preempt_disable();
	new = !notifier->pending && !notifier->work.posted;
	if (!notifier->running)
		ilw_work_post(&notifier->work);
	else if (new)
		notifier->pending = true;
	notifier->running = true;
	ilw_preempt_enable();
	return new;
}

void timer_thread_drop(struct timer_thread *notifier)
{
	if (!notifier->running || notifier->work.posted) {
		ilw_work_cancel(&notifier->work);
		free(notifier);
	} else {
		notifier->dropped = true;
	}
}
