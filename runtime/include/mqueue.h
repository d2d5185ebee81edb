/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Message queues, shared by the threads of the VM.
 *
 * A queue has a name, of up to 255 characters, which may begin with a slash; it
 * lasts until it is unlinked and nobody has it open.  A mqd_t is a descriptor:
 * poll() and epoll wait for messages, or for room.  A queue that is opened
 * without attributes takes 10 messages of 8192 bytes; memory is taken when they
 * come.
 *
 * Calls return -1 with errno, EBADF for what is no queue or not opened for it.
 */
#ifndef _MQUEUE_H
#define _MQUEUE_H

#include <fcntl.h>
#include <signal.h>
#include <sys/cdefs.h>
#include <sys/types.h>
#include <time.h>

typedef int mqd_t;

struct mq_attr {
	long mq_flags;   /* O_NONBLOCK or 0 */
	long mq_maxmsg;  /* messages that it takes */
	long mq_msgsize; /* bytes in a message, at most */
	long mq_curmsgs; /* messages in it now */
};

__BEGIN_DECLS

/* With O_CREAT a mode, which is not looked at, and attributes or NULL.
 * (mqd_t)-1: EEXIST, ENOENT, EINVAL (name or attributes), ENAMETOOLONG, EMFILE,
 * ENOMEM. */
mqd_t mq_open(const char *name, int flags, ...);
int mq_close(mqd_t queue);
int mq_unlink(const char *name); /* ENOENT, ENAMETOOLONG */

int mq_getattr(mqd_t queue, struct mq_attr *attributes);
/* Only mq_flags; old may be NULL. */
int mq_setattr(mqd_t queue, const struct mq_attr *__restrict attributes,
	       struct mq_attr *__restrict old);

/* Messages of higher priority first, of the same in order.  EMSGSIZE, EINVAL
 * (priority not below MQ_PRIO_MAX), EAGAIN (O_NONBLOCK), EINTR, ENOMEM;
 * ETIMEDOUT, EINVAL (no time) where it would have to wait. */
int mq_send(mqd_t queue, const char *data, size_t length,
	    unsigned int priority);
int mq_timedsend(mqd_t queue, const char *data, size_t length,
		 unsigned int priority, const struct timespec *time);

/* The message's length.  EMSGSIZE (less room than mq_msgsize), others as above;
 * priority may be NULL. */
ssize_t mq_receive(mqd_t queue, char *data, size_t room,
		   unsigned int *priority);
ssize_t mq_timedreceive(mqd_t queue, char *__restrict data, size_t room,
			unsigned int *__restrict priority,
			const struct timespec *__restrict time);

/* Tells once of a message that comes to the empty queue when nobody waits for
 * one; NULL: no longer.  EBUSY, EINVAL. */
int mq_notify(mqd_t queue, const struct sigevent *event);

__END_DECLS

#endif
