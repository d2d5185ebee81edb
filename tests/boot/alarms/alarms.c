/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Timers that notify by signals and threads, and sleeps that signals end.
 */
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "guest/check.h"
#include "guest/times.h"

static volatile sig_atomic_t handled;
static siginfo_t last;

static void handle(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)context;
	last = *info;
	handled = handled + 1;
}

static void handle_signals(void)
{
	struct sigaction action = { .sa_sigaction = handle,
				    .sa_flags = SA_SIGINFO | SA_RESTART };

	EQUAL(sigaction(SIGALRM, &action, NULL), 0);
	EQUAL(sigaction(SIGUSR1, &action, NULL), 0);
	EQUAL(sigaction(SIGRTMIN, &action, NULL), 0);
}

static void await_handler(int count)
{
	int64_t end = now(CLOCK_MONOTONIC) + 10 * SECOND;

	while (handled < count && now(CLOCK_MONOTONIC) < end)
		;
	CHECK(handled >= count);
}

static void check_sleep(void)
{
	struct timespec rest, time = spec(5 * SECOND);
	/* Again and again: the first may come before the sleep. */
	struct itimerval soon = { { 0, 20000 }, { 0, 20000 } };
	struct itimerval never = { 0 };
	unsigned int left;

	EQUAL(setitimer(ITIMER_REAL, &soon, NULL), 0);
	FAILS(nanosleep(&time, &rest), EINTR);
	CHECK(nanoseconds(rest) > 0 && nanoseconds(rest) < 5 * SECOND);
	EQUAL(clock_nanosleep(CLOCK_REALTIME, 0, &time, &rest), EINTR);
	CHECK(nanoseconds(rest) > 0 && nanoseconds(rest) < 5 * SECOND);
	left = sleep(5);
	CHECK(left > 0 && left <= 5);
	FAILS(usleep(5000000), EINTR);
	for (clockid_t clock = CLOCK_REALTIME; clock <= CLOCK_MONOTONIC;
	     clock += CLOCK_MONOTONIC - CLOCK_REALTIME) {
		time = spec(now(clock) + 5 * SECOND);
		EQUAL(clock_nanosleep(clock, TIMER_ABSTIME, &time, &rest),
		      EINTR);
	}
	EQUAL(setitimer(ITIMER_REAL, &never, NULL), 0);
	CHECK(handled >= 6);
	EQUAL(sleep(0), 0);
}

/* A read from a timer is ended by a handler without SA_RESTART, and goes on
 * after one with it. */
static void check_read(void)
{
	struct sigaction action = { .sa_sigaction = handle,
				    .sa_flags = SA_SIGINFO };
	struct itimerval soon = { { 0, 20000 }, { 0, 20000 } };
	struct itimerspec time = ispec(100 * SECOND, 0);
	int fd = timerfd_create(CLOCK_MONOTONIC, 0);
	uint64_t times;

	EQUAL(sigaction(SIGALRM, &action, NULL), 0);
	EQUAL(timerfd_settime(fd, 0, &time, NULL), 0);
	EQUAL(setitimer(ITIMER_REAL, &soon, NULL), 0);
	FAILS(read(fd, &times, sizeof times), EINTR);
	handle_signals();
	time = ispec(100 * MS, 0);
	EQUAL(timerfd_settime(fd, 0, &time, NULL), 0);
	EQUAL(read(fd, &times, sizeof times), sizeof times);
	EQUAL(times, 1);
	soon = (struct itimerval){ 0 };
	EQUAL(setitimer(ITIMER_REAL, &soon, NULL), 0);
	EQUAL(close(fd), 0);
}

static void check_sleep_errors(void)
{
	struct timespec bad = { 0, 1000000000 };
	struct timespec past = { 1, 0 };

	FAILS(nanosleep(&bad, NULL), EINVAL);
	EQUAL(clock_nanosleep(CLOCK_MONOTONIC, 0, &bad, NULL), EINVAL);
	bad.tv_nsec = -1;
	EQUAL(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &bad, NULL),
	      EINVAL);
	EQUAL(clock_nanosleep((clockid_t)88, 0, &past, NULL), EINVAL);
	EQUAL(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &past, NULL), EINVAL);
	EQUAL(clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, 0, &past, NULL),
	      ENOTSUP);
	EQUAL(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &past, NULL), 0);
	EQUAL(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &past, NULL), 0);
}

static void *sleep_until_wall(void *argument)
{
	struct timespec *until = argument;

	return (void *)(intptr_t)clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME,
						 until, NULL);
}

/* Whoever sleeps until a time on the wall clock wakes when that is set to it.
 */
static void check_sleep_by_wall(void)
{
	int64_t start = now(CLOCK_REALTIME);
	struct timespec until = spec(start + 3600 * SECOND);
	struct timespec later = spec(start + 3601 * SECOND);
	void *result = &later;
	pthread_t thread;

	EQUAL(pthread_create(&thread, NULL, sleep_until_wall, &until), 0);
	usleep(10000);
	EQUAL(clock_settime(CLOCK_REALTIME, &later), 0);
	EQUAL(pthread_join(thread, &result), 0);
	CHECK(result == NULL);
	later = spec(start);
	EQUAL(clock_settime(CLOCK_REALTIME, &later), 0);
}

static void check_alarm(void)
{
	struct itimerval time = { { 0, 5000 }, { 0, 5000 } };
	struct itimerval old;

	handled = 0;
	EQUAL(alarm(100), 0);
	EQUAL(alarm(1), 100);
	await_handler(1);
	EQUAL(last.si_signo, SIGALRM);
	EQUAL(alarm(7), 0);
	EQUAL(alarm(0), 7);
	EQUAL(ualarm(900000, 0), 0);
	CHECK(ualarm(0, 0) > 0);
	EQUAL(setitimer(ITIMER_REAL, &time, NULL), 0);
	await_handler(5);
	time.it_value.tv_usec = 0;
	EQUAL(setitimer(ITIMER_REAL, &time, &old), 0);
	CHECK(old.it_value.tv_usec > 0 && old.it_value.tv_usec <= 5000);
	EQUAL(old.it_interval.tv_usec, 5000);
	EQUAL(getitimer(ITIMER_REAL, &old), 0);
	EQUAL(old.it_value.tv_usec, 0);
	FAILS(setitimer(-1, &time, NULL), EINVAL);
	FAILS(setitimer(3, &time, NULL), EINVAL);
	FAILS(getitimer(3, &time), EINVAL);
	time.it_value.tv_usec = 1000000;
	FAILS(setitimer(ITIMER_REAL, &time, NULL), EINVAL);
	time.it_value.tv_usec = 5000000; /* as nanoseconds, too many for long */
	FAILS(setitimer(ITIMER_REAL, &time, NULL), EINVAL);
	handled = 0;
	spin(20 * MS);
	EQUAL(handled, 0);
}

static void check_timer_errors(timer_t timer)
{
	struct itimerspec time = ispec(SECOND, 0);
	struct sigevent event = { .sigev_notify = 77 };
	timer_t other;

	FAILS(timer_create((clockid_t)99, NULL, &other), EINVAL);
	FAILS(timer_create(CLOCK_REALTIME, &event, &other), EINVAL);
	event = (struct sigevent){ .sigev_notify = SIGEV_SIGNAL,
				   .sigev_signo = NSIG };
	FAILS(timer_create(CLOCK_REALTIME, &event, &other), EINVAL);
	event.sigev_signo = 0;
	FAILS(timer_create(CLOCK_REALTIME, &event, &other), EINVAL);
	event = (struct sigevent){ .sigev_notify = SIGEV_THREAD };
	FAILS(timer_create(CLOCK_REALTIME, &event, &other), EINVAL);
	FAILS(timer_settime(timer + 1, 0, &time, NULL), EINVAL);
	FAILS(timer_settime(0, 0, &time, NULL), EINVAL);
	FAILS(timer_gettime((timer_t)-1, &time), EINVAL);
	FAILS(timer_getoverrun(9999), EINVAL);
	FAILS(timer_delete(9999), EINVAL);
	time.it_value.tv_nsec = 1000000000;
	FAILS(timer_settime(timer, 0, &time, NULL), EINVAL);
	time.it_value.tv_nsec = -1;
	FAILS(timer_settime(timer, 0, &time, NULL), EINVAL);
}

static void check_timer(clockid_t clock, int signal)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL,
				  .sigev_signo = signal,
				  .sigev_value.sival_int = 1234 };
	struct itimerspec time = ispec(20 * MS, 0);
	int64_t start = now(CLOCK_MONOTONIC);
	struct itimerspec old;
	timer_t timer;

	handled = 0;
	EQUAL(timer_create(clock, &event, &timer), 0);
	check_timer_errors(timer);
	EQUAL(timer_settime(timer, 0, &time, NULL), 0);
	await_handler(1);
	CHECK(now(CLOCK_MONOTONIC) - start >= 20 * MS);
	CHECK(last.si_signo == signal && last.si_code == SI_TIMER);
	EQUAL(last.si_value.sival_int, 1234);
	EQUAL(timer_gettime(timer, &old), 0);
	EQUAL(nanoseconds(old.it_value), 0);
	time = ispec(now(clock) + 3600 * SECOND, 7 * MS);
	EQUAL(timer_settime(timer, TIMER_ABSTIME, &time, &old), 0);
	EQUAL(nanoseconds(old.it_value), 0);
	EQUAL(timer_gettime(timer, &old), 0);
	CHECK(nanoseconds(old.it_value) > 3590 * SECOND &&
	      nanoseconds(old.it_value) <= 3600 * SECOND);
	EQUAL(nanoseconds(old.it_interval), 7 * MS);
	time = ispec(10 * MS, 10 * MS);
	EQUAL(timer_settime(timer, 0, &time, NULL), 0);
	await_handler(4);
	EQUAL(timer_delete(timer), 0);
	FAILS(timer_delete(timer), EINVAL);
}

/* While a timer's signal is blocked it is sent once; what else expires is
 * counted, and not changed by what expires after the signal was taken. */
static void check_overrun(int signal)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL,
				  .sigev_signo = signal };
	struct itimerspec time = ispec(10 * MS, 10 * MS);
	int64_t start;
	sigset_t set;
	siginfo_t info;
	timer_t timer;
	int overrun;

	sigemptyset(&set);
	sigaddset(&set, signal);
	EQUAL(sigprocmask(SIG_BLOCK, &set, NULL), 0);
	EQUAL(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
	EQUAL(timer_getoverrun(timer), 0);
	start = now(CLOCK_MONOTONIC);
	EQUAL(timer_settime(timer, 0, &time, NULL), 0);
	spin(75 * MS);
	EQUAL(sigwaitinfo(&set, &info), signal);
	overrun = timer_getoverrun(timer);
	CHECK(overrun >= 6);
	CHECK(overrun <= (now(CLOCK_MONOTONIC) - start) / (10 * MS) - 1);
	EQUAL(info.si_overrun, overrun);
	spin(35 * MS);
	EQUAL(timer_getoverrun(timer), overrun);
	EQUAL(sigwaitinfo(&set, &info), signal);
	CHECK(timer_getoverrun(timer) >= 1);
	spin(15 * MS);
	EQUAL(timer_delete(timer), 0);
	while (sigtimedwait(&set, &info, &(struct timespec){ 0 }) == signal)
		;
	EQUAL(sigprocmask(SIG_UNBLOCK, &set, NULL), 0);
}

/* Timers of processor time stand still while the VM idles. */
static void check_processor_time(void)
{
	static const clockid_t clocks[] = { CLOCK_PROCESS_CPUTIME_ID,
					    CLOCK_THREAD_CPUTIME_ID };
	struct itimerspec time = ispec(50 * MS, 0);
	struct itimerspec rest;
	timer_t timer;

	for (size_t i = 0; i < 2; i++) {
		int64_t start = now(clocks[i]);

		handled = 0;
		EQUAL(timer_create(clocks[i], NULL, &timer), 0);
		EQUAL(timer_settime(timer, 0, &time, NULL), 0);
		usleep(60000);
		CHECK(handled == 0 || now(clocks[i]) - start >= 50 * MS);
		EQUAL(timer_gettime(timer, &rest), 0);
		CHECK(nanoseconds(rest.it_value) <= 50 * MS);
		await_handler(1);
		CHECK(now(clocks[i]) - start >= 50 * MS);
		EQUAL(timer_delete(timer), 0);
	}
}

static void check_itimer(int which, int signal)
{
	struct sigaction action = { .sa_sigaction = handle,
				    .sa_flags = SA_SIGINFO };
	struct itimerval time = { { 0, 5000 }, { 0, 5000 } };
	struct itimerval old;
	int64_t start = now(CLOCK_PROCESS_CPUTIME_ID);

	handled = 0;
	EQUAL(sigaction(signal, &action, NULL), 0);
	EQUAL(setitimer(which, &time, NULL), 0);
	await_handler(3);
	EQUAL(last.si_signo, signal);
	CHECK(now(CLOCK_PROCESS_CPUTIME_ID) - start >= 15 * MS);
	time = (struct itimerval){ 0 };
	EQUAL(setitimer(which, &time, &old), 0);
	EQUAL(old.it_interval.tv_usec, 5000);
}

static sem_t called;
static volatile int calls;
static pthread_t caller;
static volatile bool end_thread;

static void notified(union sigval value)
{
	EQUAL(value.sival_int, 77);
	calls++;
	caller = pthread_self();
	sem_post(&called);
	if (end_thread)
		pthread_exit(NULL);
}

static void check_thread(void)
{
	struct sigevent event = { .sigev_notify = SIGEV_THREAD,
				  .sigev_value.sival_int = 77,
				  .sigev_notify_function = notified };
	struct itimerspec time = ispec(5 * MS, 5 * MS);
	timer_t timer;

	EQUAL(sem_init(&called, 0, 0), 0);
	EQUAL(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
	EQUAL(timer_settime(timer, 0, &time, NULL), 0);
	for (int i = 0; i < 5; i++)
		EQUAL(sem_wait(&called), 0);
	CHECK(!pthread_equal(caller, pthread_self()));
	end_thread = true;
	for (int i = 0; i < 5; i++)
		EQUAL(sem_wait(&called), 0);
	time = ispec(0, 0);
	EQUAL(timer_settime(timer, 0, &time, NULL), 0);
	EQUAL(timer_delete(timer), 0);
	usleep(20000);
	while (sem_trywait(&called) == 0)
		;
	EQUAL(timer_create(CLOCK_REALTIME, &event, &timer), 0);
	time = ispec(1, 0);
	EQUAL(timer_settime(timer, 0, &time, NULL), 0);
	EQUAL(sem_wait(&called), 0);
	EQUAL(timer_delete(timer), 0);
}

static void check_silent_and_default(void)
{
	struct sigevent event = { .sigev_notify = SIGEV_NONE };
	struct itimerspec time = ispec(10 * MS, SECOND);
	timer_t silent, usual;

	handled = 0;
	EQUAL(timer_create(CLOCK_MONOTONIC, &event, &silent), 0);
	EQUAL(timer_create(CLOCK_MONOTONIC, NULL, &usual), 0);
	CHECK(silent != usual);
	EQUAL(timer_settime(silent, 0, &time, NULL), 0);
	spin(20 * MS);
	EQUAL(handled, 0);
	EQUAL(timer_gettime(silent, &time), 0);
	CHECK(nanoseconds(time.it_value) > 500 * MS);
	time = ispec(1, 0);
	EQUAL(timer_settime(usual, 0, &time, NULL), 0);
	await_handler(1);
	EQUAL(last.si_signo, SIGALRM);
	EQUAL(last.si_value.sival_int, usual);
	EQUAL(timer_delete(silent), 0);
	EQUAL(timer_delete(usual), 0);
}

static void check_many(void)
{
	struct sigevent event = { .sigev_notify = SIGEV_NONE };
	timer_t timers[100];

	for (int i = 0; i < 100; i++)
		EQUAL(timer_create(CLOCK_MONOTONIC, &event, &timers[i]), 0);
	EQUAL(timer_delete(timers[50]), 0);
	EQUAL(timer_create(CLOCK_MONOTONIC, &event, &timers[50]), 0);
	for (int i = 0; i < 100; i++) {
		for (int j = 0; j < i; j++)
			CHECK(timers[i] != timers[j]);
	}
	for (int i = 0; i < 100; i++)
		EQUAL(timer_delete(timers[i]), 0);
}

struct block {
	struct block *next;
};

static struct block *take_all_memory(void)
{
	struct block *blocks = NULL;

	for (size_t size = 1 << 20; size >= sizeof *blocks; size /= 2) {
		struct block *block;

		while ((block = malloc(size)) != NULL) {
			block->next = blocks;
			blocks = block;
		}
	}
	return blocks;
}

/* What takes memory says so when there is none, and works when there is. */
static void check_exhaustion(void)
{
	struct sigevent event = { .sigev_notify = SIGEV_THREAD,
				  .sigev_notify_function = notified };
	struct block *blocks = take_all_memory();
	timer_t timer;
	int fd;

	FAILS(timer_create(CLOCK_MONOTONIC, NULL, &timer), EAGAIN);
	FAILS(timer_create(CLOCK_MONOTONIC, &event, &timer), EAGAIN);
	FAILS(timerfd_create(CLOCK_MONOTONIC, 0), ENOMEM);
	while (blocks != NULL) {
		struct block *next = blocks->next;

		free(blocks);
		blocks = next;
	}
	EQUAL(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
	EQUAL(timer_delete(timer), 0);
	fd = timerfd_create(CLOCK_MONOTONIC, 0);
	CHECK(fd >= 0);
	EQUAL(close(fd), 0);
}

static void *spin_apart(void *argument)
{
	spin(30 * MS);
	sem_post(argument);
	while (pause() != 0)
		;
	return NULL;
}

static void check_clock_of_thread(void)
{
	struct timespec used = { 0 };
	clockid_t clock, mine;
	pthread_t thread;
	int64_t start = now(CLOCK_MONOTONIC);
	int64_t before;

	EQUAL(pthread_getcpuclockid(pthread_self(), &mine), 0);
	before = now(mine);
	CHECK(before > 0);
	EQUAL(sem_init(&called, 0, 0), 0);
	EQUAL(pthread_create(&thread, NULL, spin_apart, &called), 0);
	EQUAL(sem_wait(&called), 0);
	EQUAL(pthread_getcpuclockid(thread, &clock), 0);
	EQUAL(clock_gettime(clock, &used), 0);
	CHECK(nanoseconds(used) >= 29 * MS);
	before = now(mine) - before;
	CHECK(before + nanoseconds(used) <= now(CLOCK_MONOTONIC) - start);
	EQUAL(clock_getres(clock, &used), 0);
	FAILS(clock_settime(clock, &used), EPERM);
	EQUAL(clock_nanosleep(clock, 0, &used, NULL), ENOTSUP);
	EQUAL(pthread_cancel(thread), 0);
	EQUAL(pthread_join(thread, NULL), 0);
	FAILS(clock_gettime(clock, &used), EINVAL);
}

int main(void)
{
	handle_signals();
	check_sleep();
	check_read();
	check_sleep_errors();
	check_sleep_by_wall();
	check_alarm();
	check_timer(CLOCK_REALTIME, SIGUSR1);
	check_timer(CLOCK_MONOTONIC, SIGRTMIN);
	check_processor_time();
	check_itimer(ITIMER_VIRTUAL, SIGVTALRM);
	check_itimer(ITIMER_PROF, SIGPROF);
	check_overrun(SIGUSR1);
	check_overrun(SIGRTMIN);
	check_thread();
	check_silent_and_default();
	check_many();
	check_exhaustion();
	check_clock_of_thread();
	return check_end();
}
