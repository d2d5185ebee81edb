/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The process's own timers: of time, which alarm() sets too, and two of
 * processor time.
 */
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <ilwaco/preempt.h>

#include "countdown.h"
#include "signals.h"
#include "syscall.h"

#define MICROSECONDS 1000000u

struct timer {
	struct countdown countdown; /* first: a timer is its countdown */
	clockid_t clock;
	int signal;
};

static void expired(struct countdown *countdown, uint64_t times)
{
	int signal = ((struct timer *)(void *)countdown)->signal;

	(void)times;
	signal_send(NULL, &(siginfo_t){ .si_signo = signal });
}

static struct timer timers[] = {
	[ITIMER_REAL] = { { .expired = expired }, CLOCK_MONOTONIC, SIGALRM },
	[ITIMER_VIRTUAL] = { { .expired = expired },
			     CLOCK_PROCESS_CPUTIME_ID,
			     SIGVTALRM },
	[ITIMER_PROF] = { { .expired = expired },
			  CLOCK_PROCESS_CPUTIME_ID,
			  SIGPROF },
};

static bool is_timer(int which)
{
	return which >= ITIMER_REAL && which <= ITIMER_PROF;
}

static struct itimerspec swap(int which, const struct itimerspec *time)
{
	struct timer *timer = &timers[which];
	struct itimerspec old;

	ilw_preempt_disable();
	old = countdown_get(&timer->countdown);
	countdown_set(&timer->countdown, timer->clock, false, time);
	ilw_preempt_enable();
	return old;
}

/* Before it is one of nanoseconds, where so many may not fit. */
static bool is_value(const struct timeval *time)
{
	return (unsigned long)time->tv_usec < MICROSECONDS;
}

static struct timespec spec_of(const struct timeval *time)
{
	return (struct timespec){ time->tv_sec, time->tv_usec * 1000 };
}

/* Rounded up, so that what is still set is not 0. */
static struct timeval val_of(const struct timespec *time)
{
	uint64_t microseconds = (timespec_nanoseconds(time) + 999) / 1000;

	return (struct timeval){
		.tv_sec = (time_t)(microseconds / MICROSECONDS),
		.tv_usec = (suseconds_t)(microseconds % MICROSECONDS),
	};
}

static struct itimerval vals_of(const struct itimerspec *time)
{
	return (struct itimerval){ .it_interval = val_of(&time->it_interval),
				   .it_value = val_of(&time->it_value) };
}

int getitimer(int which, struct itimerval *value)
{
	struct itimerspec time;

	if (!is_timer(which))
		return (int)syscall_result(-EINVAL);
	ilw_preempt_disable();
	time = countdown_get(&timers[which].countdown);
	ilw_preempt_enable();
	*value = vals_of(&time);
	return 0;
}

int setitimer(int which, const struct itimerval *value, struct itimerval *old)
{
	struct itimerspec time = { spec_of(&value->it_interval),
				   spec_of(&value->it_value) };
	struct itimerspec before;

	if (!is_timer(which) || !is_value(&value->it_interval) ||
	    !is_value(&value->it_value) || !countdown_is_time(&time))
		return (int)syscall_result(-EINVAL);
	before = swap(which, &time);
	if (old != NULL)
		*old = vals_of(&before);
	return 0;
}

/* What is left of a second counts as one. */
unsigned int alarm(unsigned int seconds)
{
	struct itimerspec time = { .it_value.tv_sec = (time_t)seconds };
	struct itimerspec old = swap(ITIMER_REAL, &time);

	return (unsigned int)old.it_value.tv_sec + (old.it_value.tv_nsec != 0);
}

useconds_t ualarm(useconds_t microseconds, useconds_t interval)
{
	struct itimerspec time = {
		.it_value = timespec_of(microseconds * ILW_MICROSECOND),
		.it_interval = timespec_of(interval * ILW_MICROSECOND),
	};
	struct itimerspec old = swap(ITIMER_REAL, &time);

	return (useconds_t)(timespec_nanoseconds(&old.it_value) /
			    ILW_MICROSECOND);
}
