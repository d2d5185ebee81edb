/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Epolls as files, and their watches.  epollctl.c changes these, epollwait.c
 * waits for them.
 */
#include "epoll.h"

#include <errno.h>
#include <poll.h>

#include <ilwaco/heap.h>

#include "syscall.h"

static void clear(struct epoll_link *list)
{
	list->next = list->previous = list;
}

static void unlink_watch(struct epoll_watch *watch)
{
	watch->link.next->previous = watch->link.previous;
	watch->link.previous->next = watch->link.next;
}

void epoll_append(struct epoll_watch *watch, struct epoll_link *list)
{
	watch->link.next = list;
	watch->link.previous = list->previous;
	list->previous->next = &watch->link;
	list->previous = &watch->link;
}

void epoll_move(struct epoll_watch *watch, struct epoll_link *list)
{
	unlink_watch(watch);
	epoll_append(watch, list);
	if (list == &watch->epoll->quiet)
		watch->flags &= (uint16_t)~EPOLL_QUEUED;
	else
		watch->flags |= EPOLL_QUEUED;
}

short epoll_look(const struct epoll_watch *watch)
{
	short wanted = watch->observer.events | POLLERR | POLLHUP;

	if (!(watch->flags & EPOLL_ARMED))
		return 0;
	return file_poll(watch->file) & wanted;
}

void epoll_drop(struct epoll_watch *watch)
{
	file_unobserve(&watch->observer);
	unlink_watch(watch);
	ilw_heap_free(watch);
}

/* Whoever waits is woken for the first word of a file only: that thread, or
 * the one that is going through the list, sees to it that others follow if
 * something is left. */
void epoll_queue(struct epoll_watch *watch)
{
	struct epoll *epoll = watch->epoll;

	if (!(watch->flags & EPOLL_QUEUED)) {
		epoll_move(watch, &epoll->ready);
		ilw_wake_one(&epoll->waiters);
	}
	file_notify(&epoll->file, POLLIN);
}

void epoll_on_events(struct file_observer *observer, short events)
{
	struct epoll_watch *watch = epoll_watch_of(observer);

	if (events & POLLNVAL)
		epoll_drop(watch);
	else if (watch->flags & EPOLL_ARMED)
		epoll_queue(watch);
}

/* An epoll as a file that is watched. */

static bool any_ready(struct epoll *epoll, struct epoll_link *list)
{
	while (!epoll_is_empty(list)) {
		struct epoll_watch *watch = epoll_first(list);

		if (epoll_look(watch) != 0)
			return true;
		epoll_move(watch, &epoll->quiet);
	}
	return false;
}

static short epoll_poll(struct file *file)
{
	struct epoll *epoll = epoll_of(file);
	bool any;

	ilw_preempt_disable();
	any = any_ready(epoll, &epoll->taken) ||
	      any_ready(epoll, &epoll->ready);
	ilw_preempt_enable();
	return any ? POLLIN : 0;
}

/* No thread goes through the ready ones: it would have a reference. */
static int epoll_close(struct file *file)
{
	struct epoll *epoll = epoll_of(file);
	bool all;

	do {
		ilw_preempt_disable();
		if (!epoll_is_empty(&epoll->ready))
			epoll_drop(epoll_first(&epoll->ready));
		all = epoll_is_empty(&epoll->quiet);
		if (!all)
			epoll_drop(epoll_first(&epoll->quiet));
		all = all && epoll_is_empty(&epoll->ready);
		ilw_preempt_enable();
	} while (!all);
	ilw_heap_free(epoll);
	return 0;
}

static const struct file_ops epoll_ops = {
	.poll = epoll_poll,
	.close = epoll_close,
};

bool epoll_is(const struct file *file)
{
	return file->ops == &epoll_ops;
}

int epoll_get(int fd, struct epoll **epoll)
{
	struct file *file = fd_get(fd);

	if (file == NULL)
		return -EBADF;
	if (!epoll_is(file)) {
		file_put(file);
		return -EINVAL;
	}
	*epoll = epoll_of(file);
	return 0;
}

static int make(int flags)
{
	struct epoll *epoll;
	int fd;

	if (flags & ~EPOLL_CLOEXEC)
		return -EINVAL;
	epoll = ilw_heap_allocate_zeroed(sizeof *epoll);
	if (epoll == NULL)
		return -ENOMEM;
	file_init(&epoll->file, &epoll_ops, O_RDWR);
	clear(&epoll->quiet);
	clear(&epoll->ready);
	clear(&epoll->taken);
	epoll->height = 1;
	fd = fd_install(&epoll->file);
	if (fd < 0)
		file_put(&epoll->file);
	else if (flags & EPOLL_CLOEXEC)
		fd_set_flags(fd, FD_CLOEXEC);
	return fd;
}

int epoll_create(int size)
{
	return (int)syscall_result(size > 0 ? make(0) : -EINVAL);
}

int epoll_create1(int flags)
{
	return (int)syscall_result(make(flags));
}
