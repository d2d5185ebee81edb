/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Message queues: their names, and who has them open.
 */
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "ipcname.h"
#include "queue.h"
#include "syscall.h"

#define MOST_MESSAGES 65536
#define LARGEST 16777216

static struct queue *all;

/* Where a queue is linked; with preemption disabled, as all that follow. */
static struct queue **find(const char *name)
{
	struct queue **link = &all;

	while (*link != NULL &&
	       ((*link)->unlinked || strcmp((*link)->name, name) != 0))
		link = &(*link)->next;
	return link;
}

static void free_if_done(struct queue *queue)
{
	struct queue **link = &all;
	struct message *message;

	if (queue->openings != NULL || !queue->unlinked)
		return;
	while (*link != queue)
		link = &(*link)->next;
	*link = queue->next;
	while ((message = queue->first) != NULL) {
		queue->first = message->next;
		free(message);
	}
	free(queue);
}

static int make_queue(const char *name, const struct mq_attr *attributes,
		      struct queue **made)
{
	struct queue *queue;

	if (attributes->mq_maxmsg <= 0 || attributes->mq_msgsize <= 0 ||
	    attributes->mq_maxmsg > MOST_MESSAGES ||
	    attributes->mq_msgsize > LARGEST)
		return -EINVAL;
	queue = calloc(1, sizeof *queue + strlen(name) + 1);
	if (queue == NULL)
		return -ENOMEM;
	queue->attributes.mq_maxmsg = attributes->mq_maxmsg;
	queue->attributes.mq_msgsize = attributes->mq_msgsize;
	strcpy(queue->name, name);
	queue->next = all;
	all = queue;
	*made = queue;
	return 0;
}

static struct opening *opening_of(struct file *file)
{
	return (struct opening *)(void *)file;
}

static short opening_poll(struct file *file)
{
	const struct mq_attr *now = &opening_of(file)->queue->attributes;

	return (now->mq_curmsgs > 0 ? POLLIN : 0) |
	       (now->mq_curmsgs < now->mq_maxmsg ? POLLOUT : 0);
}

static int opening_close(struct file *file)
{
	struct opening *opening = opening_of(file);
	struct queue *queue = opening->queue;
	struct opening **link = &queue->openings;

	ilw_preempt_disable();
	while (*link != opening)
		link = &(*link)->next;
	*link = opening->next;
	if (queue->observer == opening)
		queue->observer = NULL;
	free_if_done(queue);
	ilw_preempt_enable();
	free(opening);
	return 0;
}

static const struct file_ops queue_ops = {
	.poll = opening_poll,
	.close = opening_close,
};

struct opening *queue_get(mqd_t queue)
{
	struct file *file = fd_get(queue);

	if (file != NULL && file->ops == &queue_ops)
		return opening_of(file);
	if (file != NULL)
		file_put(file);
	return NULL;
}

void queue_poll_all(struct queue *queue, short events)
{
	for (struct opening *o = queue->openings; o != NULL; o = o->next)
		file_notify(&o->file, events);
}

static int find_or_make(const char *name, int flags,
			const struct mq_attr *attributes, struct queue **queue)
{
	*queue = *find(name);
	if (*queue == NULL)
		return flags & O_CREAT ? make_queue(name, attributes, queue) :
					 -ENOENT;
	return (flags & O_CREAT) && (flags & O_EXCL) ? -EEXIST : 0;
}

static int open_queue(const char *name, int flags,
		      const struct mq_attr *attributes)
{
	struct opening *opening = malloc(sizeof *opening);
	int result;

	if (opening == NULL)
		return -ENOMEM;
	file_init(&opening->file, &queue_ops, flags & (O_ACCMODE | O_NONBLOCK));
	ilw_preempt_disable();
	result = find_or_make(name, flags, attributes, &opening->queue);
	if (result == 0) {
		opening->next = opening->queue->openings;
		opening->queue->openings = opening;
	}
	ilw_preempt_enable();
	if (result != 0) {
		free(opening);
		return result;
	}
	result = fd_install(&opening->file);
	if (result < 0)
		file_put(&opening->file);
	return result;
}

mqd_t mq_open(const char *name, int flags, ...)
{
	const struct mq_attr usual = { .mq_maxmsg = 10, .mq_msgsize = 8192 };
	const struct mq_attr *attributes = NULL;
	int error = ipc_name_strip(&name);
	va_list rest;

	if (flags & O_CREAT) {
		va_start(rest, flags);
		(void)va_arg(rest, mode_t);
		attributes = va_arg(rest, const struct mq_attr *);
		va_end(rest);
	}
	if (attributes == NULL)
		attributes = &usual;
	if (error == 0 && (flags & O_ACCMODE) == O_ACCMODE)
		error = -EINVAL;
	return (mqd_t)syscall_result(
		error != 0 ? error : open_queue(name, flags, attributes));
}

int mq_close(mqd_t queue)
{
	struct opening *opening = queue_get(queue);

	if (opening == NULL)
		return (int)syscall_result(-EBADF);
	file_put(&opening->file);
	return (int)syscall_result(fd_close(queue));
}

int mq_unlink(const char *name)
{
	int result = ipc_name_strip(&name);
	struct queue *queue;

	if (result == -EINVAL)
		result = -ENOENT;
	if (result != 0)
		return (int)syscall_result(result);
	ilw_preempt_disable();
	queue = *find(name);
	if (queue != NULL) {
		queue->unlinked = true;
		free_if_done(queue);
	} else {
		result = -ENOENT;
	}
	ilw_preempt_enable();
	return (int)syscall_result(result);
}
