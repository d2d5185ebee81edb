/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Counters as files.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <ilwaco/wait.h>

#include "file.h"
#include "syscall.h"

#define MOST (UINT64_MAX - 1)

struct counter {
	struct file file; /* first: a counter is its file */
	bool semaphore;
	uint64_t count;
	/* Readers, and writers, whose numbers may not fit though others would:
	 * all are woken by every change. */
	struct ilw_wait_queue changed;
};

static struct counter *counter_of(struct file *file)
{
	return (struct counter *)(void *)file;
}

/* With preemption disabled, as all that follows here. */
static int await_change(struct counter *counter)
{
	if (file_is_nonblocking(&counter->file))
		return -EAGAIN;
	if (ilw_wait_interruptible(&counter->changed, ILW_NEVER) ==
	    ILW_WAIT_INTERRUPTED)
		return -EINTR;
	return 0;
}

static void change(struct counter *counter, uint64_t count, short events)
{
	if (count == counter->count)
		return;
	counter->count = count;
	ilw_wake_all(&counter->changed);
	file_notify(&counter->file, events);
}

static int take(struct counter *counter, uint64_t *taken)
{
	int result = 0;

	while (counter->count == 0 && result == 0)
		result = await_change(counter);
	if (result == 0) {
		*taken = counter->semaphore ? 1 : counter->count;
		change(counter, counter->count - *taken, POLLOUT);
	}
	return result;
}

static int add(struct counter *counter, uint64_t more)
{
	int result = 0;

	while (more > MOST - counter->count && result == 0)
		result = await_change(counter);
	if (result == 0)
		change(counter, counter->count + more, POLLIN);
	return result;
}

static ssize_t counter_read(struct file *file, void *data, size_t length)
{
	uint64_t taken;
	int result;

	if (length < sizeof taken)
		return -EINVAL;
	ilw_preempt_disable();
	result = take(counter_of(file), &taken);
	ilw_preempt_enable();
	if (result < 0)
		return result;
	memcpy(data, &taken, sizeof taken);
	return sizeof taken;
}

static ssize_t counter_write(struct file *file, const void *data, size_t length)
{
	uint64_t more;
	int result;

	if (length < sizeof more)
		return -EINVAL;
	memcpy(&more, data, sizeof more);
	if (more == UINT64_MAX)
		return -EINVAL;
	ilw_preempt_disable();
	result = add(counter_of(file), more);
	ilw_preempt_enable();
	return result < 0 ? result : (ssize_t)sizeof more;
}

static short counter_poll(struct file *file)
{
	uint64_t count = counter_of(file)->count;

	return (count != 0 ? POLLIN : 0) | (count != MOST ? POLLOUT : 0);
}

static int counter_close(struct file *file)
{
	free(counter_of(file));
	return 0;
}

static const struct file_ops counter_ops = {
	.read = counter_read,
	.write = counter_write,
	.poll = counter_poll,
	.close = counter_close,
};

static int make(unsigned int count, int flags)
{
	struct counter *counter;
	int fd;

	if (flags & ~(EFD_SEMAPHORE | EFD_CLOEXEC | EFD_NONBLOCK))
		return -EINVAL;
	counter = malloc(sizeof *counter);
	if (counter == NULL)
		return -ENOMEM;
	*counter = (struct counter){
		.semaphore = (flags & EFD_SEMAPHORE) != 0,
		.count = count,
	};
	file_init(&counter->file, &counter_ops,
		  O_RDWR | (flags & EFD_NONBLOCK));
	fd = fd_install(&counter->file);
	if (fd < 0)
		file_put(&counter->file);
	else if (flags & EFD_CLOEXEC)
		fd_set_flags(fd, FD_CLOEXEC);
	return fd;
}

int eventfd(unsigned int count, int flags)
{
	return (int)syscall_result(make(count, flags));
}

int eventfd_read(int fd, eventfd_t *count)
{
	return read(fd, count, sizeof *count) == sizeof *count ? 0 : -1;
}

int eventfd_write(int fd, eventfd_t count)
{
	return write(fd, &count, sizeof count) == sizeof count ? 0 : -1;
}
