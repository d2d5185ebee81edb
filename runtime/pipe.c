/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Pipes.  A write of up to PIPE_BUF bytes is all or nothing; to a pipe that
 * nobody reads it fails with EPIPE, and no signal.
 */
#include "pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ilwaco/clock.h>
#include <ilwaco/preempt.h>

#include "syscall.h"

#define SIZE PIPE_SIZE
#define ATOMIC 512u /* POSIX's least PIPE_BUF */

static struct pipe *of_reader(struct file *file)
{
	return (struct pipe *)(void *)((char *)file -
				       offsetof(struct pipe, reader));
}

static struct pipe *of_writer(struct file *file)
{
	return (struct pipe *)(void *)((char *)file -
				       offsetof(struct pipe, writer));
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Takes what there is, up to length. */
static size_t take(struct pipe *pipe, char *data, size_t length)
{
	size_t first, at;

	ilw_preempt_disable();
	length = smaller(length, pipe->written - pipe->read);
	at = pipe->read % SIZE;
	first = smaller(length, SIZE - at);
	memcpy(data, pipe->bytes + at, first);
	memcpy(data + first, pipe->bytes, length - first);
	pipe->read += length;
	ilw_preempt_enable();
	return length;
}

/* Puts what there is room for; nothing if that is less than least. */
static size_t put(struct pipe *pipe, const char *data, size_t length,
		  size_t least)
{
	size_t first, at;

	ilw_preempt_disable();
	length = smaller(length, SIZE - (pipe->written - pipe->read));
	if (length < least)
		length = 0;
	at = pipe->written % SIZE;
	first = smaller(length, SIZE - at);
	memcpy(pipe->bytes + at, data, first);
	memcpy(pipe->bytes, data + first, length - first);
	pipe->written += length;
	ilw_preempt_enable();
	return length;
}

/* It is the end only if nothing is there that was written before the writer
 * closed: what is looked at first. */
static ssize_t pipe_read(struct file *file, void *data, size_t length)
{
	struct pipe *pipe = of_reader(file);
	bool more = pipe->writer_open;
	size_t taken;

	if (length == 0)
		return 0;
	while ((taken = take(pipe, data, length)) == 0) {
		if (!more)
			return 0;
		if (file_is_nonblocking(file))
			return -EAGAIN;
		if (file_wait(file, POLLIN, ILW_NEVER) < 0)
			return -EINTR;
		more = pipe->writer_open;
	}
	file_notify(&pipe->writer, POLLOUT);
	return (ssize_t)taken;
}

static ssize_t pipe_write(struct file *file, const void *data, size_t length)
{
	struct pipe *pipe = of_writer(file);
	size_t least = length <= ATOMIC ? length : 1;
	size_t done = 0;

	while (done < length) {
		size_t now;

		if (!pipe->reader_open)
			return done != 0 ? (ssize_t)done : -EPIPE;
		now = put(pipe, (const char *)data + done, length - done,
			  least);
		done += now;
		if (now != 0)
			file_notify(&pipe->reader, POLLIN);
		else if (file_is_nonblocking(file))
			return done != 0 ? (ssize_t)done : -EAGAIN;
		else if (file_wait(file, POLLOUT, ILW_NEVER) < 0)
			return done != 0 ? (ssize_t)done : -EINTR;
	}
	return (ssize_t)done;
}

static short reader_poll(struct file *file)
{
	struct pipe *pipe = of_reader(file);

	return (pipe->written != pipe->read ? POLLIN : 0) |
	       (pipe->writer_open || pipe->fresh ? 0 : POLLHUP);
}

/* Writable: an atomic write would not block. */
static short writer_poll(struct file *file)
{
	struct pipe *pipe = of_writer(file);
	uint32_t room = SIZE - (pipe->written - pipe->read);

	return (room >= ATOMIC ? POLLOUT : 0) |
	       (pipe->reader_open ? 0 : POLLERR);
}

/* Marks one end closed and tells the other; frees the pipe with the second.
 */
static int close_end(struct pipe *pipe, bool *open, struct file *other,
		     short event)
{
	bool last;

	ilw_preempt_disable();
	*open = false;
	last = !pipe->reader_open && !pipe->writer_open;
	if (!last)
		file_notify(other, event);
	ilw_preempt_enable();
	if (last && pipe->free != NULL)
		pipe->free(pipe);
	else if (last)
		free(pipe);
	return 0;
}

static int reader_close(struct file *file)
{
	struct pipe *pipe = of_reader(file);

	return close_end(pipe, &pipe->reader_open, &pipe->writer, POLLERR);
}

static int writer_close(struct file *file)
{
	struct pipe *pipe = of_writer(file);

	return close_end(pipe, &pipe->writer_open, &pipe->reader, POLLHUP);
}

static int pipe_stat(struct file *file, struct stat *status)
{
	(void)file;
	status->st_mode = S_IFIFO | 0600;
	status->st_nlink = 1;
	status->st_blksize = SIZE;
	return 0;
}

static int pipe_ioctl(const struct pipe *pipe, unsigned long request,
		      void *argument)
{
	if (request != FIONREAD)
		return -ENOTTY;
	*(int *)argument = (int)(pipe->written - pipe->read);
	return 0;
}

static int reader_ioctl(struct file *file, unsigned long request,
			void *argument)
{
	return pipe_ioctl(of_reader(file), request, argument);
}

static int writer_ioctl(struct file *file, unsigned long request,
			void *argument)
{
	return pipe_ioctl(of_writer(file), request, argument);
}

static const struct file_ops reader_ops = {
	.read = pipe_read,
	.stat = pipe_stat,
	.ioctl = reader_ioctl,
	.poll = reader_poll,
	.close = reader_close,
};

static const struct file_ops writer_ops = {
	.write = pipe_write,
	.stat = pipe_stat,
	.ioctl = writer_ioctl,
	.poll = writer_poll,
	.close = writer_close,
};

void pipe_open_reader(struct pipe *pipe, int flags)
{
	file_init(&pipe->reader, &reader_ops, O_RDONLY | (flags & O_NONBLOCK));
	pipe->reader_open = true;
}

void pipe_open_writer(struct pipe *pipe, int flags)
{
	file_init(&pipe->writer, &writer_ops, O_WRONLY | (flags & O_NONBLOCK));
	pipe->writer_open = true;
	pipe->fresh = false;
}

static int install(struct pipe *pipe, int fds[2])
{
	fds[0] = fd_install(&pipe->reader);
	if (fds[0] < 0) {
		int error = fds[0];

		file_put(&pipe->reader);
		file_put(&pipe->writer);
		return error;
	}
	fds[1] = fd_install(&pipe->writer);
	if (fds[1] < 0) {
		int error = fds[1];

		fd_close(fds[0]);
		file_put(&pipe->writer);
		return error;
	}
	return 0;
}

static int make(int fds[2], int flags)
{
	struct pipe *pipe;
	int error;

	if (flags & ~(O_NONBLOCK | O_CLOEXEC))
		return -EINVAL;
	pipe = malloc(sizeof *pipe);
	if (pipe == NULL)
		return -ENOMEM;
	pipe_open_reader(pipe, flags);
	pipe_open_writer(pipe, flags);
	pipe->free = NULL;
	pipe->written = pipe->read = 0;
	error = install(pipe, fds);
	if (error == 0 && (flags & O_CLOEXEC)) {
		fd_set_flags(fds[0], FD_CLOEXEC);
		fd_set_flags(fds[1], FD_CLOEXEC);
	}
	return error;
}

int pipe(int fds[2])
{
	return (int)syscall_result(make(fds, 0));
}

int pipe2(int fds[2], int flags)
{
	return (int)syscall_result(make(fds, flags));
}
