/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Waiting for several files.
 *
 * First a look at all; only if none is ready does each get an observer, and a
 * second look, since it may have become ready in between.  What is woken looks
 * again at all: the result has to name every ready one.
 */
#include <errno.h>
#include <stddef.h>
#include <time.h>

#include <ilwaco/clock.h>
#include <ilwaco/heap.h>

#include "file.h"
#include "polling.h"
#include "wakeup.h"

#define FEW 16

struct watch {
	struct file_observer observer;
	struct wakeup *wakeup;
	struct file *file; /* NULL: no open descriptor */
};

static void ready(struct file_observer *observer, short events)
{
	(void)events;
	wakeup_call(((struct watch *)(void *)observer)->wakeup);
}

static bool look(struct pollfd *entry, struct file *file)
{
	short wanted = entry->events | POLLERR | POLLHUP;

	if (file == NULL)
		entry->revents = entry->fd < 0 ? 0 : POLLNVAL;
	else
		entry->revents = file_poll(file) & wanted;
	return entry->revents != 0;
}

static int look_at_all(struct pollfd *entries, nfds_t count)
{
	int found = 0;

	for (nfds_t i = 0; i < count; i++) {
		struct file *file = fd_get(entries[i].fd);

		found += look(&entries[i], file);
		if (file != NULL)
			file_put(file);
	}
	return found;
}

static int look_at_watched(struct pollfd *entries, const struct watch *watches,
			   nfds_t count)
{
	int found = 0;

	for (nfds_t i = 0; i < count; i++)
		found += look(&entries[i], watches[i].file);
	return found;
}

static void watch_all(const struct pollfd *entries, struct watch *watches,
		      nfds_t count, struct wakeup *wakeup)
{
	for (nfds_t i = 0; i < count; i++) {
		watches[i] = (struct watch){
			.observer = { .events = entries[i].events,
				      .ready = ready },
			.wakeup = wakeup,
			.file = fd_get(entries[i].fd),
		};
		if (watches[i].file != NULL)
			file_observe(watches[i].file, &watches[i].observer);
	}
}

static void unwatch_all(struct watch *watches, nfds_t count)
{
	for (nfds_t i = 0; i < count; i++) {
		if (watches[i].file == NULL)
			continue;
		file_unobserve(&watches[i].observer);
		file_put(watches[i].file);
	}
}

static int watch_and_wait(struct pollfd *entries, struct watch *watches,
			  nfds_t count, uint64_t deadline)
{
	struct wakeup wakeup = { .called = false };
	int slept, found;

	watch_all(entries, watches, count, &wakeup);
	do {
		found = look_at_watched(entries, watches, count);
		slept = found == 0 ? wakeup_sleep(&wakeup, deadline) : 0;
	} while (slept > 0);
	unwatch_all(watches, count);
	return slept < 0 ? slept : found;
}

int poll_files(struct pollfd *entries, nfds_t count, uint64_t deadline)
{
	struct watch few[FEW];
	struct watch *watches = few;
	int found = look_at_all(entries, count);

	if (found != 0 || deadline == 0)
		return found;
	if (count > FEW)
		watches = ilw_heap_allocate(count * sizeof *watches);
	if (watches == NULL)
		return -ENOMEM;
	found = watch_and_wait(entries, watches, count, deadline);
	if (watches != few)
		ilw_heap_free(watches);
	return found;
}

bool poll_deadline(const struct timespec *wait, uint64_t *deadline)
{
	*deadline = ILW_NEVER;
	if (wait == NULL)
		return true;
	if (wait->tv_sec < 0 || wait->tv_nsec < 0 ||
	    wait->tv_nsec >= (long)ILW_SECOND)
		return false;
	if (wait->tv_sec == 0 && wait->tv_nsec == 0)
		*deadline = 0;
	else if ((uint64_t)wait->tv_sec < ILW_NEVER / ILW_SECOND - 1)
		*deadline = ilw_clock_after((uint64_t)wait->tv_sec *
						    ILW_SECOND +
					    (uint64_t)wait->tv_nsec);
	return true;
}
