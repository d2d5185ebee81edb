/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Message queues: messages come and go.
 */
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "queue.h"
#include "syscall.h"
#include "threads.h"

/* Waits for a change; with preemption disabled, as all but the calls do.  time
 * is that of the call or NULL. */
static int await(struct opening *opening, struct ilw_wait_queue *waiters,
		 const struct timespec *time)
{
	uint64_t deadline = ILW_NEVER;

	if (file_is_nonblocking(&opening->file))
		return -EAGAIN;
	if (time != NULL && !pthread_deadline(time, CLOCK_REALTIME, &deadline))
		return -EINVAL;
	switch (ilw_wait_interruptible(waiters, deadline)) {
	case ILW_WAIT_TIMED_OUT:
		return -ETIMEDOUT;
	case ILW_WAIT_INTERRUPTED:
		return -EINTR;
	default:
		return 0;
	}
}

static void put(struct queue *queue, struct message *message)
{
	struct message **link = &queue->first;

	while (*link != NULL && (*link)->priority >= message->priority)
		link = &(*link)->next;
	message->next = *link;
	*link = message;
	if (queue->attributes.mq_curmsgs++ == 0 &&
	    !ilw_wake_one(&queue->readers) && queue->observer != NULL)
		queue_tell(queue);
	queue_poll_all(queue, POLLIN);
}

static struct message *take(struct queue *queue)
{
	struct message *message = queue->first;

	queue->first = message->next;
	queue->attributes.mq_curmsgs--;
	ilw_wake_one(&queue->writers);
	queue_poll_all(queue, POLLOUT);
	return message;
}

/* Whoever was woken and leaves, or leaves something for another, passes it on.
 */
static void pass_on(struct queue *queue)
{
	const struct mq_attr *now = &queue->attributes;

	if (now->mq_curmsgs > 0)
		ilw_wake_one(&queue->readers);
	if (now->mq_curmsgs < now->mq_maxmsg)
		ilw_wake_one(&queue->writers);
}

static int send(struct opening *opening, struct message *message,
		const struct timespec *time)
{
	struct queue *queue = opening->queue;
	const struct mq_attr *now = &queue->attributes;
	int result = 0;

	ilw_preempt_disable();
	while (now->mq_curmsgs >= now->mq_maxmsg && result == 0)
		result = await(opening, &queue->writers, time);
	if (result == 0)
		put(queue, message);
	pass_on(queue);
	ilw_preempt_enable();
	return result;
}

static int receive(struct opening *opening, struct message **message,
		   const struct timespec *time)
{
	struct queue *queue = opening->queue;
	int result = 0;

	ilw_preempt_disable();
	while (queue->first == NULL && result == 0)
		result = await(opening, &queue->readers, time);
	if (result == 0)
		*message = take(queue);
	pass_on(queue);
	ilw_preempt_enable();
	return result;
}

static int send_copy(struct opening *opening, const char *data, size_t length,
		     unsigned int priority, const struct timespec *time)
{
	struct message *message;
	int result;

	if ((opening->file.flags & O_ACCMODE) == O_RDONLY)
		return -EBADF;
	if (priority >= MQ_PRIO_MAX)
		return -EINVAL;
	if (length > (size_t)opening->queue->attributes.mq_msgsize)
		return -EMSGSIZE;
	message = malloc(sizeof *message + length);
	if (message == NULL)
		return -ENOMEM;
	message->priority = priority;
	message->length = length;
	memcpy(message->data, data, length);
	result = send(opening, message, time);
	if (result != 0)
		free(message);
	return result;
}

static ssize_t receive_copy(struct opening *opening, char *data, size_t room,
			    unsigned int *priority, const struct timespec *time)
{
	struct message *message;
	ssize_t result;

	if ((opening->file.flags & O_ACCMODE) == O_WRONLY)
		return -EBADF;
	if (room < (size_t)opening->queue->attributes.mq_msgsize)
		return -EMSGSIZE;
	result = receive(opening, &message, time);
	if (result != 0)
		return result;
	memcpy(data, message->data, message->length);
	if (priority != NULL)
		*priority = message->priority;
	result = (ssize_t)message->length;
	free(message);
	return result;
}

static int begin_send(mqd_t queue, const char *data, size_t length,
		      unsigned int priority, const struct timespec *time)
{
	struct opening *opening = queue_get(queue);
	int result;

	if (opening == NULL)
		return -EBADF;
	result = send_copy(opening, data, length, priority, time);
	file_put(&opening->file);
	return result;
}

static ssize_t begin_receive(mqd_t queue, char *data, size_t room,
			     unsigned int *priority,
			     const struct timespec *time)
{
	struct opening *opening = queue_get(queue);
	ssize_t result;

	if (opening == NULL)
		return -EBADF;
	result = receive_copy(opening, data, room, priority, time);
	file_put(&opening->file);
	return result;
}

int mq_timedsend(mqd_t queue, const char *data, size_t length,
		 unsigned int priority, const struct timespec *time)
{
	int result;

	SYSCALL_BLOCKING(result,
			 begin_send(queue, data, length, priority, time));
	return (int)syscall_result(result);
}

int mq_send(mqd_t queue, const char *data, size_t length, unsigned int priority)
{
	return mq_timedsend(queue, data, length, priority, NULL);
}

ssize_t mq_timedreceive(mqd_t queue, char *restrict data, size_t room,
			unsigned int *restrict priority,
			const struct timespec *restrict time)
{
	ssize_t result;

	SYSCALL_BLOCKING(result,
			 begin_receive(queue, data, room, priority, time));
	return syscall_result(result);
}

ssize_t mq_receive(mqd_t queue, char *data, size_t room, unsigned int *priority)
{
	return mq_timedreceive(queue, data, room, priority, NULL);
}
