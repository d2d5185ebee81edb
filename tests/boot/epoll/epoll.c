/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * epoll reports what is ready, once or for as long as it is, of what was asked
 * for and no more; its watches live as long as their files; its errors have
 * their numbers.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "guest/check.h"

static int add(int epfd, int fd, uint32_t events)
{
	struct epoll_event event = { .events = events, .data = { .fd = fd } };

	return epoll_ctl(epfd, EPOLL_CTL_ADD, fd, &event);
}

static int modify(int epfd, int fd, uint32_t events)
{
	struct epoll_event event = { .events = events, .data = { .fd = fd } };

	return epoll_ctl(epfd, EPOLL_CTL_MOD, fd, &event);
}

static int delete (int epfd, int fd)
{
	return epoll_ctl(epfd, EPOLL_CTL_DEL, fd, NULL);
}

/* What is reported of a descriptor now, being the only one; 0: nothing. */
static uint32_t now(int epfd, int fd)
{
	struct epoll_event events[4];
	int count = epoll_wait(epfd, events, 4, 0);

	if (count == 0)
		return 0;
	CHECK(count == 1 && events[0].data.fd == fd);
	return events[0].events;
}

static void creation(void)
{
	int a = epoll_create(1), b = epoll_create1(EPOLL_CLOEXEC);

	EQUAL(a, 3);
	EQUAL(b, 4);
	EQUAL(fcntl(a, F_GETFD), 0);
	EQUAL(fcntl(b, F_GETFD), FD_CLOEXEC);
	EQUAL(sizeof(struct epoll_event), 12);
	FAILS(epoll_create(0), EINVAL);
	FAILS(epoll_create(-1), EINVAL);
	FAILS(epoll_create1(1), EINVAL);
	FAILS(read(a, &b, sizeof b), EBADF);
	FAILS(write(a, &b, sizeof b), EBADF);
	EQUAL(close(a) | close(b), 0);
}

static void errors(void)
{
	int epfd = epoll_create1(0), other = epoll_create1(0);
	int fd = eventfd(0, 0), file = open("/dev/null", O_RDWR);
	struct timespec odd = { 0, 1000000000 };
	struct epoll_event event = { .events = EPOLLIN };

	FAILS(add(99, fd, EPOLLIN), EBADF);
	FAILS(add(epfd, 99, EPOLLIN), EBADF);
	FAILS(add(epfd, -1, EPOLLIN), EBADF);
	FAILS(add(fd, epfd, EPOLLIN), EINVAL);
	FAILS(add(epfd, epfd, EPOLLIN), EINVAL);
	FAILS(add(epfd, file, EPOLLIN), EPERM);
	FAILS(epoll_ctl(epfd, 4, fd, &event), EINVAL);
	FAILS(epoll_ctl(epfd, EPOLL_CTL_ADD, fd, NULL), EFAULT);
	FAILS(epoll_ctl(epfd, EPOLL_CTL_MOD, fd, NULL), EFAULT);
	FAILS(modify(epfd, fd, EPOLLIN), ENOENT);
	FAILS(delete (epfd, fd), ENOENT);
	EQUAL(add(epfd, fd, EPOLLIN), 0);
	FAILS(add(epfd, fd, EPOLLOUT), EEXIST);
	FAILS(modify(epfd, fd, EPOLLIN | EPOLLEXCLUSIVE), EINVAL);
	EQUAL(delete (epfd, fd), 0);
	FAILS(delete (epfd, fd), ENOENT);
	FAILS(add(epfd, fd, EPOLLEXCLUSIVE | EPOLLONESHOT), EINVAL);
	FAILS(add(epfd, fd, EPOLLEXCLUSIVE | EPOLLRDHUP), EINVAL);
	FAILS(add(epfd, other, EPOLLEXCLUSIVE | EPOLLIN), EINVAL);
	EQUAL(add(epfd, fd, EPOLLEXCLUSIVE | EPOLLIN | EPOLLET), 0);
	FAILS(modify(epfd, fd, EPOLLIN), EINVAL);
	FAILS(epoll_wait(epfd, &event, 0, 0), EINVAL);
	FAILS(epoll_wait(epfd, &event, -1, 0), EINVAL);
	FAILS(epoll_wait(epfd, &event, 0x7fffffff, 0), EINVAL);
	FAILS(epoll_wait(99, &event, 1, 0), EBADF);
	FAILS(epoll_wait(fd, &event, 1, 0), EINVAL);
	FAILS(epoll_pwait2(epfd, &event, 1, &odd, NULL), EINVAL);
	EQUAL(epoll_pwait(epfd, &event, 1, 0, NULL), 0);
	EQUAL(close(epfd) | close(other) | close(fd) | close(file), 0);
}

/* For as long as it is so, and only what was asked for. */
static void levels(void)
{
	int epfd = epoll_create1(0), fd = eventfd(0, EFD_NONBLOCK);
	eventfd_t count;

	EQUAL(add(epfd, fd, EPOLLIN), 0);
	EQUAL(now(epfd, fd), 0);
	EQUAL(eventfd_write(fd, 3), 0);
	EQUAL(now(epfd, fd), EPOLLIN);
	EQUAL(now(epfd, fd), EPOLLIN);
	EQUAL(modify(epfd, fd, EPOLLIN | EPOLLOUT), 0);
	EQUAL(now(epfd, fd), EPOLLIN | EPOLLOUT);
	EQUAL(modify(epfd, fd, 0), 0);
	EQUAL(now(epfd, fd), 0);
	EQUAL(modify(epfd, fd, EPOLLRDNORM), 0);
	EQUAL(now(epfd, fd), EPOLLRDNORM);
	EQUAL(eventfd_read(fd, &count), 0);
	EQUAL(now(epfd, fd), 0);
	EQUAL(delete (epfd, fd), 0);
	EQUAL(eventfd_write(fd, 1), 0);
	EQUAL(now(epfd, fd), 0);
	EQUAL(add(epfd, fd, EPOLLIN), 0); /* it is so already */
	EQUAL(now(epfd, fd), EPOLLIN);
	EQUAL(close(epfd) | close(fd), 0);
}

/* Once for each time that something new comes, however much is left. */
static void edges(void)
{
	int epfd = epoll_create1(0), ends[2];
	char bytes[4096];

	EQUAL(pipe2(ends, O_NONBLOCK), 0);
	EQUAL(write(ends[1], "ab", 2), 2);
	EQUAL(add(epfd, ends[0], EPOLLIN | EPOLLET), 0);
	EQUAL(now(epfd, ends[0]), EPOLLIN);
	EQUAL(now(epfd, ends[0]), 0);
	EQUAL(read(ends[0], bytes, 1), 1);
	EQUAL(now(epfd, ends[0]), 0);
	EQUAL(write(ends[1], "c", 1), 1);
	EQUAL(now(epfd, ends[0]), EPOLLIN);
	EQUAL(now(epfd, ends[0]), 0);
	EQUAL(modify(epfd, ends[0], EPOLLIN | EPOLLET), 0);
	EQUAL(now(epfd, ends[0]), EPOLLIN);
	EQUAL(write(ends[1], "d", 1), 1);
	EQUAL(read(ends[0], bytes, 9), 3);
	EQUAL(now(epfd, ends[0]), 0); /* nothing is left of it */
	EQUAL(add(epfd, ends[1], EPOLLOUT | EPOLLET), 0);
	EQUAL(now(epfd, ends[1]), EPOLLOUT);
	EQUAL(write(ends[1], bytes, sizeof bytes), sizeof bytes);
	EQUAL(now(epfd, ends[0]), EPOLLIN);
	EQUAL(read(ends[0], bytes, sizeof bytes), sizeof bytes);
	EQUAL(now(epfd, ends[1]), EPOLLOUT);
	EQUAL(close(ends[1]), 0);
	EQUAL(now(epfd, ends[0]), EPOLLHUP); /* asked for or not */
	EQUAL(now(epfd, ends[0]), 0);
	EQUAL(close(epfd) | close(ends[0]), 0);
}

static void once(void)
{
	int epfd = epoll_create1(0), ends[2];
	char byte;

	EQUAL(pipe(ends), 0);
	EQUAL(add(epfd, ends[0], EPOLLIN | EPOLLONESHOT), 0);
	EQUAL(write(ends[1], "a", 1), 1);
	EQUAL(now(epfd, ends[0]), EPOLLIN);
	EQUAL(now(epfd, ends[0]), 0);
	EQUAL(write(ends[1], "b", 1), 1);
	EQUAL(now(epfd, ends[0]), 0);
	EQUAL(modify(epfd, ends[0], EPOLLIN | EPOLLONESHOT), 0);
	EQUAL(now(epfd, ends[0]), EPOLLIN);
	EQUAL(close(ends[1]), 0);
	EQUAL(now(epfd, ends[0]), 0); /* not even the end */
	EQUAL(modify(epfd, ends[0], EPOLLONESHOT), 0);
	EQUAL(now(epfd, ends[0]), EPOLLHUP);
	EQUAL(read(ends[0], &byte, 1), 1);
	EQUAL(close(epfd) | close(ends[0]), 0);
}

/* A watch is of a descriptor and its file, and goes with the file. */
static void lifetimes(void)
{
	int epfd = epoll_create1(0), fd = eventfd(1, 0), copy = dup(fd);
	struct epoll_event events[4];

	EQUAL(add(epfd, fd, EPOLLIN), 0);
	EQUAL(add(epfd, copy, EPOLLOUT), 0);
	EQUAL(epoll_wait(epfd, events, 4, 0), 2);
	EQUAL(events[0].data.fd + events[1].data.fd, fd + copy);
	EQUAL(delete (epfd, copy), 0);
	EQUAL(close(fd), 0);
	EQUAL(now(epfd, fd), EPOLLIN); /* the file is still there */
	FAILS(delete (epfd, fd), EBADF);
	EQUAL(eventfd(0, 0), fd); /* another one behind the number */
	FAILS(delete (epfd, fd), ENOENT);
	EQUAL(add(epfd, fd, EPOLLOUT), 0);
	EQUAL(epoll_wait(epfd, events, 4, 0), 2);
	EQUAL(close(copy), 0);
	EQUAL(now(epfd, fd), EPOLLOUT);
	EQUAL(close(fd), 0);
	EQUAL(now(epfd, fd), 0);
	EQUAL(close(epfd), 0);
	fd = eventfd(1, 0); /* the epoll goes first */
	epfd = epoll_create1(0);
	EQUAL(add(epfd, fd, EPOLLIN) | add(epfd, 0, EPOLLIN), 0);
	EQUAL(close(epfd), 0);
	EQUAL(eventfd_write(fd, 1) | close(fd), 0);
}

static void nesting(void)
{
	struct pollfd entry = { .events = POLLIN };
	struct epoll_event event;
	int e[6], fd = eventfd(0, 0);

	for (int i = 0; i < 6; i++)
		e[i] = epoll_create1(0);
	for (int i = 0; i < 4; i++)
		EQUAL(add(e[i], e[i + 1], EPOLLIN), 0);
	FAILS(add(e[4], e[0], EPOLLIN), ELOOP);
	FAILS(add(e[3], e[1], EPOLLIN), ELOOP);
	FAILS(add(e[4], e[5], EPOLLIN), ELOOP); /* six deep */
	FAILS(add(e[5], e[0], EPOLLIN), ELOOP);
	EQUAL(add(e[4], fd, EPOLLIN), 0);
	entry.fd = e[0];
	EQUAL(poll(&entry, 1, 0), 0);
	EQUAL(eventfd_write(fd, 1), 0);
	EQUAL(poll(&entry, 1, -1), 1);
	EQUAL(entry.revents, POLLIN);
	EQUAL(now(e[0], e[1]), EPOLLIN);
	EQUAL(now(e[4], fd), EPOLLIN);
	EQUAL(delete (e[4], fd), 0);
	EQUAL(poll(&entry, 1, 0), 0);
	EQUAL(epoll_wait(e[0], &event, 1, 0), 0);
	for (int i = 0; i < 6; i++)
		EQUAL(close(e[i]), 0);
	EQUAL(close(fd), 0);
}

/* Where fewer are asked for than are ready, each has its turn. */
static void turns(void)
{
	enum { COUNT = 100, EACH = 7 };
	int epfd = epoll_create1(0), fds[COUNT], seen[COUNT + 16] = { 0 };
	struct epoll_event events[EACH];

	for (int i = 0; i < COUNT; i++) {
		fds[i] = eventfd(1, 0);
		EQUAL(add(epfd, fds[i], EPOLLIN), 0);
	}
	for (int i = 0; i < COUNT; i++) {
		EQUAL(epoll_wait(epfd, events, EACH, 0), EACH);
		for (int j = 0; j < EACH; j++)
			seen[events[j].data.fd]++;
	}
	for (int i = 0; i < COUNT; i++) {
		EQUAL(seen[fds[i]], EACH);
		EQUAL(close(fds[i]), 0);
	}
	EQUAL(close(epfd), 0);
}

static int64_t milliseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * INT64_C(1000) + time.tv_nsec / 1000000;
}

static void *write_later(void *fd)
{
	struct timespec soon = { 0, 30000000 };

	nanosleep(&soon, NULL);
	eventfd_write(*(int *)fd, 1);
	return NULL;
}

static void waiting(void)
{
	int epfd = epoll_create1(0), fd = eventfd(0, 0);
	struct timespec wait = { 0, 20000000 };
	struct epoll_event event;
	int64_t start = milliseconds();
	pthread_t writer;

	EQUAL(epoll_wait(epfd, &event, 1, 20), 0);
	CHECK(milliseconds() - start >= 20);
	EQUAL(epoll_pwait2(epfd, &event, 1, &wait, NULL), 0);
	CHECK(milliseconds() - start >= 40);
	EQUAL(add(epfd, fd, EPOLLIN), 0);
	EQUAL(pthread_create(&writer, NULL, write_later, &fd), 0);
	EQUAL(epoll_wait(epfd, &event, 1, -1), 1);
	CHECK(milliseconds() - start >= 70);
	EQUAL(pthread_join(writer, NULL), 0);
	EQUAL(delete (epfd, fd), 0);
	EQUAL(add(epfd, 0, EPOLLIN), 0); /* the console, which has input */
	EQUAL(epoll_wait(epfd, &event, 1, -1), 1);
	EQUAL(close(epfd) | close(fd), 0);
}

/* Handlers end a wait whatever their flags, and run under the mask given. */
static volatile int handled;

static void count_signal(int number)
{
	handled += number == SIGALRM;
}

static void interruption(void)
{
	struct itimerval often = { { 0, 5000 }, { 0, 5000 } };
	struct itimerval off = { { 0, 0 }, { 0, 0 } };
	struct sigaction action = { .sa_handler = count_signal,
				    .sa_flags = SA_RESTART };
	int epfd = epoll_create1(0), fd = eventfd(0, 0);
	struct epoll_event event;
	sigset_t alarm, none;
	eventfd_t count;

	EQUAL(sigaction(SIGALRM, &action, NULL), 0);
	EQUAL(add(epfd, fd, EPOLLIN), 0);
	setitimer(ITIMER_REAL, &often, NULL);
	FAILS(epoll_wait(epfd, &event, 1, -1), EINTR);
	FAILS(epoll_wait(epfd, &event, 1, 60000), EINTR);
	CHECK(handled >= 2);
	action.sa_flags = 0;
	EQUAL(sigaction(SIGALRM, &action, NULL), 0);
	FAILS(eventfd_read(fd, &count), EINTR);
	EQUAL(eventfd_write(fd, UINT64_MAX - 1), 0);
	FAILS(eventfd_write(fd, 1), EINTR);
	setitimer(ITIMER_REAL, &off, NULL);
	EQUAL(eventfd_read(fd, &count), 0);
	sigemptyset(&none);
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	sigprocmask(SIG_BLOCK, &alarm, NULL);
	handled = 0;
	raise(SIGALRM);
	EQUAL(epoll_pwait(epfd, &event, 1, 1, &alarm), 0);
	EQUAL(epoll_wait(epfd, &event, 1, 1), 0);
	EQUAL(handled, 0);
	FAILS(epoll_pwait(epfd, &event, 1, -1, &none), EINTR);
	EQUAL(handled, 1);
	raise(SIGALRM); /* the mask is the old one again */
	EQUAL(handled, 1);
	FAILS(epoll_pwait2(epfd, &event, 1, NULL, &none), EINTR);
	EQUAL(handled, 2);
	sigprocmask(SIG_UNBLOCK, &alarm, NULL);
	EQUAL(close(epfd) | close(fd), 0);
}

int main(void)
{
	creation();
	errors();
	levels();
	edges();
	once();
	lifetimes();
	nesting();
	turns();
	waiting();
	interruption();
	EQUAL(dup(0), 3); /* nothing was left open */
	return check_end();
}
