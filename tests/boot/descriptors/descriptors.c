/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Descriptors: errors have POSIX's numbers, the console polls and selects,
 * copies share what they are copies of, and devices are there by name.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

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

static void bad_descriptors(void)
{
	struct stat status;
	char byte;

	FAILS(read(7, &byte, 1), EBADF);
	FAILS(write(-1, &byte, 1), EBADF);
	FAILS(close(1 << 20), EBADF);
	FAILS(fstat(7, &status), EBADF);
	FAILS(dup(7), EBADF);
	FAILS(dup2(1, -1), EBADF);
	FAILS(fcntl(7, F_GETFL), EBADF);
	FAILS(ioctl(7, FIONREAD, &byte), EBADF);
	FAILS(lseek(1, 0, SEEK_CUR), ESPIPE);
	CHECK(isatty(1) == 0 && errno == ENOTTY);
	FAILS(open("/nowhere", O_RDONLY), ENOENT);
	FAILS(open("/nowhere", O_RDWR | O_CREAT, 0600), EROFS);
	FAILS(open("", O_RDONLY), ENOENT);
	FAILS(mkdir("/new", 0700), EROFS);
	FAILS(unlink("/nowhere"), ENOENT);
}

static void copies(void)
{
	int copy = dup(1);

	CHECK(copy == 3);
	CHECK(dup2(copy, 40) == 40);
	CHECK(fcntl(copy, F_DUPFD, 10) == 10);
	CHECK(fcntl(copy, F_SETFD, FD_CLOEXEC) == 0);
	CHECK(fcntl(copy, F_GETFD) == FD_CLOEXEC && fcntl(40, F_GETFD) == 0);
	CHECK(fcntl(40, F_SETFL, O_NONBLOCK) == 0);
	CHECK(fcntl(copy, F_GETFL) == (O_RDWR | O_NONBLOCK));
	CHECK(fcntl(40, F_SETFL, 0) == 0);
	CHECK(write(40, "copy\n", 5) == 5);
	CHECK(close(copy) == 0 && close(40) == 0 && close(10) == 0);
	FAILS(close(40), EBADF);
}

static void devices(void)
{
	char bytes[16] = "unchanged";
	int null = open("/dev/null", O_RDWR);
	int zero = open("/dev/../dev//zero", O_RDONLY);
	int random = open("/dev/urandom", O_RDONLY);

	CHECK(null == 3 && zero == 4 && random == 5);
	CHECK(write(null, bytes, 10) == 10 && read(null, bytes, 10) == 0);
	CHECK(strcmp(bytes, "unchanged") == 0);
	CHECK(read(zero, bytes, 16) == 16 && bytes[0] == 0 && bytes[15] == 0);
	FAILS(write(zero, bytes, 1), EBADF);
	CHECK(read(random, bytes, 16) == 16);
	CHECK(access("/dev/null", R_OK) == 0);
	CHECK(close(null) == 0 && close(zero) == 0 && close(random) == 0);
}

/* The console has room, and its input ends, which counts as readable. */
static void waiting(void)
{
	struct pollfd entries[] = { { 0, POLLIN, 0 },
				    { 1, POLLOUT, 0 },
				    { 9, POLLIN, 0 },
				    { -1, POLLIN, 0 } };
	struct timeval now = { 0, 0 };
	fd_set reads, writes;
	char byte;

	CHECK(poll(&entries[1], 1, -1) == 1 && entries[1].revents == POLLOUT);
	CHECK(poll(&entries[2], 2, 0) == 1);
	CHECK(entries[2].revents == POLLNVAL && entries[3].revents == 0);
	CHECK(poll(entries, 1, -1) == 1 && entries[0].revents == POLLIN);
	while (read(0, &byte, 1) == 1)
		;
	CHECK(poll(entries, 1, -1) == 1 && read(0, &byte, 1) == 0);
	FD_ZERO(&reads);
	FD_ZERO(&writes);
	FD_SET(0, &reads);
	FD_SET(2, &writes);
	CHECK(select(3, &reads, &writes, NULL, NULL) == 2);
	CHECK(FD_ISSET(0, &reads) && FD_ISSET(2, &writes));
	FD_SET(9, &reads);
	FAILS(select(10, &reads, NULL, NULL, &now), EBADF);
}

/* poll and select as clocks: never early. */
static void timeouts(void)
{
	struct timeval wait = { 0, 30000 };
	struct timespec start, end;
	long milliseconds;

	clock_gettime(CLOCK_MONOTONIC, &start);
	CHECK(poll(NULL, 0, 30) == 0);
	CHECK(select(0, NULL, NULL, NULL, &wait) == 0);
	clock_gettime(CLOCK_MONOTONIC, &end);
	milliseconds = (long)(end.tv_sec - start.tv_sec) * 1000 +
		       (end.tv_nsec - start.tv_nsec) / 1000000;
	CHECK(milliseconds >= 60);
}

int main(void)
{
	bad_descriptors();
	copies();
	devices();
	waiting();
	timeouts();
	printf("%d failures\n", failures);
	return failures != 0;
}
