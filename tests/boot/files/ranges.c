/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Locks on ranges: of the process, which never waits for itself, and of open
 * files.
 */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <unistd.h>

#include "files.h"

static int ask(int fd, int command, short type, off_t start, off_t length)
{
	struct flock lock = { .l_type = type,
			      .l_whence = SEEK_SET,
			      .l_start = start,
			      .l_len = length };

	return fcntl(fd, command, &lock);
}

/* Who has a byte, as seen by an open file: the type, and the range. */
static short holder(int fd, off_t at, off_t *start, off_t *length)
{
	struct flock lock = { .l_type = F_WRLCK,
			      .l_whence = SEEK_SET,
			      .l_start = at,
			      .l_len = 1 };

	if (fcntl(fd, F_OFD_GETLK, &lock) != 0)
		return -1;
	*start = lock.l_start;
	*length = lock.l_len;
	return lock.l_type;
}

static void check_process(int a, int b)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_END };

	EQUAL(ask(a, F_SETLK, F_WRLCK, 0, 10), 0);
	EQUAL(ask(b, F_SETLK, F_WRLCK, 0, 10), 0);
	EQUAL(ask(b, F_SETLKW, F_WRLCK, 5, 0), 0);
	EQUAL(fcntl(a, F_GETLK, &lock), 0);
	EQUAL(lock.l_type, F_UNLCK);
	EQUAL(lockf(a, F_TLOCK, 0), 0);
	EQUAL(lockf(b, F_TEST, 0), 0);
	EQUAL(ask(a, F_SETLK, F_UNLCK, 0, 0), 0);
}

static void check_errors(int a)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = 9 };
	int reader = open("a", O_RDONLY), writer = open("a", O_WRONLY);

	FAILS(fcntl(a, F_SETLK, &lock), EINVAL);
	FAILS(ask(a, F_SETLK, 99, 0, 0), EINVAL);
	FAILS(ask(a, F_GETLK, F_UNLCK, 0, 0), EINVAL);
	FAILS(ask(a, F_SETLK, F_WRLCK, -1, 0), EINVAL);
	FAILS(ask(a, F_SETLK, F_WRLCK, 4, -5), EINVAL);
	FAILS(ask(a, F_SETLK, F_WRLCK, 5, INT64_MAX), EOVERFLOW);
	FAILS(ask(-1, F_SETLK, F_WRLCK, 0, 0), EBADF);
	FAILS(ask(reader, F_SETLK, F_WRLCK, 0, 0), EBADF);
	FAILS(ask(writer, F_SETLK, F_RDLCK, 0, 0), EBADF);
	lock.l_whence = SEEK_SET;
	lock.l_pid = 1;
	FAILS(fcntl(a, F_OFD_SETLK, &lock), EINVAL);
	FAILS(lockf(a, 77, 0), EINVAL);
	FAILS(lockf(reader, F_TLOCK, 0), EBADF);
	EQUAL(close(reader), 0);
	EQUAL(close(writer), 0);
}

static void check_files(int a, int b)
{
	off_t start, length;

	EQUAL(ask(a, F_OFD_SETLK, F_WRLCK, 10, 20), 0);
	FAILS(ask(b, F_OFD_SETLK, F_RDLCK, 29, 1), EAGAIN);
	EQUAL(ask(b, F_OFD_SETLK, F_RDLCK, 30, 1), 0);
	EQUAL(ask(b, F_OFD_SETLK, F_WRLCK, 0, 10), 0);
	FAILS(ask(b, F_SETLK, F_WRLCK, 10, 1), EAGAIN);
	EQUAL(holder(b, 15, &start, &length), F_WRLCK);
	CHECK(start == 10 && length == 20);
	EQUAL(ask(a, F_OFD_SETLK, F_UNLCK, 15, 5), 0);
	EQUAL(holder(b, 15, &start, &length), F_UNLCK);
	EQUAL(holder(b, 14, &start, &length), F_WRLCK);
	CHECK(start == 10 && length == 5);
	EQUAL(holder(b, 25, &start, &length), F_WRLCK);
	CHECK(start == 20 && length == 10);
	EQUAL(ask(a, F_OFD_SETLK, F_RDLCK, 0, 12), -1);
	EQUAL(ask(a, F_OFD_SETLK, F_RDLCK, 10, 3), 0);
	EQUAL(ask(b, F_OFD_SETLK, F_RDLCK, 11, 1), 0);
	EQUAL(ask(b, F_OFD_SETLK, F_UNLCK, 0, 0), 0);
	EQUAL(ask(a, F_OFD_SETLK, F_WRLCK, 0, 0), 0);
	EQUAL(holder(b, INT64_MAX - 1, &start, &length), F_WRLCK);
	CHECK(start == 0 && length == 0);
	EQUAL(ask(a, F_OFD_SETLK, F_UNLCK, 0, 0), 0);
}

/* The last descriptor of an open file takes its locks along. */
static void check_ends(int b)
{
	int a = open("a", O_RDWR), twin = dup(a);

	EQUAL(ask(a, F_OFD_SETLK, F_WRLCK, 0, 0), 0);
	EQUAL(close(a), 0);
	FAILS(ask(b, F_OFD_SETLK, F_WRLCK, 0, 0), EAGAIN);
	EQUAL(close(twin), 0);
	EQUAL(ask(b, F_OFD_SETLK, F_WRLCK, 0, 0), 0);
	EQUAL(ask(b, F_OFD_SETLK, F_UNLCK, 0, 0), 0);
}

/* Any descriptor of a file takes the process's locks on it along. */
static void check_process_ends(int a, int b)
{
	int other = open("a", O_RDONLY), another = creat("b", 0600);

	EQUAL(ask(a, F_SETLK, F_WRLCK, 0, 10), 0);
	EQUAL(ask(b, F_SETLK, F_WRLCK, 20, 0), 0);
	FAILS(ask(b, F_OFD_SETLK, F_WRLCK, 0, 1), EAGAIN);
	EQUAL(close(another), 0);
	EQUAL(unlink("b"), 0);
	FAILS(ask(b, F_OFD_SETLK, F_WRLCK, 9, 1), EAGAIN);
	FAILS(ask(a, F_OFD_SETLK, F_WRLCK, 20, 1), EAGAIN);
	EQUAL(close(other), 0);
	EQUAL(ask(b, F_OFD_SETLK, F_WRLCK, 0, 0), 0);
	EQUAL(ask(b, F_OFD_SETLK, F_UNLCK, 0, 0), 0);
	EQUAL(ask(a, F_SETLK, F_WRLCK, 0, 10), 0);
	other = dup(a);
	EQUAL(dup2(b, other), other);
	EQUAL(ask(b, F_OFD_SETLK, F_WRLCK, 0, 0), 0);
	EQUAL(ask(b, F_OFD_SETLK, F_UNLCK, 0, 0), 0);
	EQUAL(close(other), 0);
}

static void *await(void *argument)
{
	int fd = *(int *)argument;

	EQUAL(ask(fd, F_OFD_SETLKW, F_WRLCK, 0, 1), 0);
	EQUAL(ask(fd, F_OFD_SETLK, F_UNLCK, 0, 1), 0);
	return NULL;
}

static void ignore(int number)
{
	(void)number;
}

static void check_waiting(int a, int b)
{
	struct sigaction action = { .sa_handler = ignore };
	pthread_t thread;

	EQUAL(ask(a, F_OFD_SETLK, F_WRLCK, 0, 0), 0);
	sigaction(SIGALRM, &action, NULL);
	ualarm(20000, 0);
	FAILS(ask(b, F_OFD_SETLKW, F_WRLCK, 0, 0), EINTR);
	pthread_create(&thread, NULL, await, &b);
	EQUAL(ask(a, F_OFD_SETLK, F_UNLCK, 0, 0), 0);
	pthread_join(thread, NULL);
}

int check_ranges(void)
{
	int a = open("a", O_RDWR | O_CREAT, 0600), b = open("a", O_RDWR);

	check_process(a, b);
	check_errors(a);
	check_files(a, b);
	check_ends(b);
	check_process_ends(a, b);
	check_waiting(a, b);
	EQUAL(close(a), 0);
	EQUAL(close(b), 0);
	EQUAL(unlink("a"), 0);
	return check_failures;
}
