/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sending and receiving on sockets of any family.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/uio.h>

#include "sockets.h"
#include "syscall.h"

static int check(const struct msghdr *message, int flags)
{
	if (message->msg_iovlen < 0 || message->msg_iovlen > IOV_MAX)
		return -EMSGSIZE;
	return (flags & MSG_OOB) != 0 ? -EOPNOTSUPP : 0;
}

static ssize_t transmit_once(int fd, const struct msghdr *message, int flags)
{
	struct file *file;
	ssize_t result = socket_get(fd, &file);

	if (result == 0) {
		result = check(message, flags);
		if (result == 0)
			result = file->ops->socket->send(file, message, flags);
		file_put(file);
	}
	return result;
}

static ssize_t receive_once(int fd, struct msghdr *message, int flags)
{
	struct file *file;
	ssize_t result = socket_get(fd, &file);

	if (result == 0) {
		result = check(message, flags);
		message->msg_flags = 0;
		if (result == 0)
			result = file->ops->socket->receive(file, message,
							    flags);
		file_put(file);
	}
	return result;
}

static ssize_t transmit(int fd, const struct msghdr *message, int flags)
{
	ssize_t result;

	SYSCALL_BLOCKING(result, transmit_once(fd, message, flags));
	if (result == -EPIPE && (flags & MSG_NOSIGNAL) == 0)
		syscall_broken_pipe();
	return syscall_result(result);
}

static ssize_t receive(int fd, struct msghdr *message, int flags)
{
	ssize_t result;

	SYSCALL_BLOCKING(result, receive_once(fd, message, flags));
	return syscall_result(result);
}

ssize_t sendto(int fd, const void *data, size_t length, int flags,
	       const struct sockaddr *to, socklen_t to_length)
{
	struct iovec piece = { (void *)(uintptr_t)data, length };
	struct msghdr message = { .msg_name = (void *)(uintptr_t)to,
				  .msg_namelen = to_length,
				  .msg_iov = &piece,
				  .msg_iovlen = 1 };

	return transmit(fd, &message, flags);
}

ssize_t send(int fd, const void *data, size_t length, int flags)
{
	return sendto(fd, data, length, flags, NULL, 0);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	return transmit(fd, message, flags);
}

ssize_t recvfrom(int fd, void *data, size_t length, int flags,
		 struct sockaddr *from, socklen_t *from_length)
{
	struct iovec piece = { data, length };
	struct msghdr message = { .msg_name = from,
				  .msg_iov = &piece,
				  .msg_iovlen = 1 };
	ssize_t result;

	if (from != NULL && from_length == NULL)
		return syscall_result(-EFAULT);
	if (from != NULL)
		message.msg_namelen = *from_length;
	result = receive(fd, &message, flags);
	if (from != NULL && result >= 0)
		*from_length = message.msg_namelen;
	return result;
}

ssize_t recv(int fd, void *data, size_t length, int flags)
{
	return recvfrom(fd, data, length, flags, NULL, NULL);
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
	return receive(fd, message, flags);
}

void socket_put_control(struct msghdr *message, socklen_t *used, int level,
			int type, const void *data, size_t length)
{
	socklen_t space = (socklen_t)CMSG_SPACE(length);
	struct cmsghdr *control;

	if (message->msg_control == NULL ||
	    message->msg_controllen - *used < CMSG_LEN(length)) {
		message->msg_flags |= MSG_CTRUNC;
		return;
	}
	if (space > message->msg_controllen - *used)
		space = message->msg_controllen - *used;
	control = (void *)((char *)message->msg_control + *used);
	control->cmsg_len = (socklen_t)CMSG_LEN(length);
	control->cmsg_level = level;
	control->cmsg_type = type;
	memcpy(CMSG_DATA(control), data, length);
	*used += space;
}
