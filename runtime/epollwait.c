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

#include <ilwaco/clock.h>

#include "epoll.h"
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

static enum ilw_waited sleep_until_ready(struct epoll *epoll, uint64_t deadline)
{
	enum ilw_waited waited = ILW_WAIT_WOKEN;

	ilw_preempt_disable();
	while (epoll_is_empty(&epoll->ready) && waited == ILW_WAIT_WOKEN)
		waited = ilw_wait_interruptible(&epoll->waiters, deadline);
	ilw_preempt_enable();
	return waited;
}

int epoll_wait_until(int epfd, struct epoll_event *events, int max,
		     uint64_t deadline)
{
	enum ilw_waited waited = deadline != 0 ? ILW_WAIT_WOKEN :
						 ILW_WAIT_TIMED_OUT;
	struct epoll *epoll;
	int result;

	if (max <= 0 || max > INT_MAX / (int)sizeof *events)
		return -EINVAL;
	result = epoll_get(epfd, &epoll);
	if (result < 0)
		return result;
	while ((result = take(epoll, events, max)) == 0 &&
	       waited == ILW_WAIT_WOKEN)
		waited = sleep_until_ready(epoll, deadline);
	file_put(&epoll->file);
	if (result == 0 && waited == ILW_WAIT_INTERRUPTED)
		return -EINTR;
	return result;
}

uint64_t epoll_deadline(int milliseconds)
{
	if (milliseconds <= 0)
		return milliseconds < 0 ? ILW_NEVER : 0;
	return ilw_clock_after((uint64_t)milliseconds * ILW_MILLISECOND);
}

int epoll_wait(int epfd, struct epoll_event *events, int max, int milliseconds)
{
	uint64_t deadline = epoll_deadline(milliseconds);
	int result;

	do {
		syscall_blocking_enter();
		result = epoll_wait_until(epfd, events, max, deadline);
	} while (syscall_waiting_again(result));
	return (int)syscall_result(result);
}
