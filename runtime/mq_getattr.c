/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Message queues: their attributes.
 */
#include "queue.h"
#include "syscall.h"

static struct mq_attr attributes_of(struct opening *opening)
{
	struct mq_attr attributes;

	ilw_preempt_disable();
	attributes = opening->queue->attributes;
	ilw_preempt_enable();
	attributes.mq_flags = opening->file.flags & O_NONBLOCK;
	return attributes;
}

int mq_getattr(mqd_t queue, struct mq_attr *attributes)
{
	struct opening *opening = queue_get(queue);

	if (opening == NULL)
		return (int)syscall_result(-EBADF);
	*attributes = attributes_of(opening);
	file_put(&opening->file);
	return 0;
}

int mq_setattr(mqd_t queue, const struct mq_attr *restrict attributes,
	       struct mq_attr *restrict old)
{
	struct opening *opening = queue_get(queue);
	int *flags;

	if (opening == NULL)
		return (int)syscall_result(-EBADF);
	if (old != NULL)
		*old = attributes_of(opening);
	flags = &opening->file.flags;
	*flags = (*flags & ~O_NONBLOCK) |
		 ((int)attributes->mq_flags & O_NONBLOCK);
	file_put(&opening->file);
	return 0;
}
