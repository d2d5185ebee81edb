/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The POSIX calls on sockets of any family.
 */
#include "sockets.h"

#include <errno.h>

#include "syscall.h"

int socket_install(struct file *file, int flags)
{
	int fd = fd_install(file);

	if (fd < 0)
		file_put(file);
	else if ((flags & SOCK_CLOEXEC) != 0)
		fd_set_flags(fd, FD_CLOEXEC);
	return fd;
}

int socket_get(int fd, struct file **file)
{
	*file = fd_get(fd);
	if (*file == NULL)
		return -EBADF;
	if ((*file)->ops->socket != NULL)
		return 0;
	file_put(*file);
	return -ENOTSOCK;
}

int bind(int fd, const struct sockaddr *name, socklen_t length)
{
	struct file *file;
	int result = socket_get(fd, &file);

	if (result == 0) {
		result = name == NULL ?
				 -EFAULT :
				 file->ops->socket->bind(file, name, length);
		file_put(file);
	}
	return (int)syscall_result(result);
}

static int connect_once(int fd, const struct sockaddr *name, socklen_t length)
{
	struct file *file;
	int result = socket_get(fd, &file);

	if (result == 0) {
		if (name == NULL)
			result = -EFAULT;
		else if (length < sizeof(sa_family_t))
			result = -EINVAL;
		else
			result = file->ops->socket->connect(file, name, length);
		file_put(file);
	}
	return result;
}

/* Interrupted, it goes on being connected; begun anew, it waits for that. */
int connect(int fd, const struct sockaddr *name, socklen_t length)
{
	int result;

	syscall_blocking_enter();
	result = connect_once(fd, name, length);
	while (syscall_blocking_again(result)) {
		syscall_blocking_enter();
		result = connect_once(fd, name, length);
		if (result == -EISCONN)
			result = 0;
	}
	return (int)syscall_result(result);
}

int listen(int fd, int backlog)
{
	struct file *file;
	int result = socket_get(fd, &file);

	if (result == 0) {
		result = file->ops->socket->listen(file, backlog);
		file_put(file);
	}
	return (int)syscall_result(result);
}

/* Whose connection it is.  One that has broken already has no peer. */
static void give_peer(struct file *accepted, struct sockaddr *name,
		      socklen_t *length)
{
	if (name != NULL &&
	    accepted->ops->socket->peer(accepted, name, length) < 0)
		*length = 0;
}

/* Without a descriptor for the connection it is left where it waits. */
static int accept_once(int fd, struct sockaddr *name, socklen_t *length,
		       int flags)
{
	struct file *file, *accepted = NULL;
	int result;

	if ((flags & ~SOCKET_FLAGS) != 0)
		return -EINVAL;
	result = socket_get(fd, &file);
	if (result != 0)
		return result;
	if (name != NULL && length == NULL)
		result = -EFAULT;
	else
		result = fd_check();
	if (result == 0)
		result = file->ops->socket->accept(
			file, socket_file_flags(flags), &accepted);
	file_put(file);
	if (result == 0) {
		give_peer(accepted, name, length);
		result = socket_install(accepted, flags);
	}
	return result;
}

int accept4(int fd, struct sockaddr *name, socklen_t *length, int flags)
{
	int result;

	SYSCALL_BLOCKING(result, accept_once(fd, name, length, flags));
	return (int)syscall_result(result);
}

int accept(int fd, struct sockaddr *name, socklen_t *length)
{
	return accept4(fd, name, length, 0);
}

int shutdown(int fd, int how)
{
	struct file *file;
	int result = socket_get(fd, &file);

	if (result == 0) {
		result = how < SHUT_RD || how > SHUT_RDWR ?
				 -EINVAL :
				 file->ops->socket->shutdown(file, how);
		file_put(file);
	}
	return (int)syscall_result(result);
}

int getsockname(int fd, struct sockaddr *name, socklen_t *length)
{
	struct file *file;
	int result = socket_get(fd, &file);

	if (result == 0) {
		result = name == NULL || length == NULL ?
				 -EFAULT :
				 file->ops->socket->local(file, name, length);
		file_put(file);
	}
	return (int)syscall_result(result);
}

int getpeername(int fd, struct sockaddr *name, socklen_t *length)
{
	struct file *file;
	int result = socket_get(fd, &file);

	if (result == 0) {
		result = name == NULL || length == NULL ?
				 -EFAULT :
				 file->ops->socket->peer(file, name, length);
		file_put(file);
	}
	return (int)syscall_result(result);
}

int setsockopt(int fd, int level, int option, const void *value,
	       socklen_t length)
{
	struct file *file;
	int result = socket_get(fd, &file);

	if (result == 0) {
		result = value == NULL ?
				 -EFAULT :
				 file->ops->socket->set(file, level, option,
							value, length);
		file_put(file);
	}
	return (int)syscall_result(result);
}

int getsockopt(int fd, int level, int option, void *value, socklen_t *length)
{
	struct file *file;
	int result = socket_get(fd, &file);

	if (result == 0) {
		result = value == NULL || length == NULL ?
				 -EFAULT :
				 file->ops->socket->get(file, level, option,
							value, length);
		file_put(file);
	}
	return (int)syscall_result(result);
}

/* TCP's urgent data is data like any other here: there is no mark. */
int sockatmark(int fd)
{
	struct file *file;
	int result = socket_get(fd, &file);

	if (result == 0)
		file_put(file);
	return (int)syscall_result(result == -ENOTSOCK ? -ENOTTY : result);
}
