/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * poll: what it reports, and that nothing which happens while it goes to sleep
 * is lost.  Sleeping is a function here, in which the rest of the world acts.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include <ilwaco/clock.h>
#include <ilwaco/heap.h>
#include <ilwaco/wait.h>

#include "file.h"
#include "machine.h"
#include "polling.h"

#define FILES 40

static struct file files[FILES];
static short can[FILES];
static int looks, sleeps;

/* What happens at a look or during a sleep of that number, counted from 1. */
static int act_at_look, act_at_sleep;
static int interrupt_at_sleep;
static void (*act)(void);

static short possible(struct file *file)
{
	if (++looks == act_at_look)
		act();
	return can[file - files];
}

static const struct file_ops ops = { .poll = possible };

struct file *fd_get(int fd)
{
	if (fd < 0 || fd >= FILES)
		return NULL;
	file_get(&files[fd]);
	return &files[fd];
}

void *ilw_heap_allocate(size_t size)
{
	return malloc(size);
}

void ilw_heap_free(void *block)
{
	free(block);
}

bool ilw_wake_one(struct ilw_wait_queue *queue)
{
	(void)queue;
	return true;
}

enum ilw_waited ilw_wait_interruptible(struct ilw_wait_queue *queue,
				       uint64_t deadline)
{
	(void)queue;
	cr_assert_eq(ilw_preempt.depth, 1);
	if (++sleeps == interrupt_at_sleep)
		return ILW_WAIT_INTERRUPTED;
	if (sleeps == act_at_sleep) {
		act();
		return ILW_WAIT_WOKEN;
	}
	cr_assert_neq(deadline, ILW_NEVER, "sleeps for ever");
	machine_now = deadline;
	return ILW_WAIT_TIMED_OUT;
}

static void start(void)
{
	for (int i = 0; i < FILES; i++)
		file_init(&files[i], &ops, 0);
}

static void finish(void)
{
	for (int i = 0; i < FILES; i++) {
		cr_assert_null(files[i].observers);
		cr_assert_eq(files[i].references, 1);
	}
	cr_assert_eq(ilw_preempt.depth, 0);
}

TestSuite(polling, .init = start, .fini = finish);

static void last_becomes_readable(void)
{
	can[FILES - 1] = POLLIN;
	file_notify(&files[FILES - 1], POLLIN);
}

static void make_entries(struct pollfd *entries)
{
	for (int i = 0; i < FILES; i++)
		entries[i] = (struct pollfd){ .fd = i, .events = POLLIN };
}

Test(polling, reports_what_was_asked_for_and_errors)
{
	struct pollfd entries[] = {
		{ .fd = 0, .events = POLLIN },
		{ .fd = 1, .events = POLLOUT },
		{ .fd = 2, .events = 0 },
		{ .fd = -7, .events = POLLIN },
		{ .fd = FILES, .events = POLLIN },
	};

	can[0] = POLLIN | POLLOUT;
	can[1] = POLLIN;
	can[2] = POLLIN | POLLHUP;
	cr_expect_eq(poll_files(entries, 5, 0), 3);
	cr_expect_eq(entries[0].revents, POLLIN);
	cr_expect_eq(entries[1].revents, 0);
	cr_expect_eq(entries[2].revents, POLLHUP);
	cr_expect_eq(entries[3].revents, 0);
	cr_expect_eq(entries[4].revents, POLLNVAL);
	cr_expect_eq(sleeps, 0);
}

Test(polling, gives_up_when_interrupted_unless_something_is_ready)
{
	struct pollfd entries[FILES];

	make_entries(entries);
	interrupt_at_sleep = 1;
	cr_expect_eq(poll_files(entries, FILES, ILW_NEVER), -EINTR);
	interrupt_at_sleep = 2;
	cr_expect_eq(file_wait(&files[0], POLLIN, ILW_NEVER), -EINTR);
	can[0] = POLLIN;
	interrupt_at_sleep = 3;
	cr_expect_eq(poll_files(entries, FILES, ILW_NEVER), 1);
	cr_expect_eq(sleeps, 2);
}

Test(polling, times_out_and_not_before)
{
	struct pollfd entries[FILES];

	make_entries(entries);
	cr_expect_eq(poll_files(entries, FILES, machine_now + 500), 0);
	cr_expect_eq(sleeps, 1);
	cr_expect_eq(machine_now, 501);
}

Test(polling, wakes_by_what_comes_at_any_moment)
{
	struct pollfd entries[FILES];

	make_entries(entries);
	act = last_becomes_readable;
	for (act_at_look = 1; act_at_look <= 2 * FILES; act_at_look++) {
		looks = 0;
		can[FILES - 1] = 0;
		cr_assert_eq(poll_files(entries, FILES, ILW_NEVER), 1);
		cr_assert_eq(entries[FILES - 1].revents, POLLIN);
	}
	act_at_look = 0;
	act_at_sleep = sleeps + 1;
	can[FILES - 1] = 0;
	cr_assert_eq(poll_files(entries, FILES, ILW_NEVER), 1);
}

static void something_else(void)
{
	file_notify(&files[0], POLLOUT);
	act_at_sleep++;
	act = last_becomes_readable;
}

Test(polling, sleeps_on_when_nothing_wanted_came)
{
	struct pollfd entries[FILES];

	make_entries(entries);
	act = something_else;
	act_at_sleep = 1;
	cr_assert_eq(poll_files(entries, FILES, ILW_NEVER), 1);
	cr_expect_eq(sleeps, 2);
	cr_expect_eq(looks, 3 * FILES, "looked again for nothing");
}

Test(polling, waits_for_one_file)
{
	act = last_becomes_readable;
	act_at_sleep = 1;
	cr_expect(file_wait(&files[FILES - 1], POLLIN, ILW_NEVER));
	cr_expect_not(file_wait(&files[0], POLLIN, machine_now + 5));
}

Test(polling, deadlines)
{
	static const struct timespec bad[] = {
		{ -1, 0 },
		{ 0, -1 },
		{ 0, 1000000000 },
	};
	uint64_t deadline;

	for (size_t i = 0; i < 3; i++)
		cr_expect_not(poll_deadline(&bad[i], &deadline));
	cr_expect(poll_deadline(NULL, &deadline));
	cr_expect_eq(deadline, ILW_NEVER);
	cr_expect(poll_deadline(&(struct timespec){ 0, 0 }, &deadline));
	cr_expect_eq(deadline, 0);
	cr_expect(poll_deadline(&(struct timespec){ 2, 5 }, &deadline));
	cr_expect_eq(deadline, machine_now + 2000000005);
	cr_expect(poll_deadline(&(struct timespec){ INT64_MAX, 0 }, &deadline));
	cr_expect_eq(deadline, ILW_NEVER);
}
