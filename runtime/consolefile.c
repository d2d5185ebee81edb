/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The console as a file.
 *
 * It is a character device, but not a terminal: the other end may be a file or
 * a pipe, and a guest cannot know.  So programs print no colours and no prompts
 * that are meant for people.  newlib keeps stdout line-buffered all the same.
 */
#include <errno.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <ilwaco/console.h>

#include "consolefile.h"

static short console_poll(struct file *file);

static void on_event(void)
{
	file_notify(&console_file, console_poll(&console_file));
}

static short console_poll(struct file *file)
{
	short events = 0;

	(void)file;
	ilw_console_events(on_event);
	if (ilw_console_read_ready() != 0 || ilw_console_at_eof())
		events |= POLLIN;
	if (ilw_console_write_room() != 0)
		events |= POLLOUT;
	return events;
}

static ssize_t console_read(struct file *file, void *data, size_t length)
{
	if (length == 0)
		return 0;
	while (ilw_console_read_ready() == 0) {
		if (ilw_console_at_eof())
			return 0;
		if (file_is_nonblocking(file))
			return -EAGAIN;
		if (file_wait(file, POLLIN, ILW_NEVER) < 0)
			return -EINTR;
	}
	return (ssize_t)ilw_console_read(data, length);
}

static ssize_t console_write(struct file *file, const void *data, size_t length)
{
	const char *from = data;
	size_t written = 0;

	for (;;) {
		written += ilw_console_write(from + written, length - written);
		if (written == length)
			return (ssize_t)written;
		if (file_is_nonblocking(file))
			return written != 0 ? (ssize_t)written : -EAGAIN;
		if (file_wait(file, POLLOUT, ILW_NEVER) < 0)
			return written != 0 ? (ssize_t)written : -EINTR;
	}
}

static int console_stat(struct file *file, struct stat *status)
{
	(void)file;
	status->st_mode = S_IFCHR | 0620;
	status->st_nlink = 1;
	status->st_blksize = 512;
	return 0;
}

static int console_ioctl(struct file *file, unsigned long request,
			 void *argument)
{
	(void)file;
	if (request != FIONREAD)
		return -ENOTTY;
	*(int *)argument = (int)ilw_console_read_ready();
	return 0;
}

static const struct file_ops console_ops = {
	.read = console_read,
	.write = console_write,
	.stat = console_stat,
	.ioctl = console_ioctl,
	.poll = console_poll,
};

/* Four references: one for each descriptor, one that never goes. */
struct file console_file = {
	.ops = &console_ops,
	.references = 4,
	.flags = O_RDWR,
};
