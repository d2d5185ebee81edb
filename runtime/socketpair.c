/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>

#include <ilwaco/preempt.h>

#include "syscall.h"
#include "unix.h"

static int make(int type, int protocol, int flags, struct file *files[2])
{
	int result = unix_socket(type, protocol, flags, &files[0]);

	if (result < 0)
		return result;
	result = unix_socket(type, protocol, flags, &files[1]);
	if (result < 0) {
		file_put(files[0]);
		return result;
	}
	ilw_preempt_disable();
	unix_join_locked(unix_of(files[0]), unix_of(files[1]));
	ilw_preempt_enable();
	return 0;
}

static int install(struct file *files[2], int flags, int fds[2])
{
	fds[0] = socket_install(files[0], flags);
	if (fds[0] < 0) {
		file_put(files[1]);
		return fds[0];
	}
	fds[1] = socket_install(files[1], flags);
	if (fds[1] < 0) {
		fd_close(fds[0]);
		return fds[1];
	}
	return 0;
}

int socketpair(int domain, int type, int protocol, int fds[2])
{
	int flags = type & SOCKET_FLAGS;
	struct file *files[2];
	int result = -EAFNOSUPPORT;

	if (domain == AF_INET || domain == AF_INET6)
		result = -EOPNOTSUPP;
	else if (domain == AF_UNIX)
		result = make(type & ~SOCKET_FLAGS, protocol,
			      socket_file_flags(flags), files);
	if (result == 0)
		result = install(files, flags, fds);
	return (int)syscall_result(result);
}
