/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Between the POSIX calls on sockets (socket.c, sockets.c, messages.c) and the
 * families: the Internet's is in lwip-port, UNIX-domain sockets are in unix.h.
 * Private to the runtime and lwip-port.
 *
 * The calls check what is the same for all (descriptors, flags, null pointers)
 * and hold a reference to the file meanwhile.  Results are 0 or more, or a
 * negative errno value.
 */
#ifndef RUNTIME_SOCKETS_H
#define RUNTIME_SOCKETS_H

#include <sys/socket.h>

#include "file.h"

/* What a family's files can do beside being files: file_ops.socket.  All are
 * there.  Lengths of addresses are as in the calls: room on entry, the full
 * length on return. */
struct socket_calls {
	int (*bind)(struct file *file, const struct sockaddr *name,
		    socklen_t length);
	int (*connect)(struct file *file, const struct sockaddr *name,
		       socklen_t length);
	int (*listen)(struct file *file, int backlog);
	/* The new socket, of which the caller gets the reference. */
	int (*accept)(struct file *file, int flags, struct file **accepted);
	int (*shutdown)(struct file *file, int how);
	int (*local)(struct file *file, struct sockaddr *name,
		     socklen_t *length);
	int (*peer)(struct file *file, struct sockaddr *name,
		    socklen_t *length);
	int (*set)(struct file *file, int level, int option, const void *value,
		   socklen_t length);
	int (*get)(struct file *file, int level, int option, void *value,
		   socklen_t *length);
	ssize_t (*send)(struct file *file, const struct msghdr *message,
			int flags);
	/* Sets msg_namelen, msg_controllen and msg_flags, which are the room
	 * there is, and 0, on entry. */
	ssize_t (*receive)(struct file *file, struct msghdr *message,
			   int flags);
};

/* A new socket of a family, the caller's; flags: the file's (O_NONBLOCK). */
int inet_socket(int domain, int type, int protocol, int flags,
		struct file **file);

/* The same.  Weak where it is called: it is linked into programs that include
 * <sys/un.h>, without which nobody can name such a socket. */
int unix_socket(int type, int protocol, int flags, struct file **file)
	__attribute__((weak));

/* The flags of socket(), socketpair() and accept4(). */
#define SOCKET_FLAGS (SOCK_NONBLOCK | SOCK_CLOEXEC)

static inline int socket_file_flags(int flags)
{
	return (flags & SOCK_NONBLOCK) != 0 ? O_NONBLOCK : 0;
}

/* Gives a socket its descriptor, or gives it up. */
int socket_install(struct file *file, int flags);

/* The socket behind a descriptor, with a reference; or -EBADF, -ENOTSOCK. */
int socket_get(int fd, struct file **file);

/* SO_RCVTIMEO and SO_SNDTIMEO: from a caller's struct timeval, and to it.  The
 * time in ns; ILW_NEVER.  -EINVAL, -EDOM. */
int socket_read_timeout(uint64_t *timeout, const void *value, socklen_t length);
int socket_write_timeout(uint64_t timeout, void *value, socklen_t *length);

/* The deadline of an operation that begins now. */
uint64_t socket_deadline(uint64_t timeout);

/* Any option's value to the caller's memory, cut to the room there is.  0. */
int socket_write_value(const void *from, socklen_t size, void *value,
		       socklen_t *length);

/* Adds a control message, if there is room; if not, msg_flags says so. *used:
 * bytes written so far. */
void socket_put_control(struct msghdr *message, socklen_t *used, int level,
			int type, const void *data, size_t length);

#endif
