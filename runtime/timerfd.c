/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Timers as files.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>

#include <ilwaco/wait.h>

#include "countdown.h"
#include "file.h"
#include "syscall.h"

struct timer {
	struct file file; /* first: a timer is its file */
	struct countdown countdown;
	clockid_t clock;
	uint64_t expirations; /* since the last read */
	/* TFD_TIMER_CANCEL_ON_SET: */
	struct clock_watch watch;
	bool cancelled;
	struct ilw_wait_queue readers;
};

#define TIMER_OF(member, pointer)                                              \
	((struct timer *)(void *)((char *)(pointer)-offsetof(struct timer,     \
							     member)))

static const struct file_ops timer_ops;

static struct timer *timer_of(struct file *file)
{
	return (struct timer *)(void *)file;
}

static void notify(struct timer *timer)
{
	ilw_wake_all(&timer->readers);
	file_notify(&timer->file, POLLIN);
}

static void expired(struct countdown *countdown, uint64_t times)
{
	struct timer *timer = TIMER_OF(countdown, countdown);

	timer->expirations += times;
	notify(timer);
}

static void clock_was_set(struct clock_watch *watch)
{
	struct timer *timer = TIMER_OF(watch, watch);

	timer->cancelled = true;
	notify(timer);
}

/* With preemption disabled. */
static int take(struct timer *timer, uint64_t *expirations)
{
	while (timer->expirations == 0 && !timer->cancelled) {
		if (file_is_nonblocking(&timer->file))
			return -EAGAIN;
		if (ilw_wait_interruptible(&timer->readers, ILW_NEVER) ==
		    ILW_WAIT_INTERRUPTED)
			return -EINTR;
	}
	*expirations = timer->expirations;
	timer->expirations = 0;
	if (!timer->cancelled)
		return 0;
	timer->cancelled = false;
	return -ECANCELED;
}

static ssize_t timer_read(struct file *file, void *data, size_t length)
{
	uint64_t expirations;
	int result;

	if (length < sizeof expirations)
		return -EINVAL;
	ilw_preempt_disable();
	result = take(timer_of(file), &expirations);
	ilw_preempt_enable();
	if (result < 0)
		return result;
	memcpy(data, &expirations, sizeof expirations);
	return sizeof expirations;
}

static short timer_poll(struct file *file)
{
	const struct timer *timer = timer_of(file);

	return timer->expirations != 0 || timer->cancelled ? POLLIN : 0;
}

static int timer_close(struct file *file)
{
	struct timer *timer = timer_of(file);

	ilw_preempt_disable();
	countdown_stop(&timer->countdown);
	clock_unwatch(&timer->watch);
	ilw_preempt_enable();
	free(timer);
	return 0;
}

static const struct file_ops timer_ops = {
	.read = timer_read,
	.poll = timer_poll,
	.close = timer_close,
};

static int make(clockid_t clock, int flags)
{
	struct timer *timer;
	int fd;

	if ((clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC) ||
	    flags & ~(TFD_NONBLOCK | TFD_CLOEXEC))
		return -EINVAL;
	timer = calloc(1, sizeof *timer);
	if (timer == NULL)
		return -ENOMEM;
	timer->clock = clock;
	timer->countdown.expired = expired;
	timer->watch.changed = clock_was_set;
	file_init(&timer->file, &timer_ops, O_RDWR | (flags & TFD_NONBLOCK));
	fd = fd_install(&timer->file);
	if (fd < 0)
		file_put(&timer->file);
	else if (flags & TFD_CLOEXEC)
		fd_set_flags(fd, FD_CLOEXEC);
	return fd;
}

int timerfd_create(int clock, int flags)
{
	return (int)syscall_result(make(clock_base((clockid_t)clock), flags));
}

/* With preemption disabled. */
static void set(struct timer *timer, int flags, const struct itimerspec *time)
{
	bool absolute = (flags & TFD_TIMER_ABSTIME) != 0;

	countdown_set(&timer->countdown, timer->clock, absolute, time);
	timer->expirations = 0;
	timer->cancelled = false;
	clock_unwatch(&timer->watch);
	if (absolute && flags & TFD_TIMER_CANCEL_ON_SET &&
	    timer->clock == CLOCK_REALTIME)
		clock_watch(&timer->watch);
}

/* The timer's file, with a reference added. */
static int get_timer(int fd, struct timer **timer)
{
	struct file *file = fd_get(fd);

	if (file == NULL)
		return -EBADF;
	if (file->ops != &timer_ops) {
		file_put(file);
		return -EINVAL;
	}
	*timer = timer_of(file);
	return 0;
}

static int set_time(int fd, int flags, const struct itimerspec *time,
		    struct itimerspec *old)
{
	struct timer *timer;
	int error;

	if (flags & ~(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET) ||
	    !countdown_is_time(time))
		return -EINVAL;
	error = get_timer(fd, &timer);
	if (error != 0)
		return error;
	ilw_preempt_disable();
	if (old != NULL)
		*old = countdown_get(&timer->countdown);
	set(timer, flags, time);
	ilw_preempt_enable();
	file_put(&timer->file);
	return 0;
}

int timerfd_settime(int fd, int flags, const struct itimerspec *time,
		    struct itimerspec *old)
{
	return (int)syscall_result(set_time(fd, flags, time, old));
}

int timerfd_gettime(int fd, struct itimerspec *time)
{
	struct timer *timer;
	int error = get_timer(fd, &timer);

	if (error != 0)
		return (int)syscall_result(error);
	ilw_preempt_disable();
	*time = countdown_get(&timer->countdown);
	ilw_preempt_enable();
	file_put(&timer->file);
	return 0;
}
