/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Waiting for what an epoll watches.
 *
 * Whoever waits takes all ready watches, and asks each file what is so: one
 * that has nothing to say becomes quiet.  One whose level counts becomes ready
 * again at once, behind all others, so that none is left out when fewer are
 * asked for than there are.
 */
#include <errno.h>
#include <limits.h>
#include <time.h>

#include <ilwaco/clock.h>

#include "epoll.h"
#include "polling.h"
#include "syscall.h"

/* Moves all watches from one list to the beginning of another. */
static void splice(struct epoll_link *from, struct epoll_link *to)
{
	if (epoll_is_empty(from))
		return;
	from->next->previous = to;
	from->previous->next = to->next;
	to->next->previous = from->previous;
	to->next = from->next;
	from->next = from->previous = from;
}

/* Whether there was something to report. */
static bool report(struct epoll_watch *watch, struct epoll_event *event)
{
	struct epoll *epoll = watch->epoll;
	short events = epoll_look(watch);
	bool again = !(watch->flags & (EPOLL_EDGE | EPOLL_ONCE));

	epoll_move(watch, events != 0 && again ? &epoll->ready : &epoll->quiet);
	if (events == 0)
		return false;
	if (watch->flags & EPOLL_ONCE)
		watch->flags &= (uint16_t)~EPOLL_ARMED;
	event->events = (uint16_t)events;
	event->data = watch->data;
	return true;
}

/* What is ready now.  Preemption is possible after each watch. */
static int take(struct epoll *epoll, struct epoll_event *events, int max)
{
	int count = 0;

	ilw_mutex_lock(&epoll->taking);
	ilw_preempt_disable();
	splice(&epoll->ready, &epoll->taken);
	while (count < max && !epoll_is_empty(&epoll->taken)) {
		count += report(epoll_first(&epoll->taken), &events[count]);
		ilw_preempt_enable();
		ilw_preempt_disable();
	}
	splice(&epoll->taken, &epoll->ready);
	if (!epoll_is_empty(&epoll->ready))
		ilw_wake_one(&epoll->waiters);
	ilw_preempt_enable();
	ilw_mutex_unlock(&epoll->taking);
	return count;
}

/* Sleeps until something may be ready.  False: the deadline has passed. */
static bool sleep_until_ready(struct epoll *epoll, uint64_t deadline)
{
	bool in_time = true;

	ilw_preempt_disable();
	while (epoll_is_empty(&epoll->ready) && in_time)
		in_time = ilw_wait(&epoll->waiters, deadline);
	ilw_preempt_enable();
	return in_time;
}

static int wait_until(int epfd, struct epoll_event *events, int max,
		      uint64_t deadline)
{
	struct epoll *epoll;
	bool in_time = deadline != 0;
	int result;

	if (max <= 0 || max > INT_MAX / (int)sizeof *events)
		return -EINVAL;
	result = epoll_get(epfd, &epoll);
	if (result < 0)
		return result;
	while ((result = take(epoll, events, max)) == 0 && in_time)
		in_time = sleep_until_ready(epoll, deadline);
	file_put(&epoll->file);
	return result;
}

static uint64_t deadline_of(int milliseconds)
{
	if (milliseconds <= 0)
		return milliseconds < 0 ? ILW_NEVER : 0;
	return ilw_clock_after((uint64_t)milliseconds * ILW_MILLISECOND);
}

int epoll_wait(int epfd, struct epoll_event *events, int max, int milliseconds)
{
	return (int)syscall_result(
		wait_until(epfd, events, max, deadline_of(milliseconds)));
}

/* The signal mask has nothing to hold back: no signal comes from outside. */
int epoll_pwait(int epfd, struct epoll_event *events, int max, int milliseconds,
		const sigset_t *mask)
{
	(void)mask;
	return epoll_wait(epfd, events, max, milliseconds);
}

int epoll_pwait2(int epfd, struct epoll_event *events, int max,
		 const struct timespec *wait, const sigset_t *mask)
{
	uint64_t deadline;

	(void)mask;
	if (!poll_deadline(wait, &deadline))
		return (int)syscall_result(-EINVAL);
	return (int)syscall_result(wait_until(epfd, events, max, deadline));
}
