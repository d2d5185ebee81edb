/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Message queues: telling of a message that nobody waits for.
 */
#include <pthread.h>
#include <stdlib.h>

#include "queue.h"
#include "signals.h"
#include "syscall.h"

static void *call(void *argument)
{
	struct sigevent event = *(struct sigevent *)argument;

	free(argument);
	event.sigev_notify_function(event.sigev_value);
	return NULL;
}

/* Where there is no room for a thread nobody is told. */
static void start_thread(const struct sigevent *event)
{
	struct sigevent *copy = malloc(sizeof *copy);
	pthread_t thread;

	if (copy == NULL)
		return;
	*copy = *event;
	if (pthread_create(&thread, event->sigev_notify_attributes, call,
			   copy) != 0)
		free(copy);
	else
		(void)pthread_detach(thread);
}

void queue_tell(struct queue *queue)
{
	const struct sigevent *event = &queue->event;
	siginfo_t info = {
		.si_signo = event->sigev_signo,
		.si_code = SI_MESGQ,
		.si_value = event->sigev_value,
	};

	queue->observer = NULL;
	if (event->sigev_notify == SIGEV_SIGNAL)
		(void)signal_send(NULL, &info);
	else if (event->sigev_notify == SIGEV_THREAD)
		start_thread(event);
}

static bool is_event(const struct sigevent *event)
{
	switch (event->sigev_notify) {
	case SIGEV_NONE:
		return true;
	case SIGEV_SIGNAL:
		return event->sigev_signo > 0 && event->sigev_signo < NSIG;
	case SIGEV_THREAD:
		return event->sigev_notify_function != NULL;
	default:
		return false;
	}
}

static int observe(struct opening *opening, const struct sigevent *event)
{
	struct queue *queue = opening->queue;

	if (event == NULL) {
		queue->observer = NULL;
		return 0;
	}
	if (!is_event(event))
		return -EINVAL;
	if (queue->observer != NULL)
		return -EBUSY;
	queue->observer = opening;
	queue->event = *event;
	return 0;
}

int mq_notify(mqd_t queue, const struct sigevent *event)
{
	struct opening *opening = queue_get(queue);
	int result;

	if (opening == NULL)
		return (int)syscall_result(-EBADF);
	ilw_preempt_disable();
	result = observe(opening, event);
	ilw_preempt_enable();
	file_put(&opening->file);
	return (int)syscall_result(result);
}
