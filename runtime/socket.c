/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <sys/socket.h>

#include "sockets.h"
#include "syscall.h"

static int make(int domain, int type, int protocol, int flags,
		struct file **file)
{
	if (domain != AF_UNIX)
		return inet_socket(domain, type, protocol, flags, file);
	if (unix_socket == NULL)
		return -EAFNOSUPPORT;
	return unix_socket(type, protocol, flags, file);
}

int socket(int domain, int type, int protocol)
{
	int flags = type & SOCKET_FLAGS;
	struct file *file;
	int result = make(domain, type & ~SOCKET_FLAGS, protocol,
			  socket_file_flags(flags), &file);

	if (result == 0)
		result = socket_install(file, flags);
	return (int)syscall_result(result);
}
