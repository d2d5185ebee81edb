/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Open files: references, readiness.
 */
#include <poll.h>

#include <ilwaco/preempt.h>

#include "file.h"

void file_init(struct file *file, const struct file_ops *ops, int flags)
{
	*file = (struct file){ .ops = ops, .references = 1, .flags = flags };
}

void file_get(struct file *file)
{
	ilw_preempt_disable();
	file->references++;
	ilw_preempt_enable();
}

int file_put(struct file *file)
{
	bool last;

	ilw_preempt_disable();
	last = --file->references == 0;
	if (last)
		file_notify(file, POLLNVAL);
	ilw_preempt_enable();
	if (!last || file->ops->close == NULL)
		return 0;
	return file->ops->close(file);
}

/* Ordinary data has two names each way. */
static short with_synonyms(short events)
{
	return events | (events & POLLIN ? POLLRDNORM : 0) |
	       (events & POLLOUT ? POLLWRNORM : 0);
}

short file_poll(struct file *file)
{
	short events = POLLIN | POLLOUT;

	if (file->ops->poll != NULL)
		events = file->ops->poll(file);
	return with_synonyms(events);
}

/* An observer may take itself off the list from within ready(). */
void file_notify(struct file *file, short events)
{
	struct file_observer *observer;
	struct file_observer *next;

	events = with_synonyms(events);
	ilw_preempt_disable();
	for (observer = file->observers; observer != NULL; observer = next) {
		next = observer->next;
		if (events & (observer->events | FILE_ALWAYS))
			observer->ready(observer, events);
	}
	ilw_preempt_enable();
}

void file_observe(struct file *file, struct file_observer *observer)
{
	ilw_preempt_disable();
	observer->next = file->observers;
	observer->link = &file->observers;
	if (observer->next != NULL)
		observer->next->link = &observer->next;
	file->observers = observer;
	ilw_preempt_enable();
}

void file_unobserve(struct file_observer *observer)
{
	ilw_preempt_disable();
	if (observer->link != NULL) {
		*observer->link = observer->next;
		if (observer->next != NULL)
			observer->next->link = observer->link;
		observer->link = NULL;
	}
	ilw_preempt_enable();
}
