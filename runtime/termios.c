/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Terminals, of which there are none.
 */
#include <termios.h>
#include <unistd.h>

#include "file.h"
#include "syscall.h"

static int no_terminal(int fd)
{
	struct file *file = fd_get(fd);

	if (file == NULL)
		return (int)syscall_result(-EBADF);
	file_put(file);
	return (int)syscall_result(-ENOTTY);
}

int tcgetattr(int fd, struct termios *attributes)
{
	(void)attributes;
	return no_terminal(fd);
}

int tcsetattr(int fd, int when, const struct termios *attributes)
{
	(void)when;
	(void)attributes;
	return no_terminal(fd);
}

int tcdrain(int fd)
{
	return no_terminal(fd);
}

int tcflow(int fd, int action)
{
	(void)action;
	return no_terminal(fd);
}

int tcflush(int fd, int queues)
{
	(void)queues;
	return no_terminal(fd);
}

int tcsendbreak(int fd, int duration)
{
	(void)duration;
	return no_terminal(fd);
}

pid_t tcgetsid(int fd)
{
	return no_terminal(fd);
}

speed_t cfgetispeed(const struct termios *attributes)
{
	return attributes->c_ispeed;
}

speed_t cfgetospeed(const struct termios *attributes)
{
	return attributes->c_ospeed;
}

int cfsetispeed(struct termios *attributes, speed_t speed)
{
	attributes->c_ispeed = speed;
	return 0;
}

int cfsetospeed(struct termios *attributes, speed_t speed)
{
	attributes->c_ospeed = speed;
	return 0;
}
