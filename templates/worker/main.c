/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT-0
 *
 * @NAME@: does jobs by a schedule, as cron does, and sleeps in between.
 *
 *	@NAME@         until SIGTERM
 *	@NAME@ JOB     does a job now, and ends with its status
 *
 * Add a job by a function, and its line in the table below.  Times are UTC.  A
 * job whose time comes while another is at work has its turn after that; times
 * that it missed are not made up for.
 */
#define _GNU_SOURCE /* ppoll() */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static unsigned long beats;

static int beat(void)
{
	printf("beat %lu\n", ++beats);
	return 0;
}

static int report(void)
{
	time_t now = time(NULL);
	char text[40];
	struct tm tm;

	strftime(text, sizeof(text), "%Y-%m-%d", gmtime_r(&now, &tm));
	printf("report of %s: %lu beats\n", text, beats);
	return 0;
}

/* Every so many seconds, counted from midnight, or so many seconds after it:
 * every hour at a quarter past is { HOUR, 15 * MINUTE }. */
static const struct job {
	const char *name;
	unsigned int every, after;
	int (*run)(void); /* 0: done; else it is told that it failed */
} jobs[] = {
	{ "beat", 5, 0, beat },
	{ "report", DAY, 3 * HOUR + 30 * MINUTE, report },
};
#define JOB_COUNT (sizeof(jobs) / sizeof(jobs[0]))

static volatile sig_atomic_t stop_asked;

static void note_stop(int number)
{
	(void)number;
	stop_asked = 1;
}

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "@NAME@: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int run(const struct job *job)
{
	int status = job->run();

	if (status != 0)
		fprintf(stderr, "%s failed: %d\n", job->name, status);
	return status;
}

/* The first time after that one. */
static time_t next_time(const struct job *job, time_t after)
{
	time_t since = after - (time_t)job->after;

	return since / job->every * job->every + job->every + job->after;
}

/* Until then, or the clock is set, or SIGTERM comes, which is let in only here
 * so that it cannot come just before. */
static void sleep_until(int timer, time_t then, const sigset_t *let_in)
{
	struct itimerspec when = { .it_value.tv_sec = then };
	struct pollfd polls = { .fd = timer, .events = POLLIN };
	uint64_t expirations;

	if (timerfd_settime(timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET,
			    &when, NULL) < 0)
		die("cannot set the timer");
	if (ppoll(&polls, 1, NULL, let_in) < 0 && errno != EINTR)
		die("cannot wait");
	if (read(timer, &expirations, sizeof(expirations)) < 0 &&
	    errno != EAGAIN && errno != ECANCELED)
		die("cannot read the timer");
}

/* Of two looks at the clock, which jobs' times are between them?  One that was
 * set back makes nothing due again. */
static void work(int timer, const sigset_t *let_in)
{
	time_t last = time(NULL), now;

	while (!stop_asked) {
		time_t first = next_time(&jobs[0], last);

		for (size_t i = 1; i < JOB_COUNT; i++)
			if (next_time(&jobs[i], last) < first)
				first = next_time(&jobs[i], last);
		sleep_until(timer, first, let_in);
		now = time(NULL);
		for (size_t i = 0; i < JOB_COUNT && !stop_asked; i++)
			if (next_time(&jobs[i], last) <= now)
				run(&jobs[i]);
		last = now;
	}
}

static int run_by_name(const char *name)
{
	for (size_t i = 0; i < JOB_COUNT; i++)
		if (strcmp(jobs[i].name, name) == 0)
			return run(&jobs[i]);
	fprintf(stderr, "@NAME@: no job %s\n", name);
	return 2;
}

int main(int argc, char *argv[])
{
	struct sigaction action = { .sa_handler = note_stop };
	sigset_t stop, let_in;
	int timer;

	if (argc > 1)
		return run_by_name(argv[1]);
	sigemptyset(&stop);
	sigaddset(&stop, SIGTERM);
	sigprocmask(SIG_BLOCK, &stop, &let_in);
	sigaction(SIGTERM, &action, NULL);
	timer = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK);
	if (timer < 0)
		die("cannot make a timer");
	work(timer, &let_in);
	return 0;
}
