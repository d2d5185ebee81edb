/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Clocks, and what waits for a time on them.  Never early is tested; late is
 * only looked at where something else would have to be wrong.
 */
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

#include "guest/check.h"
#include "guest/times.h"

static void sleep_for(int64_t length)
{
	struct timespec time = spec(length);

	EQUAL(nanosleep(&time, NULL), 0);
}

static void check_names(void)
{
	static const clockid_t all[] = {
		CLOCK_REALTIME,          CLOCK_MONOTONIC,
		CLOCK_BOOTTIME,          CLOCK_PROCESS_CPUTIME_ID,
		CLOCK_THREAD_CPUTIME_ID, CLOCK_MONOTONIC_RAW,
		CLOCK_MONOTONIC_COARSE,  CLOCK_REALTIME_COARSE,
	};
	struct timespec time;

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		EQUAL(clock_gettime(all[i], &time), 0);
		CHECK(nanoseconds(time) > 0);
		EQUAL(clock_getres(all[i], &time), 0);
		EQUAL(nanoseconds(time), 1);
		EQUAL(clock_getres(all[i], NULL), 0);
	}
	FAILS(clock_gettime((clockid_t)99, &time), EINVAL);
	FAILS(clock_gettime((clockid_t)INT_MIN, &time), EINVAL);
	FAILS(clock_getres((clockid_t)-1, &time), EINVAL);
	EQUAL(timespec_get(&time, TIME_UTC), TIME_UTC);
	EQUAL(timespec_get(&time, 9), 0);
}

static void check_processor_time(void)
{
	int64_t thread = now(CLOCK_THREAD_CPUTIME_ID);
	int64_t process = now(CLOCK_PROCESS_CPUTIME_ID);
	struct tms before, after;
	clock_t ticks = clock();
	clock_t real;
	clockid_t id;

	CHECK(process >= thread && thread > 0);
	real = times(&before);
	spin(50 * MS);
	CHECK(now(CLOCK_PROCESS_CPUTIME_ID) - process >= 50 * MS);
	CHECK(now(CLOCK_THREAD_CPUTIME_ID) - thread >= 50 * MS);
	CHECK(clock() - ticks >= CLOCKS_PER_SEC / 20);
	CHECK(times(&after) - real >= 5 - 1);
	CHECK(after.tms_utime - before.tms_utime >= 5 - 1);
	EQUAL(after.tms_cutime, 0);
	EQUAL(clock_getcpuclockid(0, &id), 0);
	EQUAL(id, CLOCK_PROCESS_CPUTIME_ID);
	EQUAL(clock_getcpuclockid(getpid(), &id), 0);
	EQUAL(clock_getcpuclockid(1, &id), ESRCH);
}

/* Time that passes while the VM idles is not used.  What other VMs take is, so
 * that a busy host may need another try. */
static void check_idling(void)
{
	int64_t process, thread;
	clock_t ticks;
	int tries = 0;

	do {
		process = now(CLOCK_PROCESS_CPUTIME_ID);
		thread = now(CLOCK_THREAD_CPUTIME_ID);
		ticks = clock();
		sleep_for(100 * MS);
		process = now(CLOCK_PROCESS_CPUTIME_ID) - process;
		thread = now(CLOCK_THREAD_CPUTIME_ID) - thread;
		ticks = clock() - ticks;
	} while ((process > 50 * MS || thread > 50 * MS ||
		  ticks > CLOCKS_PER_SEC / 20) &&
		 ++tries < 20);
	CHECK(tries < 20);
}

static void *spin_apart(void *argument)
{
	int64_t *used = argument;

	spin(30 * MS);
	*used = now(CLOCK_THREAD_CPUTIME_ID);
	return NULL;
}

static void check_time_of_threads(void)
{
	int64_t start = now(CLOCK_MONOTONIC);
	int64_t mine = now(CLOCK_THREAD_CPUTIME_ID);
	int64_t used = 0;
	pthread_t thread;

	EQUAL(pthread_create(&thread, NULL, spin_apart, &used), 0);
	EQUAL(pthread_join(thread, NULL), 0);
	CHECK(used >= 29 * MS);
	mine = now(CLOCK_THREAD_CPUTIME_ID) - mine;
	CHECK(mine + used <= now(CLOCK_MONOTONIC) - start);
}

/* In 2033; back when it is done. */
static void check_setting(void)
{
	int64_t offset = now(CLOCK_REALTIME) - now(CLOCK_MONOTONIC);
	struct timespec then = { 2000000000, 5 };
	struct timeval bad = { 0, 1000000 };
	struct timeval soon;

	EQUAL(clock_settime(CLOCK_REALTIME, &then), 0);
	CHECK(now(CLOCK_REALTIME) - nanoseconds(then) < 5 * SECOND);
	CHECK(now(CLOCK_REALTIME) >= nanoseconds(then));
	CHECK(time(NULL) >= 2000000000 && time(NULL) < 2000000005);
	then.tv_nsec = 1000000000;
	FAILS(clock_settime(CLOCK_REALTIME, &then), EINVAL);
	then.tv_nsec = -1;
	FAILS(clock_settime(CLOCK_REALTIME, &then), EINVAL);
	then.tv_nsec = 0;
	FAILS(clock_settime(CLOCK_MONOTONIC, &then), EINVAL);
	FAILS(clock_settime(CLOCK_PROCESS_CPUTIME_ID, &then), EPERM);
	FAILS(clock_settime((clockid_t)77, &then), EINVAL);
	FAILS(settimeofday(&bad, NULL), EINVAL);
	then = spec(now(CLOCK_MONOTONIC) + offset);
	soon = (struct timeval){ then.tv_sec, then.tv_nsec / 1000 };
	EQUAL(settimeofday(&soon, NULL), 0);
	CHECK(time(NULL) < 2000000000 || offset > 2000000000 * SECOND);
}

static uint64_t read_timer(int fd)
{
	uint64_t times = 0;

	EQUAL(read(fd, &times, sizeof times), sizeof times);
	return times;
}

static void check_descriptors_errors(void)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	struct itimerspec time = ispec(SECOND, 0);
	struct itimerspec bad = ispec(SECOND, 0);
	uint64_t times;

	CHECK(fd >= 0);
	EQUAL(fcntl(fd, F_GETFD), FD_CLOEXEC);
	FAILS(timerfd_create(CLOCK_PROCESS_CPUTIME_ID, 0), EINVAL);
	FAILS(timerfd_create(CLOCK_MONOTONIC, 1 << 30), EINVAL);
	FAILS(timerfd_settime(1, 0, &time, NULL), EINVAL);
	FAILS(timerfd_settime(99, 0, &time, NULL), EBADF);
	FAILS(timerfd_settime(fd, 8, &time, NULL), EINVAL);
	FAILS(timerfd_gettime(1, &time), EINVAL);
	FAILS(timerfd_gettime(99, &time), EBADF);
	bad.it_interval.tv_nsec = 1000000000;
	FAILS(timerfd_settime(fd, 0, &bad, NULL), EINVAL);
	bad = ispec(SECOND, 0);
	bad.it_value.tv_sec = -1;
	FAILS(timerfd_settime(fd, 0, &bad, NULL), EINVAL);
	FAILS(read(fd, &times, sizeof times), EAGAIN);
	FAILS(read(fd, &times, 7), EINVAL);
	FAILS(write(fd, &times, sizeof times), EBADF);
	EQUAL(timerfd_gettime(fd, &time), 0);
	CHECK(nanoseconds(time.it_value) == 0);
	EQUAL(close(fd), 0);
}

static void check_descriptor(clockid_t clock)
{
	int fd = timerfd_create((int)clock, 0);
	struct pollfd entry = { .fd = fd, .events = POLLIN };
	struct itimerspec time = ispec(20 * MS, 10 * MS);
	struct itimerspec old;
	int64_t start = now(CLOCK_MONOTONIC);
	uint64_t first, times;

	EQUAL(timerfd_settime(fd, 0, &time, NULL), 0);
	EQUAL(timerfd_gettime(fd, &old), 0);
	CHECK(nanoseconds(old.it_value) <= 20 * MS);
	EQUAL(nanoseconds(old.it_interval), 10 * MS);
	first = read_timer(fd); /* more than one, if the VM was kept waiting */
	CHECK(first >= 1);
	CHECK(now(CLOCK_MONOTONIC) - start >= 20 * MS);
	EQUAL(poll(&entry, 1, 5000), 1);
	spin(50 * MS);
	times = read_timer(fd);
	CHECK(times >= 5);
	CHECK((int64_t)(first + times) <=
	      (now(CLOCK_MONOTONIC) - start) / (10 * MS) - 1);
	time = ispec(now(clock) - 100 * MS, 40 * MS);
	EQUAL(timerfd_settime(fd, TFD_TIMER_ABSTIME, &time, &old), 0);
	EQUAL(nanoseconds(old.it_interval), 10 * MS);
	CHECK(read_timer(fd) >= 3);
	time = ispec(0, 40 * MS);
	EQUAL(timerfd_settime(fd, 0, &time, NULL), 0);
	EQUAL(poll(&entry, 1, 60), 0);
	EQUAL(close(fd), 0);
}

/* A timer for a time on the wall clock follows it; one for a time to pass does
 * not.  One that is to be told is told, whichever way the clock goes. */
static void check_wall(void)
{
	int follows = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK);
	int stays = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK);
	int told = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK);
	int64_t start = now(CLOCK_REALTIME);
	struct itimerspec hour = ispec(start + 3600 * SECOND, 0);
	struct timespec later = spec(start + 3601 * SECOND);
	struct pollfd entry = { .fd = follows, .events = POLLIN };
	struct itimerspec rest;
	uint64_t times;

	EQUAL(timerfd_settime(follows, TFD_TIMER_ABSTIME, &hour, NULL), 0);
	EQUAL(timerfd_settime(told, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET,
			      &hour, NULL),
	      0);
	hour = ispec(3600 * SECOND, 0);
	EQUAL(timerfd_settime(stays, 0, &hour, NULL), 0);
	FAILS(read(told, &times, sizeof times), EAGAIN);
	EQUAL(clock_settime(CLOCK_REALTIME, &later), 0);
	EQUAL(poll(&entry, 1, 5000), 1);
	EQUAL(read_timer(follows), 1);
	FAILS(read(told, &times, sizeof times), ECANCELED);
	FAILS(read(stays, &times, sizeof times), EAGAIN);
	EQUAL(timerfd_gettime(stays, &rest), 0);
	CHECK(nanoseconds(rest.it_value) > 3500 * SECOND);
	later = spec(start);
	EQUAL(clock_settime(CLOCK_REALTIME, &later), 0);
	EQUAL(close(follows), 0);
	EQUAL(close(stays), 0);
	EQUAL(close(told), 0);
}

int main(void)
{
	check_names();
	check_processor_time();
	check_idling();
	check_time_of_threads();
	check_setting();
	check_descriptors_errors();
	check_descriptor(CLOCK_MONOTONIC);
	check_descriptor(CLOCK_REALTIME);
	check_wall();
	return check_end();
}
