/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Pipes carry every byte in order between threads, say when they are full,
 * empty, at their end or broken, and wake whoever polls them.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "guest/stream.h"

#define TOTAL 1000000u

static int failures;

static void check(int holds, const char *what)
{
	if (holds)
		return;
	failures++;
	printf("not so: %s (errno %d)\n", what, errno);
}

#define CHECK(expression) check((errno = 0, (expression)), #expression)
#define FAILS(call, error) CHECK((call) == -1 && errno == (error))

static short ready(int fd, short events)
{
	struct pollfd entry = { fd, events, 0 };

	poll(&entry, 1, 0);
	return entry.revents;
}

static void states(void)
{
	static char bytes[8192];
	int ends[2], waiting;

	CHECK(pipe2(ends, O_NONBLOCK) == 0 && ends[0] == 3 && ends[1] == 4);
	FAILS(read(ends[0], bytes, 1), EAGAIN);
	FAILS(read(ends[1], bytes, 1), EBADF);
	FAILS(write(ends[0], bytes, 1), EBADF);
	FAILS(lseek(ends[0], 0, SEEK_SET), ESPIPE);
	CHECK(ready(ends[0], POLLIN) == 0);
	CHECK(ready(ends[1], POLLOUT) == POLLOUT);
	CHECK(write(ends[1], "abc", 3) == 3);
	CHECK(ioctl(ends[0], FIONREAD, &waiting) == 0 && waiting == 3);
	CHECK(ready(ends[0], POLLIN) == POLLIN);
	CHECK(write(ends[1], bytes, sizeof bytes) == 4093);
	CHECK(ready(ends[1], POLLOUT) == 0);
	FAILS(write(ends[1], bytes, 1), EAGAIN);
	CHECK(read(ends[0], bytes, 100) == 100);
	CHECK(memcmp(bytes, "abc", 3) == 0);
	FAILS(write(ends[1], bytes, 200), EAGAIN); /* all or nothing */
	CHECK(write(ends[1], bytes, 100) == 100);
	CHECK(close(ends[1]) == 0);
	CHECK(read(ends[0], bytes, sizeof bytes) == 4096);
	CHECK(ready(ends[0], POLLIN) == POLLHUP);
	CHECK(read(ends[0], bytes, 1) == 0);
	CHECK(close(ends[0]) == 0);
	CHECK(pipe(ends) == 0 && close(ends[0]) == 0);
	CHECK(signal(SIGPIPE, SIG_IGN) == SIG_DFL);
	FAILS(write(ends[1], bytes, 1), EPIPE);
	CHECK(ready(ends[1], POLLOUT) & POLLERR);
	CHECK(close(ends[1]) == 0);
}

static void streams(void)
{
	struct stream stream = { .total = TOTAL, .piece = 1237 };
	uint8_t piece[999];
	uint32_t got = 0, wrong = 0;
	pthread_t writer;
	ssize_t length;
	int ends[2];

	CHECK(pipe(ends) == 0);
	stream.fd = ends[1];
	CHECK(pthread_create(&writer, NULL, stream_write, &stream) == 0);
	for (;;) {
		struct pollfd entry = { ends[0], POLLIN, 0 };

		if (got % 3 == 0 && poll(&entry, 1, -1) != 1)
			break;
		length = read(ends[0], piece, got % sizeof piece + 1);
		if (length <= 0)
			break;
		for (ssize_t i = 0; i < length; i++, got++)
			wrong += piece[i] != stream_byte(got);
	}
	CHECK(got == TOTAL && wrong == 0);
	CHECK(pthread_join(writer, NULL) == 0);
	CHECK(close(ends[0]) == 0);
}

static void *write_last(void *ends)
{
	struct timespec soon = { 0, 20000 };
	int fd = ((int *)ends)[1];

	nanosleep(&soon, NULL);
	CHECK(write(fd, "x", 1) == 1);
	CHECK(close(fd) == 0);
	return NULL;
}

/* What is written comes before the end, however soon that follows. */
static void last_bytes(void)
{
	pthread_t writer;
	int ends[2];
	char byte;

	for (int i = 0; i < 200; i++) {
		ssize_t length;

		if (i % 2 != 0)
			CHECK(pipe(ends) == 0);
		else
			CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
		CHECK(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0);
		CHECK(pthread_create(&writer, NULL, write_last, ends) == 0);
		do
			length = read(ends[0], &byte, 1);
		while (length < 0);
		CHECK(length == 1);
		CHECK(pthread_join(writer, NULL) == 0);
		CHECK(close(ends[0]) == 0);
	}
}

int main(void)
{
	states();
	streams();
	last_bytes();
	printf("%d failures\n", failures);
	return failures != 0;
}
