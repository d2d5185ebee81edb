/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * epoll beside plain poll: after each of many random operations on pipes and
 * counters an epoll must report exactly what poll says of each watched file,
 * reduced by a model of edges and of watches that report once.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "guest/check.h"

enum { PIPES = 4, COUNTERS = 4, FILES = 2 * PIPES + COUNTERS };
enum { STEPS = 40000, FAILURES_MOST = 10 };

/* File 2n reads what file 2n + 1 writes; the last ones are counters. */
static struct file {
	int fd;
	bool watched;
	bool armed;
	bool news; /* that an edge would tell */
	uint32_t events;
} files[FILES];

static int epfd;

static uint32_t draw(uint32_t below)
{
	static uint32_t state = 1;

	state = state * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)state * below >> 32);
}

static bool is_pipe(int i)
{
	return i < 2 * PIPES;
}

static uint32_t wanted(const struct file *file)
{
	return (file->events & 0xffff) | EPOLLERR | EPOLLHUP;
}

static uint32_t so(const struct file *file)
{
	struct pollfd entry = { file->fd, (short)(file->events & 0xffff), 0 };

	poll(&entry, 1, 0);
	return (uint16_t)entry.revents;
}

/* Something has happened to a file that makes these possible. */
static void tell(int i, uint32_t events)
{
	if (files[i].fd >= 0 && (events & wanted(&files[i])))
		files[i].news = true;
}

static void open_file(int i)
{
	int ends[2];

	if (!is_pipe(i)) {
		files[i] = (struct file){ .fd = eventfd(draw(2),
							EFD_NONBLOCK) };
		return;
	}
	i &= ~1;
	if (files[i].fd >= 0 || files[i + 1].fd >= 0)
		return;
	EQUAL(pipe2(ends, O_NONBLOCK), 0);
	files[i] = (struct file){ .fd = ends[0] };
	files[i + 1] = (struct file){ .fd = ends[1] };
}

static void close_file(int i)
{
	EQUAL(close(files[i].fd), 0);
	files[i].fd = -1;
	if (is_pipe(i))
		tell(i ^ 1, i & 1 ? EPOLLHUP : EPOLLERR);
}

static void write_file(int i)
{
	static char bytes[4096];
	size_t length = draw(4) == 0 ? 1 + draw(sizeof bytes) : 1;

	if (!is_pipe(i)) {
		EQUAL(eventfd_write(files[i].fd, 1), 0);
		tell(i, EPOLLIN);
	} else if ((i & 1) && files[i - 1].fd >= 0 &&
		   write(files[i].fd, bytes, length) > 0) {
		tell(i - 1, EPOLLIN);
	}
}

static void read_file(int i)
{
	static char bytes[4096];
	size_t length = draw(2) ? 8 : sizeof bytes;
	bool got;

	if (is_pipe(i) && (i & 1))
		return;
	got = read(files[i].fd, bytes, length) > 0;
	if (got)
		tell(is_pipe(i) ? i + 1 : i, EPOLLOUT);
}

static uint32_t draw_events(void)
{
	static const uint32_t how[] = { 0, EPOLLET, EPOLLONESHOT,
					EPOLLET | EPOLLONESHOT };

	return (draw(2) ? EPOLLIN : 0) | (draw(2) ? EPOLLOUT : 0) |
	       how[draw(4)];
}

static void watch(int i)
{
	struct file *file = &files[i];
	struct epoll_event event = { .events = draw_events(),
				     .data = { .u32 = (uint32_t)i } };
	int op = file->watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;

	EQUAL(epoll_ctl(epfd, op, file->fd, &event), 0);
	*file = (struct file){ file->fd, true, true, true, event.events };
}

static void unwatch(int i)
{
	if (!files[i].watched)
		return;
	EQUAL(epoll_ctl(epfd, EPOLL_CTL_DEL, files[i].fd, NULL), 0);
	files[i].watched = false;
}

/* What a file's watch has to report now. */
static uint32_t expected(struct file *file)
{
	uint32_t events;

	if (file->fd < 0 || !file->watched || !file->armed)
		return 0;
	events = so(file);
	if ((file->events & EPOLLET) && !file->news)
		return 0;
	file->news = false;
	if (events != 0 && (file->events & EPOLLONESHOT))
		file->armed = false;
	return events;
}

static bool compare(int step)
{
	struct epoll_event events[FILES];
	uint32_t reported[FILES] = { 0 };
	int count = epoll_wait(epfd, events, FILES, 0);
	bool same = CHECK(count >= 0);

	for (int i = 0; i < count; i++)
		reported[events[i].data.u32] = events[i].events;
	for (int i = 0; i < FILES; i++) {
		uint32_t due = expected(&files[i]);

		if (reported[i] == due)
			continue;
		printf("step %d, file %d: %#x, not %#x\n", step, i,
		       (unsigned int)reported[i], (unsigned int)due);
		same = false;
	}
	return same;
}

static void step(void)
{
	static void (*const operations[])(int) = {
		write_file, read_file,  read_file, write_file,
		watch,      close_file, unwatch,
	};
	int i = (int)draw(FILES);

	if (files[i].fd < 0)
		open_file(i);
	else
		operations[draw(sizeof operations / sizeof *operations)](i);
}

int main(void)
{
	epfd = epoll_create1(0);
	for (int i = 0; i < FILES; i++)
		files[i].fd = -1;
	for (int i = 0; i < STEPS && check_failures < FAILURES_MOST; i++) {
		step();
		if (draw(2) == 0)
			CHECK(compare(i));
	}
	return check_end();
}
