/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Waiting for one file.
 */
#include <errno.h>
#include <poll.h>

#include <ilwaco/wait.h>

#include "file.h"

struct waiter {
	struct file_observer observer;
	struct ilw_wait_queue queue;
	bool ready;
};

static void ready(struct file_observer *observer, short events)
{
	struct waiter *waiter = (struct waiter *)(void *)observer;

	(void)events;
	waiter->ready = true;
	ilw_wake_one(&waiter->queue);
}

/* Sleeps until ready() was called since the last time: 1, 0 or -EINTR. */
static int sleep_until_ready(struct waiter *waiter, uint64_t deadline)
{
	enum ilw_waited waited = ILW_WAIT_WOKEN;
	bool woken;

	ilw_preempt_disable();
	while (!waiter->ready && waited == ILW_WAIT_WOKEN)
		waited = ilw_wait_interruptible(&waiter->queue, deadline);
	woken = waiter->ready;
	waiter->ready = false;
	ilw_preempt_enable();
	if (!woken && waited == ILW_WAIT_INTERRUPTED)
		return -EINTR;
	return woken;
}

int file_wait(struct file *file, short events, uint64_t deadline)
{
	struct waiter waiter = {
		.observer = { .events = events, .ready = ready },
	};
	int result = 1;

	file_observe(file, &waiter.observer);
	while (result > 0 &&
	       (file_poll(file) & (events | POLLERR | POLLHUP)) == 0)
		result = sleep_until_ready(&waiter, deadline);
	file_unobserve(&waiter.observer);
	return result;
}
