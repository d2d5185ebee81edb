/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Pipes with names: who waits for whom, and what passes.
 */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"

static short ready(int fd)
{
	struct pollfd entry = { .fd = fd, .events = POLLIN };

	return poll(&entry, 1, 0) < 0 ? -1 : entry.revents;
}

static void check_at_once(void)
{
	int reader, writer, twin;
	char text[8] = "";

	FAILS(open("fifo", O_WRONLY | O_NONBLOCK), ENXIO);
	FAILS(open("fifo", O_RDONLY | O_DIRECTORY), ENOTDIR);
	reader = open("fifo", O_RDONLY | O_NONBLOCK);
	CHECK(reader >= 0);
	EQUAL(ready(reader), 0);
	EQUAL(read(reader, text, 1), 0);
	writer = open("fifo", O_WRONLY | O_NONBLOCK);
	twin = open("fifo", O_WRONLY);
	CHECK(writer >= 0 && twin >= 0);
	FAILS(read(reader, text, 1), EAGAIN);
	FAILS(read(writer, text, 1), EBADF);
	EQUAL(write(writer, "a", 1), 1);
	EQUAL(write(twin, "b", 1), 1);
	EQUAL(close(writer), 0);
	EQUAL(ready(reader), POLLIN);
	EQUAL(read(reader, text, sizeof(text)), 2);
	CHECK(strcmp(text, "ab") == 0);
	FAILS(read(reader, text, 1), EAGAIN);
	EQUAL(close(twin), 0);
	EQUAL(ready(reader), POLLHUP);
	EQUAL(read(reader, text, 1), 0);
	writer = open("fifo", O_WRONLY);
	EQUAL(write(writer, "c", 1), 1);
	EQUAL(close(reader), 0);
	signal(SIGPIPE, SIG_IGN);
	FAILS(write(writer, "d", 1), EPIPE);
	EQUAL(close(writer), 0);
	reader = open("fifo", O_RDONLY | O_NONBLOCK);
	EQUAL(read(reader, text, 1), 0);
	EQUAL(close(reader), 0);
}

/* Opens, writes and closes, whether or not the other has noticed. */
static void *write_one(void *text)
{
	int fd = open("fifo", O_WRONLY);

	CHECK(fd >= 0);
	EQUAL(write(fd, text, 1), 1);
	EQUAL(close(fd), 0);
	return NULL;
}

static void check_meeting(void)
{
	char text[] = "x", got = 0;
	pthread_t thread;

	for (int i = 0; i < 20; i++) {
		int fd;

		text[0] = (char)('a' + i);
		pthread_create(&thread, NULL, write_one, text);
		if (i % 2 == 0)
			sched_yield();
		fd = open("fifo", O_RDONLY);
		EQUAL(read(fd, &got, 1), 1);
		EQUAL(got, text[0]);
		EQUAL(read(fd, &got, 1), 0);
		EQUAL(close(fd), 0);
		pthread_join(thread, NULL);
	}
}

static void ignore(int number)
{
	(void)number;
}

/* One that waits does not keep others from the folder. */
static void check_interrupted(void)
{
	struct sigaction action = { .sa_handler = ignore };
	int fd;

	sigaction(SIGALRM, &action, NULL);
	ualarm(20000, 0);
	FAILS(open("fifo", O_RDONLY), EINTR);
	ualarm(20000, 0);
	FAILS(open("fifo", O_WRONLY), EINTR);
	FAILS(open("fifo", O_WRONLY | O_NONBLOCK), ENXIO);
	fd = open("fifo", O_RDONLY | O_NONBLOCK);
	EQUAL(unlink("fifo"), 0);
	EQUAL(mkfifo("fifo", 0600), 0);
	FAILS(open("fifo", O_WRONLY | O_NONBLOCK), ENXIO);
	EQUAL(close(fd), 0);
}

int check_fifos(void)
{
	EQUAL(mkfifo("fifo", 0600), 0);
	check_at_once();
	check_meeting();
	check_interrupted();
	EQUAL(unlink("fifo"), 0);
	return check_failures;
}
