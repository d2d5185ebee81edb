/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Timers as files: poll, select and epoll tell when they expire.
 *
 * A read takes 8 bytes or more: how often the timer has expired since the
 * last read, or since it was set.  It waits while that is 0.  EAGAIN: would
 * wait, and O_NONBLOCK is set.  EINVAL: fewer than 8 bytes.  ECANCELED: the
 * wall clock was set, and the timer is to say so.
 */
#ifndef _SYS_TIMERFD_H
#define _SYS_TIMERFD_H

#include <fcntl.h>
#include <sys/cdefs.h>
#include <time.h>

#define TFD_NONBLOCK O_NONBLOCK
#define TFD_CLOEXEC O_CLOEXEC

#define TFD_TIMER_ABSTIME 1
#define TFD_TIMER_CANCEL_ON_SET 2

__BEGIN_DECLS

/* A descriptor for a new timer on CLOCK_REALTIME or CLOCK_MONOTONIC.  EINVAL:
 * another clock, other flags; EMFILE, ENOMEM. */
int timerfd_create(int clock, int flags);

/* Sets it, and tells what it was.  it_value zero stops it.  EINVAL: other
 * flags, no times, not a timer; EBADF. */
int timerfd_settime(int fd, int flags, const struct itimerspec *time,
		    struct itimerspec *old);
/* How long until it expires next. */
int timerfd_gettime(int fd, struct itimerspec *time);

__END_DECLS

#endif
