/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Counters, poll and select on every kind of file, pipes in every state: what
 * is possible, what fails and how, who is woken.  Many threads that share an
 * epoll lose none of what edges tell.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <unistd.h>

#include "guest/check.h"

#define MOST (UINT64_MAX - 1)

static short ready(int fd, short events)
{
	struct pollfd entry = { fd, events, 0 };

	int count = poll(&entry, 1, 0);

	EQUAL(count, entry.revents != 0);
	return entry.revents;
}

static void counters(void)
{
	int fd = eventfd(7, EFD_NONBLOCK | EFD_CLOEXEC);
	int semaphore = eventfd(2, EFD_NONBLOCK | EFD_SEMAPHORE);
	char bytes[16] = { 0 };
	eventfd_t count;

	FAILS(eventfd(0, 2), EINVAL);
	EQUAL(fcntl(fd, F_GETFD), FD_CLOEXEC);
	EQUAL(fcntl(fd, F_GETFL), O_RDWR | O_NONBLOCK);
	FAILS(read(fd, bytes, 7), EINVAL);
	FAILS(write(fd, bytes, 7), EINVAL);
	FAILS(lseek(fd, 0, SEEK_SET), ESPIPE);
	FAILS(ioctl(fd, FIONREAD, &count), ENOTTY);
	EQUAL(read(fd, bytes, sizeof bytes), 8);
	EQUAL(bytes[0], 7);
	FAILS(read(fd, bytes, 8), EAGAIN);
	EQUAL(ready(fd, POLLIN | POLLOUT), POLLOUT);
	EQUAL(eventfd_write(fd, 0), 0);
	FAILS(eventfd_read(fd, &count), EAGAIN);
	FAILS(eventfd_write(fd, UINT64_MAX), EINVAL);
	EQUAL(eventfd_write(fd, MOST - 1), 0);
	EQUAL(ready(fd, POLLIN | POLLOUT), POLLIN | POLLOUT);
	FAILS(eventfd_write(fd, 2), EAGAIN);
	EQUAL(eventfd_write(fd, 1), 0);
	EQUAL(ready(fd, POLLIN | POLLOUT), POLLIN);
	FAILS(eventfd_write(fd, 1), EAGAIN);
	CHECK(eventfd_read(fd, &count) == 0 && count == MOST);
	for (int i = 0; i < 2; i++)
		CHECK(eventfd_read(semaphore, &count) == 0 && count == 1);
	FAILS(eventfd_read(semaphore, &count), EAGAIN);
	EQUAL(close(fd) | close(semaphore), 0);
	FAILS(eventfd_write(fd, 1), EBADF);
	FAILS(eventfd_read(1000, &count), EBADF);
}

/* A large number waits for room of its size, a small one passes it by. */
static void *add_large(void *fd)
{
	EQUAL(eventfd_write(*(int *)fd, MOST), 0);
	return NULL;
}

static void blocking_counters(void)
{
	int fd = eventfd(5, 0);
	pthread_t writer;
	eventfd_t count;

	EQUAL(pthread_create(&writer, NULL, add_large, &fd), 0);
	for (int i = 0; i < 10; i++)
		sched_yield();
	EQUAL(eventfd_write(fd, 1), 0);
	CHECK(eventfd_read(fd, &count) == 0 && count == 6);
	CHECK(eventfd_read(fd, &count) == 0 && count == MOST);
	EQUAL(pthread_join(writer, NULL), 0);
	EQUAL(close(fd), 0);
}

/* Ordinary data has two names; what is always ready has room too. */
static void polls(void)
{
	struct pollfd entries[20] = { { 999, POLLIN, 0 }, { -7, POLLIN, 9 } };
	int null = open("/dev/null", O_RDWR), ends[2];

	EQUAL(poll(entries, 2, -1), 1);
	EQUAL(entries[0].revents, POLLNVAL);
	EQUAL(entries[1].revents, 0);
	EQUAL(ready(65535, 0), POLLNVAL);
	EQUAL(ready(65536, 0), POLLNVAL);
	EQUAL(ready(INT_MAX, 0), POLLNVAL);
	EQUAL(poll(NULL, 0, 1), 0);
	FAILS(poll(entries, 65537, 0), EINVAL);
	EQUAL(ready(null, POLLRDNORM | POLLWRNORM | POLLPRI),
	      POLLRDNORM | POLLWRNORM);
	EQUAL(ready(0, POLLIN | POLLRDNORM), POLLIN | POLLRDNORM);
	EQUAL(ready(1, POLLOUT), POLLOUT);
	EQUAL(pipe(ends), 0);
	EQUAL(write(ends[1], "a", 1), 1);
	EQUAL(ready(ends[0], POLLRDNORM), POLLRDNORM);
	EQUAL(ready(ends[0], POLLRDHUP | POLLPRI), 0);
	EQUAL(ready(ends[1], POLLWRNORM | POLLWRBAND), POLLWRNORM);
	for (int i = 0; i < 20; i++)
		entries[i] = (struct pollfd){ ends[0], POLLPRI, 0 };
	EQUAL(poll(entries, 20, 1), 0);
	entries[19].events = POLLIN;
	EQUAL(poll(entries, 20, -1), 1);
	EQUAL(close(null) | close(ends[0]) | close(ends[1]), 0);
}

static void selects(void)
{
	struct timeval at_once = { 0, 0 }, odd = { 0, 1000000 };
	struct timeval wrapping = { 0, 4294968 }, negative = { -1, 0 };
	struct timespec odder = { 0, -1 };
	fd_set reads, writes, excepts;
	int ends[2];

	EQUAL(pipe(ends), 0);
	EQUAL(FD_SETSIZE, 1024);
	FAILS(select(-1, NULL, NULL, NULL, &at_once), EINVAL);
	FAILS(select(FD_SETSIZE + 1, NULL, NULL, NULL, &at_once), EINVAL);
	FAILS(select(0, NULL, NULL, NULL, &odd), EINVAL);
	FAILS(select(0, NULL, NULL, NULL, &wrapping), EINVAL);
	FAILS(select(0, NULL, NULL, NULL, &negative), EINVAL);
	FAILS(pselect(0, NULL, NULL, NULL, &odder, NULL), EINVAL);
	EQUAL(select(0, NULL, NULL, NULL, &at_once), 0);
	FD_ZERO(&reads);
	FD_ZERO(&writes);
	FD_ZERO(&excepts);
	FD_SET(1023, &reads);
	EQUAL(dup2(ends[0], 1023), 1023);
	FD_SET(ends[0], &excepts);
	FD_SET(ends[1], &writes);
	EQUAL(select(1024, &reads, &writes, &excepts, &at_once), 1);
	CHECK(!FD_ISSET(1023, &reads) && FD_ISSET(ends[1], &writes));
	CHECK(!FD_ISSET(ends[0], &excepts));
	EQUAL(close(ends[1]), 0);
	FD_SET(1023, &reads); /* its end counts as readable */
	EQUAL(select(1024, &reads, NULL, NULL, NULL), 1);
	CHECK(FD_ISSET(1023, &reads));
	FAILS(select(1024, NULL, &writes, NULL, NULL), EBADF);
	CHECK(FD_ISSET(ends[1], &writes)); /* sets stay as they are */
	EQUAL(close(ends[0]) | close(1023), 0);
}

/* Both ends tell how much is in between; what is part of a long write that the
 * reader has left counts as written. */
static void *take_some(void *fd)
{
	char bytes[100];

	EQUAL(read(*(int *)fd, bytes, sizeof bytes), sizeof bytes);
	EQUAL(close(*(int *)fd), 0);
	return NULL;
}

static void pipes(void)
{
	static char bytes[3 * 4096];
	pthread_t reader;
	int ends[2], in = -1;

	EQUAL(PIPE_BUF, 512);
	FAILS(pipe2(ends, O_APPEND), EINVAL);
	EQUAL(pipe2(ends, O_CLOEXEC), 0);
	EQUAL(fcntl(ends[0], F_GETFD) & fcntl(ends[1], F_GETFD), FD_CLOEXEC);
	EQUAL(fcntl(ends[0], F_GETFL), O_RDONLY);
	EQUAL(fcntl(ends[1], F_GETFL), O_WRONLY);
	EQUAL(write(ends[1], bytes, 0), 0);
	EQUAL(write(ends[1], bytes, 5), 5);
	EQUAL(read(ends[0], bytes, 0), 0);
	CHECK(ioctl(ends[0], FIONREAD, &in) == 0 && in == 5);
	CHECK(ioctl(ends[1], FIONREAD, &in) == 0 && in == 5);
	FAILS(ioctl(ends[1], 1, &in), ENOTTY);
	EQUAL(read(ends[0], bytes, 5), 5);
	EQUAL(pthread_create(&reader, NULL, take_some, &ends[0]), 0);
	CHECK(write(ends[1], bytes, sizeof bytes) >= 4096);
	EQUAL(pthread_join(reader, NULL), 0);
	EQUAL(ready(ends[1], POLLIN) & POLLERR, POLLERR);
	EQUAL(close(ends[1]), 0);
}

/* Writes of PIPE_BUF bytes by many are never mixed with others. */
enum { ATOMIC_WRITERS = 4, ATOMIC_WRITES = 50 };

static int atomic_end;

static void *write_alike(void *letter)
{
	char bytes[PIPE_BUF];

	memset(bytes, *(char *)letter, sizeof bytes);
	for (int i = 0; i < ATOMIC_WRITES; i++)
		EQUAL(write(atomic_end, bytes, sizeof bytes), PIPE_BUF);
	return NULL;
}

static void atomic_writes(void)
{
	static char letters[] = "abcd";
	pthread_t writers[ATOMIC_WRITERS];
	char bytes[PIPE_BUF];
	int ends[2];

	EQUAL(pipe(ends), 0);
	atomic_end = ends[1];
	for (int i = 0; i < ATOMIC_WRITERS; i++)
		pthread_create(&writers[i], NULL, write_alike, &letters[i]);
	for (int i = 0; i < ATOMIC_WRITERS * ATOMIC_WRITES; i++) {
		for (size_t got = 0; got < sizeof bytes;)
			got += (size_t)read(ends[0], bytes + got,
					    sizeof bytes - got);
		CHECK(memcmp(bytes, bytes + 1, sizeof bytes - 1) == 0);
	}
	for (int i = 0; i < ATOMIC_WRITERS; i++)
		pthread_join(writers[i], NULL);
	EQUAL(close(ends[0]) | close(ends[1]), 0);
}

static int add(int epfd, int fd, uint32_t events)
{
	struct epoll_event event = { .events = events, .data = { .fd = fd } };

	return epoll_ctl(epfd, EPOLL_CTL_ADD, fd, &event);
}

static int delete (int epfd, int fd)
{
	return epoll_ctl(epfd, EPOLL_CTL_DEL, fd, NULL);
}

/* Some threads write bytes into pipes, others, which share an epoll, read a
 * pipe until it is empty whenever an edge comes: all bytes arrive. */
enum { PIPES = 8, READERS = 4, BYTES = 20000 };

static struct {
	int epfd;
	int ends[PIPES][2];
	int left; /* pipes that have not ended */
	int got;
	pthread_mutex_t lock;
} storm = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void *storm_write(void *pipe)
{
	int fd = ((int *)pipe)[1];
	char bytes[61] = { 0 };

	for (int sent = 0; sent < BYTES;) {
		int length = sent % (int)sizeof bytes + 1;

		if (length > BYTES - sent)
			length = BYTES - sent;
		EQUAL(write(fd, bytes, (size_t)length), length);
		sent += length;
	}
	EQUAL(close(fd), 0);
	return NULL;
}

static void storm_drain(int fd)
{
	char bytes[37];
	ssize_t length;
	int got = 0;

	while ((length = read(fd, bytes, sizeof bytes)) > 0)
		got += (int)length;
	pthread_mutex_lock(&storm.lock);
	storm.got += got;
	pthread_mutex_unlock(&storm.lock);
	if (length == 0 && delete (storm.epfd, fd) == 0)
		__atomic_sub_fetch(&storm.left, 1, __ATOMIC_RELAXED);
}

static void *storm_read(void *unused)
{
	struct epoll_event events[3];

	while (__atomic_load_n(&storm.left, __ATOMIC_RELAXED) > 0) {
		int count = epoll_wait(storm.epfd, events, 3, 100);

		for (int i = 0; i < count; i++)
			storm_drain(events[i].data.fd);
	}
	return unused;
}

static void storms(void)
{
	pthread_t writers[PIPES], readers[READERS];

	storm.epfd = epoll_create1(0);
	storm.left = PIPES;
	for (int i = 0; i < PIPES; i++) {
		EQUAL(pipe(storm.ends[i]), 0);
		fcntl(storm.ends[i][0], F_SETFL, O_NONBLOCK);
		EQUAL(add(storm.epfd, storm.ends[i][0], EPOLLIN | EPOLLET), 0);
		pthread_create(&writers[i], NULL, storm_write, storm.ends[i]);
	}
	for (int i = 0; i < READERS; i++)
		pthread_create(&readers[i], NULL, storm_read, NULL);
	for (int i = 0; i < PIPES; i++)
		pthread_join(writers[i], NULL);
	for (int i = 0; i < READERS; i++)
		pthread_join(readers[i], NULL);
	EQUAL(storm.got, PIPES * BYTES);
	for (int i = 0; i < PIPES; i++)
		EQUAL(close(storm.ends[i][0]), 0);
	EQUAL(close(storm.epfd), 0);
}

int main(void)
{
	counters();
	blocking_counters();
	polls();
	selects();
	pipes();
	atomic_writes();
	storms();
	EQUAL(dup(0), 3); /* nothing was left open */
	return check_end();
}
