/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Every call that blocks, while a signal comes: it fails with EINTR, or goes on
 * if the handler has SA_RESTART and the call is one that does; and a handler
 * may leave it by a jump.
 */
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "guest/check.h"

static pthread_t main_thread;
static volatile sig_atomic_t handled;
static volatile enum { BEFORE, BLOCKING, AFTER } phase; /* the main thread's */
static sigjmp_buf jump;
static int ends[2];   /* of a pipe */
static int counter;   /* eventfd */
static int epoll;     /* on the pipe */
static int listener;  /* nobody connects */
static int stream[2]; /* a connection; its ends have small buffers */
static int datagram;
static char data[1 << 18]; /* more than any buffer */

static void on_signal(int signal)
{
	(void)signal;
	handled++;
}

static void leave(int signal)
{
	phase = AFTER;
	siglongjmp(jump, signal);
}

static void pass(long microseconds)
{
	struct timespec time = { 0, microseconds * 1000 };

	nanosleep(&time, NULL);
}

/* What makes it go on, if it does. */
static void (*let_go)(void);

/* Sends a signal to the main thread when it has had time to block, again should
 * that have been too early; and, if it did not give up, lets it go on. */
static void *disturb(void *argument)
{
	sigset_t all;

	(void)argument;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, NULL);
	while (phase == BEFORE)
		sched_yield();
	pass(1000);
	while (phase == BLOCKING) {
		pthread_kill(main_thread, SIGUSR1);
		pass(2000);
		if (let_go != NULL && phase == BLOCKING)
			let_go();
		pass(2000);
	}
	return NULL;
}

static void handle(void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };

	sigaction(SIGUSR1, &action, NULL);
}

static pthread_t disturber;

/* The result of a call that was disturbed; -errno. */
static long disturbed(long (*call)(void))
{
	long result;

	phase = BEFORE;
	handled = 0;
	if (pthread_create(&disturber, NULL, disturb, NULL) != 0)
		exit(3);
	phase = BLOCKING;
	result = call();
	if (result < 0)
		result = -errno;
	phase = AFTER;
	pthread_join(disturber, NULL);
	return result;
}

/* The calls. */

static long call_read(void)
{
	return read(ends[0], data, 1);
}

static long call_readv(void)
{
	struct iovec piece = { data, 1 };

	return readv(ends[0], &piece, 1);
}

static long call_eventfd(void)
{
	uint64_t count;

	return read(counter, &count, sizeof count);
}

static long call_accept(void)
{
	return accept(listener, NULL, NULL);
}

static long call_recv(void)
{
	return recv(stream[0], data, 1, 0);
}

static long call_recvfrom(void)
{
	return recvfrom(datagram, data, 1, 0, NULL, NULL);
}

static long call_recvmsg(void)
{
	struct iovec piece = { data, 1 };
	struct msghdr message = { .msg_iov = &piece, .msg_iovlen = 1 };

	return recvmsg(datagram, &message, 0);
}

/* These have had something written before they block. */
static long call_write(void)
{
	return write(ends[1], data, sizeof data);
}

static long call_send(void)
{
	return send(stream[0], data, sizeof data, 0);
}

static long call_poll(void)
{
	struct pollfd entry = { .fd = ends[0], .events = POLLIN };

	return poll(&entry, 1, -1);
}

static long call_ppoll(void)
{
	struct pollfd entry = { .fd = ends[0], .events = POLLIN };

	return ppoll(&entry, 1, NULL, NULL);
}

static long call_select(void)
{
	fd_set set;

	FD_ZERO(&set);
	FD_SET(ends[0], &set);
	return select(ends[0] + 1, &set, NULL, NULL, NULL);
}

static long call_pselect(void)
{
	fd_set set;

	FD_ZERO(&set);
	FD_SET(ends[0], &set);
	return pselect(ends[0] + 1, &set, NULL, NULL, NULL, NULL);
}

static long call_epoll(void)
{
	struct epoll_event event;

	return epoll_wait(epoll, &event, 1, -1);
}

static long call_nanosleep(void)
{
	struct timespec time = { 1000, 0 }, rest = { 0, 0 };
	int result = nanosleep(&time, &rest);
	int error = errno;

	CHECK(rest.tv_sec >= 900 && rest.tv_sec <= 1000);
	errno = error;
	return result;
}

static long call_clock_nanosleep(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	time.tv_sec += 1000;
	return -clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) <
			       0 ?
		       (errno = EINTR, -1) :
		       0;
}

static long call_pause(void)
{
	return pause();
}

static long call_sigsuspend(void)
{
	sigset_t none;

	sigemptyset(&none);
	return sigsuspend(&none);
}

static long call_sigwaitinfo(void)
{
	sigset_t other;

	sigemptyset(&other);
	sigaddset(&other, SIGUSR2);
	return sigwaitinfo(&other, NULL);
}

static void fill_pipe(void)
{
	(void)!write(ends[1], "x", 1);
}

static void fill_counter(void)
{
	eventfd_write(counter, 1);
}

static void fill_datagram(void)
{
	struct sockaddr_in name;
	socklen_t length = sizeof name;

	getsockname(datagram, (struct sockaddr *)&name, &length);
	sendto(datagram, "x", 1, 0, (struct sockaddr *)&name, length);
}

static void fill_stream(void)
{
	send(stream[1], "x", 1, 0);
}

static void drain(int fd)
{
	char byte[4096];
	struct pollfd entry = { .fd = fd, .events = POLLIN };

	while (poll(&entry, 1, 0) > 0)
		(void)!read(fd, byte, sizeof byte);
}

static void join_in(void)
{
	struct sockaddr_in name;
	socklen_t length = sizeof name;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	getsockname(listener, (struct sockaddr *)&name, &length);
	connect(fd, (struct sockaddr *)&name, length);
	pass(1000);
	close(fd);
}

/* Calls that a handler with SA_RESTART does not end. */
static const struct {
	const char *name;
	long (*call)(void);
	void (*let_go)(void);
} restarted[] = {
	{ "read", call_read, fill_pipe },
	{ "readv", call_readv, fill_pipe },
	{ "eventfd", call_eventfd, fill_counter },
	{ "accept", call_accept, join_in },
	{ "recv", call_recv, fill_stream },
	{ "recvfrom", call_recvfrom, fill_datagram },
	{ "recvmsg", call_recvmsg, fill_datagram },
};

/* Calls that it does. */
static const struct {
	const char *name;
	long (*call)(void);
} waiting[] = {
	{ "poll", call_poll },
	{ "ppoll", call_ppoll },
	{ "select", call_select },
	{ "pselect", call_pselect },
	{ "epoll_wait", call_epoll },
	{ "nanosleep", call_nanosleep },
	{ "clock_nanosleep", call_clock_nanosleep },
	{ "pause", call_pause },
	{ "sigsuspend", call_sigsuspend },
	{ "sigwaitinfo", call_sigwaitinfo },
};

static void empty_all(void)
{
	struct pollfd entry = { .fd = listener, .events = POLLIN };

	while (poll(&entry, 1, 0) > 0)
		close(accept(listener, NULL, NULL));
	drain(ends[0]);
	drain(stream[0]);
	drain(stream[1]);
	drain(datagram);
	drain(counter);
}

static void test_restarted(void)
{
	for (size_t i = 0; i < sizeof restarted / sizeof restarted[0]; i++) {
		handle(on_signal, 0);
		let_go = NULL;
		if (!EQUAL(disturbed(restarted[i].call), -EINTR))
			printf("%s\n", restarted[i].name);
		CHECK(handled > 0);
		handle(on_signal, SA_RESTART);
		let_go = restarted[i].let_go;
		if (!CHECK(disturbed(restarted[i].call) >= 0))
			printf("%s, again\n", restarted[i].name);
		CHECK(handled > 0);
		let_go = NULL;
		empty_all();
	}
}

static void test_waiting(void)
{
	for (size_t i = 0; i < sizeof waiting / sizeof waiting[0]; i++) {
		for (int again = 0; again < 2; again++) {
			handle(on_signal, again ? SA_RESTART : 0);
			if (!EQUAL(disturbed(waiting[i].call), -EINTR))
				printf("%s\n", waiting[i].name);
			CHECK(handled > 0);
		}
	}
}

/* What was written before the signal counts. */
static void test_writing(void)
{
	handle(on_signal, 0);
	EQUAL(disturbed(call_write), 4096);
	EQUAL(disturbed(call_write), -EINTR);
	drain(ends[0]);
	CHECK(disturbed(call_send) > 0);
	EQUAL(disturbed(call_send), -EINTR);
	drain(stream[1]);
}

static void leave_call(long (*call)(void))
{
	if (sigsetjmp(jump, 1) == 0) {
		disturbed(call);
		CHECK(!"jumped");
	} else {
		EQUAL(pthread_join(disturber, NULL), 0);
	}
}

static void test_jumps(void)
{
	size_t i;

	handle(leave, 0);
	for (i = 0; i < sizeof restarted / sizeof restarted[0]; i++)
		leave_call(restarted[i].call);
	for (i = 0; i < sizeof waiting / sizeof waiting[0]; i++)
		leave_call(waiting[i].call);
	/* All still works: nothing was left on any list. */
	handle(on_signal, 0);
	let_go = NULL;
	test_restarted();
	test_waiting();
}

/* Blocked but while the call lasts: it cannot come before that. */
static void test_masks(void)
{
	struct pollfd entry = { .fd = ends[0], .events = POLLIN };
	struct timespec soon = { 0, 1000000 };
	sigset_t set, none, now;
	struct epoll_event event;
	fd_set fds;

	sigemptyset(&none);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	handle(on_signal, SA_RESTART);
	handled = 0;
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR1);
	EQUAL(poll(&entry, 1, 1), 0);
	EQUAL(ppoll(&entry, 1, &soon, &set), 0);
	EQUAL(handled, 0);
	FAILS(ppoll(&entry, 1, NULL, &none), EINTR);
	EQUAL(handled, 1);
	sigprocmask(SIG_BLOCK, NULL, &now);
	EQUAL(sigismember(&now, SIGUSR1), 1);
	raise(SIGUSR1);
	FD_ZERO(&fds);
	FAILS(pselect(0, &fds, NULL, NULL, NULL, &none), EINTR);
	EQUAL(handled, 2);
	raise(SIGUSR1);
	FAILS(epoll_pwait(epoll, &event, 1, -1, &none), EINTR);
	EQUAL(handled, 3);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	/* The other way round: it comes when the call has ended. */
	raise(SIGUSR1);
	EQUAL(handled, 4);
}

static void *lock_and_post(void *argument)
{
	pass(1000);
	pthread_kill(main_thread, SIGUSR1);
	pass(1000);
	pthread_mutex_unlock(argument);
	return NULL;
}

static void *keep_for_a_while(void *argument)
{
	pthread_mutex_lock(argument);
	phase = BLOCKING;
	return lock_and_post(argument);
}

/* Mutexes, joining, condition variables: never EINTR. */
static void test_threads(void)
{
	pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
	struct timespec time;
	pthread_t thread;

	handle(on_signal, 0);
	handled = 0;
	phase = BEFORE;
	pthread_create(&thread, NULL, keep_for_a_while, &mutex);
	while (phase == BEFORE)
		sched_yield();
	EQUAL(pthread_mutex_lock(&mutex), 0);
	EQUAL(handled, 1);
	EQUAL(pthread_join(thread, NULL), 0);
	pthread_create(&thread, NULL, lock_and_post, &mutex);
	EQUAL(pthread_join(thread, NULL), 0);
	EQUAL(handled, 2);
	pthread_mutex_lock(&mutex);
	pthread_create(&thread, NULL, lock_and_post, &condition);
	clock_gettime(CLOCK_REALTIME, &time);
	time.tv_sec += 100;
	/* Woken for nothing, which is allowed, with the mutex. */
	EQUAL(pthread_cond_timedwait(&condition, &mutex, &time), 0);
	EQUAL(handled, 3);
	EQUAL(pthread_mutex_trylock(&mutex), EBUSY);
	pthread_join(thread, NULL);
}

static void open_all(void)
{
	struct sockaddr_in name = { .sin_family = AF_INET };
	struct epoll_event event = { .events = EPOLLIN };
	socklen_t length = sizeof name;

	name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listener = socket(AF_INET, SOCK_STREAM, 0);
	datagram = socket(AF_INET, SOCK_DGRAM, 0);
	if (pipe(ends) != 0 || (counter = eventfd(0, 0)) < 0 ||
	    (epoll = epoll_create1(0)) < 0 ||
	    epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &event) != 0 ||
	    bind(listener, (struct sockaddr *)&name, length) != 0 ||
	    bind(datagram, (struct sockaddr *)&name, length) != 0 ||
	    listen(listener, 5) != 0)
		exit(2);
	getsockname(listener, (struct sockaddr *)&name, &length);
	stream[0] = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(stream[0], (struct sockaddr *)&name, length) != 0)
		exit(2);
	stream[1] = accept(listener, NULL, NULL);
}

int main(void)
{
	main_thread = pthread_self();
	open_all();
	test_restarted();
	test_waiting();
	test_writing();
	test_masks();
	test_threads();
	test_jumps();
	return check_end();
}
