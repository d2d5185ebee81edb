/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The POSIX calls on sockets: arguments in, results and errno out.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/socket.h>

#include "address.h"
#include "message.h"
#include "socket.h"
#include "stack.h"
#include "syscall.h"

#define TYPE_FLAGS (SOCK_NONBLOCK | SOCK_CLOEXEC)

static int file_flags(int flags)
{
	return (flags & SOCK_NONBLOCK) != 0 ? O_NONBLOCK : 0;
}

/* Gives a socket its descriptor, or gives it up. */
static int install(struct socket *socket, int flags)
{
	int fd = fd_install(&socket->file);

	if (fd < 0)
		file_put(&socket->file);
	else if ((flags & SOCK_CLOEXEC) != 0)
		fd_set_flags(fd, FD_CLOEXEC);
	return fd;
}

static int protocol_of(int type)
{
	return type == SOCK_STREAM ? IP_PROTO_TCP : IP_PROTO_UDP;
}

int socket(int domain, int type, int protocol)
{
	int flags = type & TYPE_FLAGS;
	struct socket *new;
	int result;

	type &= ~TYPE_FLAGS;
	net_enter();
	result = socket_create(domain, type, file_flags(flags), &new);
	net_leave();
	if (result == 0 && protocol != 0 && protocol != protocol_of(type)) {
		file_put(&new->file);
		result = -EPROTONOSUPPORT;
	}
	if (result == 0)
		result = install(new, flags);
	return (int)syscall_result(result);
}

int bind(int fd, const struct sockaddr *name, socklen_t length)
{
	struct endpoint local;
	struct socket *s;
	int result = socket_enter(fd, &s);

	if (result == 0) {
		result = address_read(s->domain, name, length, &local);
		if (result == 0)
			result = s->ops->bind(s, &local);
		socket_leave(s);
	}
	return (int)syscall_result(result);
}

int connect(int fd, const struct sockaddr *name, socklen_t length)
{
	struct endpoint peer;
	struct socket *s;
	int result = socket_enter(fd, &s);

	if (result == 0) {
		if (name != NULL && length >= sizeof(sa_family_t) &&
		    name->sa_family == AF_UNSPEC) {
			result = s->ops->connect(s, NULL);
		} else {
			result = address_read(s->domain, name, length, &peer);
			if (result == 0)
				result = s->ops->connect(s, &peer);
		}
		socket_leave(s);
	}
	return (int)syscall_result(result);
}

int listen(int fd, int backlog)
{
	struct socket *s;
	int result = socket_enter(fd, &s);

	if (result == 0) {
		result = s->ops->listen != NULL ? s->ops->listen(s, backlog) :
						  -EOPNOTSUPP;
		socket_leave(s);
	}
	return (int)syscall_result(result);
}

static void give_peer(struct socket *s, struct sockaddr *name,
		      socklen_t *length)
{
	struct endpoint peer;

	if (name == NULL)
		return;
	if (s->ops->peer(s, &peer) == 0)
		address_write(s->domain, &peer, name, length);
	else
		*length = 0;
}

int accept4(int fd, struct sockaddr *name, socklen_t *length, int flags)
{
	struct socket *s, *new = NULL;
	int result;

	if ((flags & ~TYPE_FLAGS) != 0)
		return (int)syscall_result(-EINVAL);
	result = socket_enter(fd, &s);
	if (result == 0) {
		result = s->ops->accept != NULL ? s->ops->accept(s, &new) :
						  -EOPNOTSUPP;
		if (result == 0) {
			new->file.flags |= file_flags(flags);
			give_peer(new, name, length);
		}
		socket_leave(s);
	}
	if (result == 0)
		result = install(new, flags);
	return (int)syscall_result(result);
}

int accept(int fd, struct sockaddr *name, socklen_t *length)
{
	return accept4(fd, name, length, 0);
}

int shutdown(int fd, int how)
{
	struct socket *s;
	int result;

	if (how < SHUT_RD || how > SHUT_RDWR)
		return (int)syscall_result(-EINVAL);
	result = socket_enter(fd, &s);
	if (result == 0) {
		result = s->ops->shutdown(s, how);
		socket_leave(s);
	}
	return (int)syscall_result(result);
}

int getsockname(int fd, struct sockaddr *name, socklen_t *length)
{
	struct endpoint local;
	struct socket *s;
	int result = socket_enter(fd, &s);

	if (result == 0) {
		result = s->ops->local(s, &local);
		if (result == 0)
			address_write(s->domain, &local, name, length);
		socket_leave(s);
	}
	return (int)syscall_result(result);
}

int getpeername(int fd, struct sockaddr *name, socklen_t *length)
{
	struct endpoint peer;
	struct socket *s;
	int result = socket_enter(fd, &s);

	if (result == 0) {
		result = s->ops->peer(s, &peer);
		if (result == 0)
			address_write(s->domain, &peer, name, length);
		socket_leave(s);
	}
	return (int)syscall_result(result);
}

int setsockopt(int fd, int level, int name, const void *value, socklen_t length)
{
	struct socket *s;
	int result = socket_enter(fd, &s);

	if (result == 0) {
		result = value != NULL ? socket_set_option(s, level, name,
							   value, length) :
					 -EFAULT;
		socket_leave(s);
	}
	return (int)syscall_result(result);
}

int getsockopt(int fd, int level, int name, void *value, socklen_t *length)
{
	struct socket *s;
	int result = socket_enter(fd, &s);

	if (result == 0) {
		result = value != NULL && length != NULL ?
				 socket_get_option(s, level, name, value,
						   length) :
				 -EFAULT;
		socket_leave(s);
	}
	return (int)syscall_result(result);
}

static int check(const struct message *message)
{
	if (message->count < 0 || message->count > IOV_MAX)
		return -EMSGSIZE;
	return (message->flags & MSG_OOB) != 0 ? -EOPNOTSUPP : 0;
}

static ssize_t transmit(int fd, struct message *message,
			const struct sockaddr *to, socklen_t length)
{
	struct socket *s = NULL;
	ssize_t result = check(message);

	if (result == 0)
		result = socket_enter(fd, &s);
	if (result != 0)
		return syscall_result(result);
	message->has_peer = to != NULL && s->type == SOCK_DGRAM;
	if (message->has_peer)
		result = address_read(s->domain, to, length, &message->peer);
	if (result == 0)
		result = s->ops->send(s, message);
	socket_leave(s);
	return syscall_result(result);
}

static ssize_t receive(int fd, struct message *message, struct sockaddr *from,
		       socklen_t *length)
{
	struct socket *s = NULL;
	ssize_t result = check(message);

	if (result == 0)
		result = socket_enter(fd, &s);
	if (result != 0)
		return syscall_result(result);
	result = s->ops->receive(s, message);
	if (result >= 0 && from != NULL) {
		if (message->has_peer)
			address_write(s->domain, &message->peer, from, length);
		else
			*length = 0;
	}
	socket_leave(s);
	return syscall_result(result);
}

ssize_t sendto(int fd, const void *data, size_t length, int flags,
	       const struct sockaddr *to, socklen_t to_length)
{
	struct iovec piece = { (void *)(uintptr_t)data, length };
	struct message message = { .pieces = &piece,
				   .count = 1,
				   .flags = flags };

	return transmit(fd, &message, to, to_length);
}

ssize_t send(int fd, const void *data, size_t length, int flags)
{
	return sendto(fd, data, length, flags, NULL, 0);
}

ssize_t sendmsg(int fd, const struct msghdr *header, int flags)
{
	struct message message = { .pieces = header->msg_iov,
				   .count = header->msg_iovlen,
				   .flags = flags };

	return transmit(fd, &message, header->msg_name, header->msg_namelen);
}

ssize_t recvfrom(int fd, void *data, size_t length, int flags,
		 struct sockaddr *from, socklen_t *from_length)
{
	struct iovec piece = { data, length };
	struct message message = { .pieces = &piece,
				   .count = 1,
				   .flags = flags };

	return receive(fd, &message, from, from_length);
}

ssize_t recv(int fd, void *data, size_t length, int flags)
{
	return recvfrom(fd, data, length, flags, NULL, NULL);
}

ssize_t recvmsg(int fd, struct msghdr *header, int flags)
{
	struct message message = { .pieces = header->msg_iov,
				   .count = header->msg_iovlen,
				   .flags = flags };
	ssize_t result = receive(fd, &message, header->msg_name,
				 &header->msg_namelen);

	header->msg_controllen = 0;
	header->msg_flags = message.truncated ? MSG_TRUNC : 0;
	return result;
}
