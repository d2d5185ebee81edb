/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Open files: what a descriptor stands for, whatever it is: console, bundled
 * file, pipe, socket.  Private to the runtime and lwip-port.
 *
 * Errors.  Inside, functions return a result of 0 or more, or a negative errno
 * value; syscall_result (syscall.h) turns that into -1 and errno at the edge.
 *
 * Ownership.  A struct file is embedded in whatever it is part of.  It is born
 * with file_init, one reference, the caller's; fd_install hands that reference
 * to the descriptor table.  fd_get adds one, which file_put gives up; the last
 * one calls ops->close, which frees the whole.  So a file that one thread
 * closes lives on while another still reads from it.
 *
 * Readiness.  ops->poll tells what is possible now (POLLIN and so on, POLLERR,
 * POLLHUP).  Whenever more becomes possible the file calls file_notify with the
 * events that are new; whoever waits (poll, select, epoll, a blocked read)
 * has an observer on it.  Nobody is told twice of what it has seen, and
 * nothing costs anything for files where nothing happens.
 */
#ifndef RUNTIME_FILE_H
#define RUNTIME_FILE_H

#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct file;
struct iovec;
struct socket_calls;
struct stat;
struct storage_calls;

/* Any of these may be NULL: the default in brackets. */
struct file_ops {
	/* Moves up to length bytes; blocks unless file_is_nonblocking.
	 * [EBADF] */
	ssize_t (*read)(struct file *file, void *data, size_t length);
	ssize_t (*write)(struct file *file, const void *data, size_t length);
	/* The same, scattered. [one read or write a piece] */
	ssize_t (*readv)(struct file *file, const struct iovec *pieces,
			 int count);
	ssize_t (*writev)(struct file *file, const struct iovec *pieces,
			  int count);
	/* As lseek; the result is the new position. [ESPIPE] */
	off_t (*seek)(struct file *file, off_t offset, int whence);
	/* Fills *status, which is all zero on entry. [st_mode 0] */
	int (*stat)(struct file *file, struct stat *status);
	/* ioctl requests other than FIONBIO. [ENOTTY] */
	int (*ioctl)(struct file *file, unsigned long request, void *argument);
	/* What is possible now.  Short, takes no lock: it may be called with
	 * preemption disabled.  [POLLIN | POLLOUT; epoll refuses the file] */
	short (*poll)(struct file *file);
	/* Frees everything.  The result is that of close(2) if it is that which
	 * gave up the last reference. [nothing is freed, 0] */
	int (*close)(struct file *file);
	/* What sockets can do besides (sockets.h). [ENOTSOCK] */
	const struct socket_calls *socket;
	/* What files that store something can do (storage.h). [as there] */
	const struct storage_calls *storage;
};

#define FILE_ALWAYS (POLLERR | POLLHUP | POLLNVAL)

/* Who waits for a file to become ready.  Embedded in the waiter's own
 * structure or on its stack.  One that holds no reference to the file is told
 * of POLLNVAL when the last one is given up, and takes itself off. */
struct file_observer {
	struct file_observer *next;  /* on the file's list */
	struct file_observer **link; /* what points here; NULL: on no list */
	short events;                /* wanted; FILE_ALWAYS are in any case */
	/* Called with preemption disabled: short, wakes someone. */
	void (*ready)(struct file_observer *observer, short events);
};

struct file {
	const struct file_ops *ops;
	struct file_observer *observers;
	int references;
	int flags; /* O_ACCMODE, O_NONBLOCK, O_APPEND */
};

void file_init(struct file *file, const struct file_ops *ops, int flags);

void file_get(struct file *file);
/* The result of ops->close, or 0. */
int file_put(struct file *file);

static inline bool file_is_nonblocking(const struct file *file)
{
	return (file->flags & O_NONBLOCK) != 0;
}

/* What is possible now: ops->poll or its default. */
short file_poll(struct file *file);

/* Tells the observers that want any of events (POLL*) about them.  From
 * anywhere, event functions included. */
void file_notify(struct file *file, short events);

void file_observe(struct file *file, struct file_observer *observer);
void file_unobserve(struct file_observer *observer);

/* Waits until any of events is possible on the file, as ops->poll says, or the
 * deadline (ilwaco/clock.h) has passed.  1: possible; 0: passed; -EINTR: the
 * thread was interrupted (signals.h).  For files that have no queues of their
 * own to block in.  No lock may be held. */
int file_wait(struct file *file, short events, uint64_t deadline);

/* The descriptor table. */

/* Takes over the caller's reference; the lowest free number, or -EMFILE or
 * -ENOMEM (then the reference remains the caller's).  Not lower than least. */
int fd_install(struct file *file);
/* Whether that would succeed now: 0, -EMFILE or -ENOMEM. */
int fd_check(void);
int fd_install_from(struct file *file, int least);

/* The file behind a descriptor, with a reference added; NULL: there is none. */
struct file *fd_get(int fd);

/* Takes the descriptor away and gives up its reference.  -EBADF. */
int fd_close(int fd);

/* Makes fd stand for file, whose reference is taken over, closing what it stood
 * for. -EBADF: out of range. -ENOMEM. */
int fd_replace(int fd, struct file *file);

/* Close-on-exec, which nothing acts on: kept since programs read it back. */
int fd_flags(int fd);
int fd_set_flags(int fd, int flags);

#endif
