/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Changing what an epoll watches.
 */
#include <errno.h>

#include <ilwaco/heap.h>

#include "epoll.h"
#include "syscall.h"

#define NESTED_MOST 5

#define POLL_BITS 0xffffu
#define WITH_EXCLUSIVE                                                         \
	(EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLWAKEUP | EPOLLET |    \
	 EPOLLEXCLUSIVE)

static struct epoll_watch *find(const struct epoll *epoll, int fd,
				const struct file *file)
{
	struct file_observer *observer = file->observers;

	for (; observer != NULL; observer = observer->next) {
		struct epoll_watch *watch = epoll_watch_of(observer);

		if (observer->ready == epoll_on_events &&
		    watch->epoll == epoll && watch->fd == fd)
			return watch;
	}
	return NULL;
}

/* How many epolls watch this one, one above the other, itself included; more
 * than are allowed if target is one of them. */
static int levels(const struct epoll *epoll, const struct epoll *target)
{
	struct file_observer *observer = epoll->file.observers;
	int most = 0;

	if (epoll == target)
		return NESTED_MOST;
	for (; observer != NULL; observer = observer->next)
		if (observer->ready == epoll_on_events) {
			int above = levels(epoll_watch_of(observer)->epoll,
					   target);

			most = above > most ? above : most;
		}
	return most + 1;
}

static void raise_above(struct epoll *epoll, uint8_t height)
{
	struct file_observer *observer = epoll->file.observers;

	if (epoll->height >= height)
		return;
	epoll->height = height;
	for (; observer != NULL; observer = observer->next)
		if (observer->ready == epoll_on_events)
			raise_above(epoll_watch_of(observer)->epoll,
				    height + 1);
}

static int nest(struct epoll *epoll, const struct epoll *target)
{
	if (levels(epoll, target) + target->height > NESTED_MOST)
		return -ELOOP;
	raise_above(epoll, target->height + 1);
	return 0;
}

static void set(struct epoll_watch *watch, const struct epoll_event *event)
{
	uint16_t flags = watch->flags & EPOLL_QUEUED;

	flags |= EPOLL_ARMED;
	flags |= event->events & EPOLLET ? EPOLL_EDGE : 0;
	flags |= event->events & EPOLLONESHOT ? EPOLL_ONCE : 0;
	flags |= event->events & EPOLLEXCLUSIVE ? EPOLL_EXCLUSIVE : 0;
	watch->flags = flags;
	watch->observer.events = (short)(event->events & POLL_BITS);
	watch->data = event->data;
	if (epoll_look(watch) != 0)
		epoll_queue(watch);
}

static int insert(struct epoll *epoll, int fd, struct file *file,
		  struct epoll_watch *watch)
{
	if (find(epoll, fd, file) != NULL)
		return -EEXIST;
	if (epoll_is(file)) {
		int error = nest(epoll, epoll_of(file));

		if (error < 0)
			return error;
	}
	*watch = (struct epoll_watch){
		.observer = { .ready = epoll_on_events },
		.epoll = epoll,
		.file = file,
		.fd = (uint16_t)fd,
	};
	epoll_append(watch, &epoll->quiet);
	file_observe(file, &watch->observer);
	return 0;
}

static int add(struct epoll *epoll, int fd, struct file *file,
	       const struct epoll_event *event)
{
	struct epoll_watch *watch;
	int result;

	if (event->events & EPOLLEXCLUSIVE &&
	    (event->events & ~WITH_EXCLUSIVE || epoll_is(file)))
		return -EINVAL;
	watch = ilw_heap_allocate(sizeof *watch);
	if (watch == NULL)
		return -ENOMEM;
	ilw_preempt_disable();
	result = insert(epoll, fd, file, watch);
	if (result == 0)
		set(watch, event);
	ilw_preempt_enable();
	if (result < 0)
		ilw_heap_free(watch);
	return result;
}

static int modify(struct epoll *epoll, int fd, struct file *file,
		  const struct epoll_event *event)
{
	struct epoll_watch *watch;
	int result = 0;

	ilw_preempt_disable();
	watch = find(epoll, fd, file);
	if (watch == NULL)
		result = -ENOENT;
	else if ((event->events & EPOLLEXCLUSIVE) ||
		 (watch->flags & EPOLL_EXCLUSIVE))
		result = -EINVAL;
	else
		set(watch, event);
	ilw_preempt_enable();
	return result;
}

static int delete (struct epoll *epoll, int fd, struct file *file)
{
	struct epoll_watch *watch;

	ilw_preempt_disable();
	watch = find(epoll, fd, file);
	if (watch != NULL)
		epoll_drop(watch);
	ilw_preempt_enable();
	return watch != NULL ? 0 : -ENOENT;
}

static int change(struct epoll *epoll, int op, int fd, struct file *file,
		  const struct epoll_event *event)
{
	if (&epoll->file == file)
		return -EINVAL;
	if (file->ops->poll == NULL)
		return -EPERM;
	switch (op) {
	case EPOLL_CTL_ADD:
		return add(epoll, fd, file, event);
	case EPOLL_CTL_MOD:
		return modify(epoll, fd, file, event);
	case EPOLL_CTL_DEL:
		return delete (epoll, fd, file);
	default:
		return -EINVAL;
	}
}

static int control(int epfd, int op, int fd, const struct epoll_event *event)
{
	struct epoll *epoll;
	struct file *file;
	int result = epoll_get(epfd, &epoll);

	if (result < 0)
		return result;
	file = fd_get(fd);
	result = file != NULL ? change(epoll, op, fd, file, event) : -EBADF;
	if (file != NULL)
		file_put(file);
	file_put(&epoll->file);
	return result;
}

int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event)
{
	if (event == NULL && op != EPOLL_CTL_DEL)
		return (int)syscall_result(-EFAULT);
	return (int)syscall_result(control(epfd, op, fd, event));
}
