/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Waiting for many files: what waits costs per file that is ready, however
 * many are watched.  A watched file takes 48 bytes.
 *
 * A watch is known by a descriptor and the file that it stood for when it was
 * added.  It ends when it is deleted, or when the file's last descriptor is
 * closed (not an earlier one: a duplicate keeps it).  All calls return -1 and
 * set errno on failure:
 *   EBADF   a descriptor is not open
 *   EINVAL  epfd is no epoll, or an argument is not as said below
 */
#ifndef _SYS_EPOLL_H
#define _SYS_EPOLL_H

#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/cdefs.h>
#include <sys/types.h>

struct timespec;

#define EPOLL_CLOEXEC O_CLOEXEC

/* What to wait for, and what has come: poll's bits. */
#define EPOLLIN 0x001u
#define EPOLLPRI 0x002u
#define EPOLLOUT 0x004u
#define EPOLLERR 0x008u /* always waited for */
#define EPOLLHUP 0x010u /* always waited for */
#define EPOLLRDNORM 0x040u
#define EPOLLRDBAND 0x080u
#define EPOLLWRNORM 0x100u
#define EPOLLWRBAND 0x200u
#define EPOLLMSG 0x400u /* never comes */
#define EPOLLRDHUP 0x2000u

/* How. */
#define EPOLLEXCLUSIVE (1u << 28) /* accepted; all that wait are woken */
#define EPOLLWAKEUP (1u << 29)    /* accepted; means nothing here */
#define EPOLLONESHOT (1u << 30)   /* once, then not before EPOLL_CTL_MOD */
#define EPOLLET (1u << 31)        /* only when something new has come */

#define EPOLL_CTL_ADD 1
#define EPOLL_CTL_DEL 2
#define EPOLL_CTL_MOD 3

typedef union epoll_data {
	void *ptr;
	int fd;
	uint32_t u32;
	uint64_t u64;
} epoll_data_t;

struct epoll_event {
	uint32_t events;
	epoll_data_t data; /* given back as it is */
};

__BEGIN_DECLS

/* A descriptor for a new, empty set; it can itself be watched.  size, above 0,
 * means nothing; flags: EPOLL_CLOEXEC.  EMFILE, ENOMEM. */
int epoll_create(int size);
int epoll_create1(int flags);

/* EPOLL_CTL_ADD: EEXIST: it is there; ELOOP: epolls would watch each other in a
 * circle, or more than 5 deep; ENOMEM.
 * EPOLL_CTL_MOD, EPOLL_CTL_DEL: ENOENT: it is not there.
 * EPERM: fd is a file that is always ready.  EFAULT: event is a null pointer.
 * EINVAL: fd is epfd; op is none of these; EPOLLEXCLUSIVE with EPOLL_CTL_MOD,
 * with EPOLLONESHOT or EPOLLRDHUP, or for an epoll. */
int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event);

/* Waits for at most so long (-1: for ever; 0: not at all) until something is
 * ready, and reports up to max watches, in turns if more are ready.  Returns
 * how many.  EINTR: a signal handler has run.  EINVAL: max is below 1. */
int epoll_wait(int epfd, struct epoll_event *events, int max, int milliseconds);

/* The same with another signal mask, unless it is a null pointer, while it
 * waits; the latter with a finer time (a null pointer: for ever). */
int epoll_pwait(int epfd, struct epoll_event *events, int max, int milliseconds,
		const sigset_t *mask);
int epoll_pwait2(int epfd, struct epoll_event *events, int max,
		 const struct timespec *wait, const sigset_t *mask);

__END_DECLS

#endif
