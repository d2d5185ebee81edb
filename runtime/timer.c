/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Timers of POSIX: countdowns that notify.  Their numbers are places in a
 * table, from 1 on.
 *
 * A timer has at most one signal in the queue.  While it is there, further
 * expiries are counted, and given with the signal when it is taken.
 */
#include "timer.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include <ilwaco/preempt.h>

#include "countdown.h"
#include "signals.h"
#include "syscall.h"
#include "timer_thread.h"

#define FIRST_SIZE 4

struct timer {
	struct countdown countdown; /* first: a timer is its countdown */
	clockid_t clock;
	struct sigevent event;
	struct timer_thread *thread; /* of SIGEV_THREAD */
	int number;
	uint64_t overrun; /* while its signal is queued */
	int last_overrun; /* when it was last taken */
};

static struct timer **table;
static size_t table_size;

static int cut(uint64_t overrun)
{
	return overrun < DELAYTIMER_MAX ? (int)overrun : DELAYTIMER_MAX;
}

static bool is_timers(const struct signal_item *item, int number)
{
	return item->info.si_code == SI_TIMER &&
	       item->info.si_timerid == number;
}

/* Whether another signal would be the same as one that is pending. */
static bool is_pending(const struct timer *timer)
{
	int signal = timer->event.sigev_signo;
	const struct signal_item *item = signal_process.first;

	if (signal < SIGRTMIN)
		return (signal_process.set & signal_bit(signal)) != 0;
	while (item != NULL && !is_timers(item, timer->number))
		item = item->next;
	return item != NULL;
}

static void send(struct timer *timer, uint64_t times)
{
	siginfo_t info = {
		.si_signo = timer->event.sigev_signo,
		.si_code = SI_TIMER,
		.si_value = timer->event.sigev_value,
		.si_timerid = timer->number,
	};

	if (is_pending(timer)) {
		timer->overrun += times;
		return;
	}
	timer->overrun = times - 1;
	if (signal_send(NULL, &info) != 0)
		timer->overrun = times;
}

static void expired(struct countdown *countdown, uint64_t times)
{
	struct timer *timer = (struct timer *)(void *)countdown;

	if (timer->event.sigev_notify == SIGEV_SIGNAL)
		send(timer, times);
	else if (timer->event.sigev_notify == SIGEV_THREAD)
		timer->last_overrun = cut(times - 1 +
					  !timer_thread_call(timer->thread));
}

/* With preemption disabled; NULL: there is none. */
static struct timer *find(timer_t number)
{
	return number - 1 < table_size ? table[number - 1] : NULL;
}

void timer_signal_taken(siginfo_t *info)
{
	struct timer *timer;

	ilw_preempt_disable();
	timer = find((timer_t)info->si_timerid);
	if (timer != NULL) {
		timer->last_overrun = cut(timer->overrun);
		timer->overrun = 0;
		info->si_overrun = timer->last_overrun;
	}
	ilw_preempt_enable();
}

/* With preemption disabled: a place in the table, or -EAGAIN. */
static int put(struct timer *timer)
{
	size_t place = 0;
	struct timer **larger;
	size_t size;

	while (place < table_size && table[place] != NULL)
		place++;
	if (place == table_size) {
		size = table_size != 0 ? 2 * table_size : FIRST_SIZE;
		larger = reallocarray(table, size, sizeof(struct timer *));
		if (larger == NULL)
			return -EAGAIN;
		for (size_t i = table_size; i < size; i++)
			larger[i] = NULL;
		table = larger;
		table_size = size;
	}
	table[place] = timer;
	return (int)place + 1;
}

static bool is_event(const struct sigevent *event)
{
	switch (event->sigev_notify) {
	case SIGEV_NONE:
		return true;
	case SIGEV_SIGNAL:
		return signal_is_valid(event->sigev_signo);
	case SIGEV_THREAD:
		return event->sigev_notify_function != NULL;
	default:
		return false;
	}
}

/* The one whose time that is, once and for all. */
static int name_clock(clockid_t *clock)
{
	uint64_t now;

	*clock = clock_base(*clock);
	if (*clock == CLOCK_THREAD_CPUTIME_ID)
		pthread_getcpuclockid(pthread_self(), clock);
	return clock_read(*clock, &now);
}

static int make(clockid_t clock, const struct sigevent *event)
{
	struct timer *timer = calloc(1, sizeof *timer);
	int number;

	if (timer == NULL)
		return -EAGAIN;
	timer->countdown.expired = expired;
	timer->clock = clock;
	timer->event.sigev_notify = SIGEV_SIGNAL;
	timer->event.sigev_signo = SIGALRM;
	if (event != NULL)
		timer->event = *event;
	if (timer->event.sigev_notify == SIGEV_THREAD)
		timer->thread = timer_thread_make(event);
	ilw_preempt_disable();
	number = -EAGAIN;
	if (timer->event.sigev_notify != SIGEV_THREAD || timer->thread != NULL)
		number = put(timer);
	timer->number = number;
	if (event == NULL)
		timer->event.sigev_value.sival_int = number;
	ilw_preempt_enable();
	if (number < 0) {
		free(timer->thread);
		free(timer);
	}
	return number;
}

int timer_create(clockid_t clock, struct sigevent *event, timer_t *timer)
{
	int result = name_clock(&clock);

	if (result == 0 && event != NULL && !is_event(event))
		result = -EINVAL;
	if (result == 0)
		result = make(clock, event);
	if (result < 0)
		return (int)syscall_result(result);
	*timer = (timer_t)result;
	return 0;
}

/* Its signal, if it is pending, is nobody's from now on. */
static void disown_signal(int number)
{
	struct signal_item *item;

	for (item = signal_process.first; item != NULL; item = item->next)
		if (is_timers(item, number))
			item->info.si_timerid = 0;
}

int timer_delete(timer_t number)
{
	struct timer *timer;

	ilw_preempt_disable();
	timer = find(number);
	if (timer != NULL) {
		countdown_stop(&timer->countdown);
		table[number - 1] = NULL;
		disown_signal(timer->number);
		if (timer->thread != NULL)
			timer_thread_drop(timer->thread);
	}
	ilw_preempt_enable();
	free(timer);
	return (int)syscall_result(timer != NULL ? 0 : -EINVAL);
}

int timer_settime(timer_t number, int flags, const struct itimerspec *time,
		  struct itimerspec *old)
{
	struct timer *timer;

	if (!countdown_is_time(time))
		return (int)syscall_result(-EINVAL);
	ilw_preempt_disable();
	timer = find(number);
	if (timer != NULL) {
		if (old != NULL)
			*old = countdown_get(&timer->countdown);
		countdown_set(&timer->countdown, timer->clock,
			      (flags & TIMER_ABSTIME) != 0, time);
	}
	ilw_preempt_enable();
	return (int)syscall_result(timer != NULL ? 0 : -EINVAL);
}

int timer_gettime(timer_t number, struct itimerspec *time)
{
	struct timer *timer;

	ilw_preempt_disable();
	timer = find(number);
	if (timer != NULL)
		*time = countdown_get(&timer->countdown);
	ilw_preempt_enable();
	return (int)syscall_result(timer != NULL ? 0 : -EINVAL);
}

int timer_getoverrun(timer_t number)
{
	struct timer *timer;
	int overrun = -EINVAL;

	ilw_preempt_disable();
	timer = find(number);
	if (timer != NULL)
		overrun = timer->last_overrun;
	ilw_preempt_enable();
	return (int)syscall_result(overrun);
}
