/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Waiting for one file.
 */
#include <poll.h>

#include "file.h"
#include "wakeup.h"

struct waiter {
	struct file_observer observer;
	struct wakeup wakeup;
};

static void ready(struct file_observer *observer, short events)
{
	struct waiter *waiter = (struct waiter *)(void *)observer;

	(void)events;
	wakeup_call(&waiter->wakeup);
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
		result = wakeup_sleep(&waiter.wakeup, deadline);
	file_unobserve(&waiter.observer);
	return result;
}
