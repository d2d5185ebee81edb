/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Waiting for what an epoll watches, with another signal mask.
 */
#include <errno.h>
#include <time.h>

#include "epoll.h"
#include "polling.h"
#include "signals.h"
#include "syscall.h"
#include "threads.h"

static int wait_with(const sigset_t *mask, int epfd, struct epoll_event *events,
		     int max, uint64_t deadline)
{
	sigset_t old = pthread_self()->signals.mask;
	int result;

	do {
		syscall_blocking_enter();
		if (mask != NULL)
			signal_set_mask(*mask);
		result = epoll_wait_until(epfd, events, max, deadline);
	} while (syscall_waiting_again(result));
	if (mask != NULL)
		signal_set_mask(old);
	return result;
}

int epoll_pwait(int epfd, struct epoll_event *events, int max, int milliseconds,
		const sigset_t *mask)
{
	return (int)syscall_result(wait_with(mask, epfd, events, max,
					     epoll_deadline(milliseconds)));
}

int epoll_pwait2(int epfd, struct epoll_event *events, int max,
		 const struct timespec *wait, const sigset_t *mask)
{
	uint64_t deadline;

	if (!poll_deadline(wait, &deadline))
		return (int)syscall_result(-EINVAL);
	return (int)syscall_result(
		wait_with(mask, epfd, events, max, deadline));
}
