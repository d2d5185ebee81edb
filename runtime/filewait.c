/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Waiting for one file.
 */
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

/* Sleeps until ready() was called since the last time. */
static bool sleep_until_ready(struct waiter *waiter, uint64_t deadline)
{
	bool woken;

	ilw_preempt_disable();
	while (!waiter->ready && ilw_wait(&waiter->queue, deadline))
		;
	woken = waiter->ready;
	waiter->ready = false;
	ilw_preempt_enable();
	return woken;
}

int file_wait(struct file *file, short events, uint64_t deadline)
{
	struct waiter waiter = {
		.observer = { .events = events, .ready = ready },
	};
	bool possible;

	file_observe(file, &waiter.observer);
	do
		possible = file_poll(file) & (events | POLLERR | POLLHUP);
	while (!possible && sleep_until_ready(&waiter, deadline));
	file_unobserve(&waiter.observer);
	return possible;
}
