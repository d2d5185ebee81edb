/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * flock() between open files: who is refused, who waits, and what ends a lock.
 */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/file.h>
#include <unistd.h>

#include "guest/check.h"

#define PATH "/etc/hosts"
#define TRY(fd, kind) flock(fd, (kind) | LOCK_NB)

static int open_it(void)
{
	return open(PATH, O_RDONLY);
}

static void check_refusals(int a, int b, int c)
{
	EQUAL(TRY(a, LOCK_SH), 0);
	EQUAL(TRY(b, LOCK_SH), 0);
	FAILS(TRY(c, LOCK_EX), EWOULDBLOCK);
	FAILS(TRY(a, LOCK_EX), EWOULDBLOCK);
	EQUAL(TRY(b, LOCK_UN), 0);
	EQUAL(TRY(a, LOCK_EX), 0);
	EQUAL(TRY(a, LOCK_EX), 0);
	FAILS(TRY(b, LOCK_SH), EWOULDBLOCK);
	EQUAL(TRY(a, LOCK_SH), 0);
	EQUAL(TRY(b, LOCK_SH), 0);
	EQUAL(flock(a, LOCK_UN), 0);
	EQUAL(flock(a, LOCK_UN), 0);
	EQUAL(flock(b, LOCK_UN), 0);
}

static void check_errors(int a)
{
	int closed = dup(a);

	close(closed);
	FAILS(flock(closed, LOCK_SH), EBADF);
	FAILS(flock(-1, LOCK_UN), EBADF);
	FAILS(flock(a, 0), EINVAL);
	FAILS(flock(a, LOCK_SH | LOCK_EX), EINVAL);
	FAILS(flock(a, LOCK_NB), EINVAL);
	FAILS(flock(a, 16), EINVAL);
}

/* The lock is the open file's, whichever descriptor it has. */
static void check_ends(int b)
{
	int a = open_it(), copy = dup(a);
	int other = open("/dev/null", O_RDONLY), ends[2];

	EQUAL(flock(a, LOCK_EX), 0);
	EQUAL(TRY(copy, LOCK_EX), 0);
	EQUAL(TRY(other, LOCK_EX), 0);
	close(a);
	FAILS(TRY(b, LOCK_SH), EWOULDBLOCK);
	close(copy);
	EQUAL(TRY(b, LOCK_SH), 0);
	EQUAL(flock(b, LOCK_UN), 0);
	close(other);
	EQUAL(pipe(ends), 0);
	EQUAL(TRY(ends[0], LOCK_EX), 0);
	close(ends[1]);
	close(ends[0]);
}

static volatile bool has;

static void *take(void *argument)
{
	int fd = open_it();

	(void)argument;
	EQUAL(flock(fd, LOCK_EX), 0);
	has = true;
	close(fd);
	return NULL;
}

static void check_waiting(int a)
{
	pthread_t threads[3];

	EQUAL(flock(a, LOCK_SH), 0);
	for (int i = 0; i < 3; i++)
		pthread_create(&threads[i], NULL, take, NULL);
	usleep(20000);
	CHECK(!has);
	EQUAL(flock(a, LOCK_UN), 0);
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	CHECK(has);
}

/* Each holds it shared and wants it alone: one gets it, then the other. */
static void *change(void *argument)
{
	int fd = *(int *)argument;

	EQUAL(flock(fd, LOCK_EX), 0);
	EQUAL(flock(fd, LOCK_UN), 0);
	return NULL;
}

static void check_changes(int a, int b)
{
	pthread_t thread;

	EQUAL(flock(a, LOCK_SH), 0);
	EQUAL(flock(b, LOCK_SH), 0);
	pthread_create(&thread, NULL, change, &a);
	change(&b);
	pthread_join(thread, NULL);
}

static void ignore(int number)
{
	(void)number;
}

static void check_interrupted(int a, int b)
{
	struct sigaction action = { .sa_handler = ignore };

	sigaction(SIGALRM, &action, NULL);
	EQUAL(flock(a, LOCK_EX), 0);
	ualarm(20000, 0);
	FAILS(flock(b, LOCK_EX), EINTR);
	EQUAL(flock(a, LOCK_UN), 0);
	EQUAL(TRY(b, LOCK_EX), 0);
	EQUAL(flock(b, LOCK_UN), 0);
}

int main(void)
{
	int a = open_it(), b = open_it(), c = open_it();

	check_refusals(a, b, c);
	check_errors(a);
	check_ends(b);
	check_waiting(a);
	check_changes(a, b);
	check_interrupted(a, b);
	return check_end();
}
