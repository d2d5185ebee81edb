/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the files that implement epoll share.
 *
 * A watch observes its file and is on one of its epoll's lists: ready, if the
 * file has said something that may be new, or else quiet.  It holds no
 * reference to the file: when the file goes, the watch goes.  Watches are not
 * found by a table of descriptors but among the observers of their file, which
 * has few: so a watch needs no memory beyond its own 48 bytes.
 *
 * All of this is touched with preemption disabled only, which the functions on
 * watches expect.
 */
#ifndef RUNTIME_EPOLL_H
#define RUNTIME_EPOLL_H

#include <sys/epoll.h>

#include <ilwaco/sync.h>

#include "file.h"

/* In a circular list, whose head is one of these too. */
struct epoll_link {
	struct epoll_link *next;
	struct epoll_link *previous;
};

struct epoll {
	struct file file; /* first: an epoll is its file */
	struct epoll_link quiet;
	struct epoll_link ready;
	/* Those of the ready ones that a thread is just going through; one
	 * thread at a time does. */
	struct epoll_link taken;
	struct ilw_mutex taking;
	struct ilw_wait_queue waiters;
	uint8_t height; /* the most epolls there were below, itself included */
};

#define EPOLL_ARMED 0x1  /* it is to report something at all */
#define EPOLL_QUEUED 0x2 /* it is not among the quiet ones */
#define EPOLL_EDGE 0x4
#define EPOLL_ONCE 0x8
#define EPOLL_EXCLUSIVE 0x10

struct epoll_watch {
	struct file_observer observer; /* first: a watch is its observer */
	struct epoll *epoll;
	struct file *file;
	struct epoll_link link;
	epoll_data_t data;
	uint16_t fd;
	uint16_t flags;
};
_Static_assert(sizeof(void *) > 4 || sizeof(struct epoll_watch) <= 44,
	       "48 bytes with the heap's header");

static inline bool epoll_is_empty(const struct epoll_link *list)
{
	return list->next == list;
}

static inline struct epoll_watch *epoll_first(const struct epoll_link *list)
{
	return (struct epoll_watch *)(void *)((char *)list->next -
					      offsetof(struct epoll_watch,
						       link));
}

static inline struct epoll *epoll_of(struct file *file)
{
	return (struct epoll *)(void *)file;
}

static inline struct epoll_watch *epoll_watch_of(struct file_observer *observer)
{
	return (struct epoll_watch *)(void *)observer;
}

/* Whether a file is an epoll; the epoll behind a descriptor, with a reference,
 * or -EBADF, -EINVAL. */
bool epoll_is(const struct file *file);
int epoll_get(int fd, struct epoll **epoll);

/* The ready() of a watch's observer. */
void epoll_on_events(struct file_observer *observer, short events);

/* Puts a watch at the end of a list, the first time. */
void epoll_append(struct epoll_watch *watch, struct epoll_link *list);

/* Moves a watch to the end of a list of its epoll's. */
void epoll_move(struct epoll_watch *watch, struct epoll_link *list);

/* What the watch would report now. */
short epoll_look(const struct epoll_watch *watch);

/* It may have something to report. */
void epoll_queue(struct epoll_watch *watch);

/* Ends a watch. */
void epoll_drop(struct epoll_watch *watch);

/* epoll_wait's inside: -EBADF, -EINVAL, -EINTR. */
int epoll_wait_until(int epfd, struct epoll_event *events, int max,
		     uint64_t deadline);

/* The deadline (ilwaco/clock.h) of a wait that begins now; -1: none. */
uint64_t epoll_deadline(int milliseconds);

#endif
