/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Cancellation: every call that is to test for it, the order of what is done at
 * a thread's end, states and types; and calls that are not to be cut short.
 */
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "guest/check.h"

static int ends[2], listener, datagram, epoll;
static sem_t never;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static pthread_t sleeper;
static char data[1 << 16];

static volatile int order[8], orders;
static volatile int ready;
static pthread_key_t key;

static void pass(long microseconds)
{
	struct timespec time = { 0, microseconds * 1000 };

	nanosleep(&time, NULL);
}

static void note(void *what)
{
	order[orders++ % 8] = (int)(intptr_t)what;
}

static void unlock(void *which)
{
	EQUAL(pthread_mutex_unlock(which), 0);
	note((void *)9);
}

static void do_read(void)
{
	(void)!read(ends[0], data, 1);
}

static void do_write(void)
{
	for (;;)
		(void)!write(ends[1], data, sizeof data);
}

static void do_accept(void)
{
	accept(listener, NULL, NULL);
}

static void do_recv(void)
{
	recv(datagram, data, 1, 0);
}

static void do_poll(void)
{
	poll(NULL, 0, -1);
}

static void do_select(void)
{
	select(0, NULL, NULL, NULL, NULL);
}

static void do_epoll(void)
{
	struct epoll_event event;

	epoll_wait(epoll, &event, 1, -1);
}

static void do_nanosleep(void)
{
	struct timespec time = { 1000, 0 };

	nanosleep(&time, NULL);
}

static void do_clock_nanosleep(void)
{
	struct timespec time = { 1000, 0 };

	clock_nanosleep(CLOCK_REALTIME, 0, &time, NULL);
}

static void do_sleep(void)
{
	sleep(1000);
}

static void do_pause(void)
{
	pause();
}

static void do_sigsuspend(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigsuspend(&none);
}

static void do_sigwait(void)
{
	sigset_t set;
	int signal;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigwait(&set, &signal);
}

static void do_sem_wait(void)
{
	sem_wait(&never);
}

static void do_join(void)
{
	pthread_join(sleeper, NULL);
}

static void do_cond_wait(void)
{
	pthread_mutex_lock(&mutex);
	pthread_cleanup_push(unlock, &mutex);
	for (;;)
		pthread_cond_wait(&condition, &mutex);
	pthread_cleanup_pop(0);
}

static void do_testcancel(void)
{
	for (;;)
		pthread_testcancel();
}

/* These do not block, but test. */
static void do_open(void)
{
	for (;;)
		close(open("/dev/null", O_RDONLY));
}

static void do_close(void)
{
	for (;;)
		close(-1);
}

static void do_wait(void)
{
	for (;;)
		wait(NULL);
}

/* Tests nothing, but the type is asynchronous. */
static void do_nothing(void)
{
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
	for (;;)
		continue;
}

static struct call {
	const char *name;
	void (*call)(void);
} calls[] = {
	{ "read", do_read },
	{ "write", do_write },
	{ "accept", do_accept },
	{ "recv", do_recv },
	{ "poll", do_poll },
	{ "select", do_select },
	{ "epoll_wait", do_epoll },
	{ "nanosleep", do_nanosleep },
	{ "clock_nanosleep", do_clock_nanosleep },
	{ "sleep", do_sleep },
	{ "pause", do_pause },
	{ "sigsuspend", do_sigsuspend },
	{ "sigwait", do_sigwait },
	{ "sem_wait", do_sem_wait },
	{ "pthread_join", do_join },
	{ "pthread_cond_wait", do_cond_wait },
	{ "pthread_testcancel", do_testcancel },
	{ "open", do_open },
	{ "close", do_close },
	{ "wait", do_wait },
	{ "asynchronous", do_nothing },
};

/* Calls it with three things to do at the end, of which one is popped. */
static void *run(void *argument)
{
	const struct call *call = argument;

	pthread_setspecific(key, (void *)4);
	pthread_cleanup_push(note, (void *)3);
	pthread_cleanup_push(note, (void *)2);
	pthread_cleanup_push(note, (void *)1);
	pthread_cleanup_pop(0);
	ready = 1;
	call->call();
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
	return NULL;
}

static void *result_of(pthread_t thread)
{
	void *result = NULL;

	EQUAL(pthread_join(thread, &result), 0);
	return result;
}

static void check_order(void)
{
	int first = order[0] == 9; /* what the call itself had to do */

	EQUAL(orders, 3 + first);
	EQUAL(order[first], 2);
	EQUAL(order[first + 1], 3);
	EQUAL(order[first + 2], 4);
}

/* At once (the call finds it), and while it blocks. */
static void test_points(void)
{
	for (size_t i = 0; i < 2 * sizeof calls / sizeof calls[0]; i++) {
		pthread_t thread;

		orders = 0;
		ready = 0;
		pthread_create(&thread, NULL, run, &calls[i / 2]);
		while (i % 2 && !ready)
			sched_yield();
		if (i % 2)
			pass(500);
		EQUAL(pthread_cancel(thread), 0);
		if (!CHECK(result_of(thread) == PTHREAD_CANCELED))
			printf("%s\n", calls[i / 2].name);
		check_order();
	}
	/* All was left in order. */
	EQUAL(pthread_mutex_trylock(&mutex), 0);
	EQUAL(pthread_mutex_unlock(&mutex), 0);
}

static void *be_deaf(void *argument)
{
	int old = -1;

	EQUAL(pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old), 0);
	EQUAL(old, PTHREAD_CANCEL_ENABLE);
	EQUAL(pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old), 0);
	EQUAL(old, PTHREAD_CANCEL_DEFERRED);
	ready = 1;
	/* The cancellation comes here, and read goes on. */
	EQUAL(read(ends[0], data, 1), 1);
	pthread_testcancel();
	note((void *)1);
	EQUAL(pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, &old), 0);
	EQUAL(old, PTHREAD_CANCEL_ASYNCHRONOUS);
	EQUAL(pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old), 0);
	note((void *)2);
	pthread_testcancel();
	note((void *)3);
	return argument;
}

static void test_states(void)
{
	pthread_t thread;

	EQUAL(pthread_setcancelstate(7, NULL), EINVAL);
	EQUAL(pthread_setcanceltype(7, NULL), EINVAL);
	ready = 0;
	orders = 0;
	pthread_create(&thread, NULL, be_deaf, NULL);
	while (!ready)
		sched_yield();
	pass(500);
	EQUAL(pthread_cancel(thread), 0);
	pass(500);
	EQUAL(write(ends[1], "x", 1), 1);
	CHECK(result_of(thread) == PTHREAD_CANCELED);
	EQUAL(orders, 2);
}

static void *read_one(void *argument)
{
	(void)argument;
	ready = 1;
	return (void *)(intptr_t)read(ends[0], data, 1);
}

static void *lock(void *argument)
{
	(void)argument;
	ready = 1;
	EQUAL(pthread_mutex_lock(&mutex), 0);
	EQUAL(pthread_mutex_unlock(&mutex), 0);
	return (void *)5;
}

static void *cancel_self(void *argument)
{
	pthread_cancel(pthread_self());
	note((void *)1);
	pthread_testcancel();
	return argument;
}

static void *exit_early(void *argument)
{
	pthread_cleanup_push(note, (void *)1);
	pthread_cleanup_push(note, (void *)2);
	pthread_exit(argument);
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
	return NULL;
}

static void *read_line(void *stream)
{
	char line[8];

	ready = 1;
	return fgets(line, sizeof line, stream);
}

/* A stream is everybody's again. */
static void test_stream(void)
{
	FILE *stream = fdopen(dup(ends[0]), "r");
	pthread_t thread;
	char line[8];

	ready = 0;
	pthread_create(&thread, NULL, read_line, stream);
	while (!ready)
		sched_yield();
	pass(500);
	EQUAL(pthread_cancel(thread), 0);
	CHECK(result_of(thread) == PTHREAD_CANCELED);
	EQUAL(write(ends[1], "line\n", 5), 5);
	CHECK(fgets(line, sizeof line, stream) != NULL);
	EQUAL(fclose(stream), 0);
}

static void test_others(void)
{
	pthread_t thread;

	/* What has succeeded is not thrown away. */
	ready = 0;
	pthread_create(&thread, NULL, read_one, NULL);
	while (!ready)
		sched_yield();
	pass(500);
	EQUAL(write(ends[1], "x", 1), 1);
	EQUAL(pthread_cancel(thread), 0);
	CHECK(result_of(thread) == (void *)1);
	/* Locking a mutex is no cancellation point. */
	ready = 0;
	pthread_mutex_lock(&mutex);
	pthread_create(&thread, NULL, lock, NULL);
	while (!ready)
		sched_yield();
	EQUAL(pthread_cancel(thread), 0);
	pass(500);
	pthread_mutex_unlock(&mutex);
	CHECK(result_of(thread) == (void *)5);
	orders = 0;
	pthread_create(&thread, NULL, cancel_self, NULL);
	CHECK(result_of(thread) == PTHREAD_CANCELED);
	EQUAL(orders, 1);
	orders = 0;
	pthread_create(&thread, NULL, exit_early, (void *)6);
	CHECK(result_of(thread) == (void *)6);
	EQUAL(orders, 2);
	EQUAL(order[0], 2);
	EQUAL(order[1], 1);
	/* One that has ended and was not joined. */
	pthread_create(&thread, NULL, exit_early, (void *)7);
	pass(1000);
	EQUAL(pthread_cancel(thread), 0);
	CHECK(result_of(thread) == (void *)7);
}

static void *sleep_on(void *argument)
{
	do_pause();
	return argument;
}

static void open_all(void)
{
	struct sockaddr_in name = { .sin_family = AF_INET };

	listener = socket(AF_INET, SOCK_STREAM, 0);
	datagram = socket(AF_INET, SOCK_DGRAM, 0);
	epoll = epoll_create1(0);
	if (pipe(ends) != 0 ||
	    bind(listener, (struct sockaddr *)&name, sizeof name) != 0 ||
	    bind(datagram, (struct sockaddr *)&name, sizeof name) != 0 ||
	    listen(listener, 5) != 0 || sem_init(&never, 0, 0) != 0 ||
	    pthread_key_create(&key, note) != 0 ||
	    pthread_create(&sleeper, NULL, sleep_on, NULL) != 0)
		exit(2);
}

static void empty_pipe(void)
{
	struct pollfd entry = { .fd = ends[0], .events = POLLIN };

	while (poll(&entry, 1, 0) > 0)
		(void)!read(ends[0], data, sizeof data);
}

int main(void)
{
	open_all();
	test_points();
	empty_pipe();
	test_states();
	test_stream();
	test_others();
	return check_end();
}
