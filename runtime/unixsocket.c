/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What all UNIX-domain sockets have in common.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include <ilwaco/clock.h>
#include <ilwaco/preempt.h>
#include <ilwaco/wait.h>

#include "unix.h"

/* What <sys/un.h> names, so that this is linked. */
const char __unix_sockets;

static short connected_ready(const struct unix_socket *s)
{
	bool gone = s->peer == NULL;
	short ready = 0;

	if (s->first != NULL || s->no_more_in)
		ready |= POLLIN | POLLRDNORM;
	if (s->no_more_in)
		ready |= POLLRDHUP;
	if (gone || s->no_more_out || s->peer->no_more_in ||
	    unix_has_room(s->peer))
		ready |= POLLOUT | POLLWRNORM;
	if (gone || (s->no_more_in && s->no_more_out))
		ready |= POLLHUP;
	return ready;
}

static short datagram_ready(const struct unix_socket *s)
{
	short ready = 0;

	if (s->first != NULL || s->no_more_in)
		ready |= POLLIN | POLLRDNORM;
	if (s->no_more_in)
		ready |= POLLRDHUP;
	if (s->peer == NULL || unix_has_room(s->peer))
		ready |= POLLOUT | POLLWRNORM;
	if (s->no_more_in && s->no_more_out)
		ready |= POLLHUP;
	return ready;
}

static short listening_ready(const struct unix_socket *s)
{
	short ready = 0;

	if (s->waiting != NULL || s->no_more_in)
		ready |= POLLIN | POLLRDNORM;
	if (s->no_more_in)
		ready |= POLLHUP;
	if (s->waiting_count < s->backlog)
		ready |= UNIX_ROOM;
	return ready;
}

static short ready_locked(const struct unix_socket *s)
{
	if (s->state == UNIX_LISTENING)
		return listening_ready(s);
	if (s->type == SOCK_DGRAM)
		return datagram_ready(s);
	if (s->state == UNIX_CONNECTED)
		return connected_ready(s);
	return POLLOUT | POLLWRNORM | POLLHUP;
}

/* That a datagram socket's peer has gone is told by the next call alone:
 * senders who wait for room here are not to take it for theirs. */
static short unix_poll(struct file *file)
{
	const struct unix_socket *s = unix_of(file);
	short ready;

	ilw_preempt_disable();
	ready = ready_locked(s);
	if (s->error != 0 && s->type != SOCK_DGRAM)
		ready |= POLLERR;
	if (s->state != UNIX_LISTENING && unix_has_room(s))
		ready |= UNIX_ROOM;
	ilw_preempt_enable();
	return ready;
}

static ssize_t unix_readv(struct file *file, const struct iovec *pieces,
			  int count)
{
	struct msghdr message = { .msg_iov = (void *)(uintptr_t)pieces,
				  .msg_iovlen = count };

	return unix_receive(file, &message, 0);
}

static ssize_t unix_writev(struct file *file, const struct iovec *pieces,
			   int count)
{
	struct msghdr message = { .msg_iov = (void *)(uintptr_t)pieces,
				  .msg_iovlen = count };

	return unix_send(file, &message, 0);
}

static ssize_t unix_read(struct file *file, void *data, size_t length)
{
	struct iovec piece = { data, length };

	return unix_readv(file, &piece, 1);
}

static ssize_t unix_write(struct file *file, const void *data, size_t length)
{
	struct iovec piece = { (void *)(uintptr_t)data, length };

	return unix_writev(file, &piece, 1);
}

static int unix_stat(struct file *file, struct stat *status)
{
	(void)file;
	status->st_mode = S_IFSOCK | 0777;
	status->st_nlink = 1;
	return 0;
}

static int unix_ioctl(struct file *file, unsigned long request, void *argument)
{
	if (request != FIONREAD)
		return -ENOTTY;
	ilw_preempt_disable();
	*(int *)argument = (int)unix_pending(unix_of(file));
	ilw_preempt_enable();
	return 0;
}

static int unix_close(struct file *file)
{
	struct unix_socket *s = unix_of(file);
	struct unix_socket *waiting, *next;
	struct unix_packet *packets;

	ilw_preempt_disable();
	unix_part_locked(s);
	unix_name_leave_locked(s);
	waiting = s->waiting;
	packets = s->first;
	ilw_preempt_enable();
	for (; waiting != NULL; waiting = next) {
		next = waiting->next_waiting;
		file_put(&waiting->file);
	}
	unix_free_packets(packets);
	unix_name_put(s->name);
	free(s);
	return 0;
}

static const struct socket_calls unix_calls = {
	.bind = unix_bind,
	.connect = unix_connect,
	.listen = unix_listen,
	.accept = unix_accept,
	.shutdown = unix_shutdown,
	.local = unix_local,
	.peer = unix_peer,
	.set = unix_set,
	.get = unix_get,
	.send = unix_send,
	.receive = unix_receive,
};

static const struct file_ops unix_ops = {
	.read = unix_read,
	.write = unix_write,
	.readv = unix_readv,
	.writev = unix_writev,
	.stat = unix_stat,
	.ioctl = unix_ioctl,
	.poll = unix_poll,
	.close = unix_close,
	.socket = &unix_calls,
};

struct unix_socket *unix_make(int type, int flags)
{
	struct unix_socket *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	file_init(&s->file, &unix_ops, O_RDWR | flags);
	s->type = (uint8_t)type;
	s->receive_timeout = s->send_timeout = ILW_NEVER;
	s->limit = s->message_limit = UNIX_LIMIT;
	s->last = &s->first;
	s->last_waiting = &s->waiting;
	return s;
}

int unix_socket(int type, int protocol, int flags, struct file **file)
{
	struct unix_socket *s;

	if (type != SOCK_STREAM && type != SOCK_DGRAM && type != SOCK_SEQPACKET)
		return -EPROTOTYPE;
	if (protocol != 0 && protocol != PF_UNIX)
		return -EPROTONOSUPPORT;
	s = unix_make(type, flags);
	if (s == NULL)
		return -ENOBUFS;
	*file = &s->file;
	return 0;
}

void unix_notify(struct unix_socket *s, short events)
{
	file_notify(&s->file, events);
}

/* One message more may always be put in while a quarter is free, whatever its
 * length, so that who waits for room can use it. */
bool unix_has_room(const struct unix_socket *s)
{
	return s->bytes <= s->limit - s->limit / 4;
}

int unix_wait(const struct unix_socket *s, int flags, struct file *file,
	      short events, uint64_t deadline)
{
	int result;

	if ((flags & MSG_DONTWAIT) != 0 || file_is_nonblocking(&s->file))
		return -EAGAIN;
	result = file_wait(file, events, deadline);
	if (result < 0)
		return result;
	return result > 0 ? 0 : -EAGAIN;
}

struct hope {
	struct file_observer observer; /* first: it is its observer */
	struct ilw_wait_queue queue;
	bool ready;
	bool lost; /* the file is being closed */
};

static void on_room(struct file_observer *observer, short events)
{
	struct hope *hope = (struct hope *)(void *)observer;

	hope->ready = true;
	if ((events & POLLNVAL) != 0) {
		hope->lost = true;
		file_unobserve(observer);
	}
	ilw_wake_one(&hope->queue);
}

/* 0: look again; -EAGAIN, -EINTR. */
static int await_room(struct hope *hope, struct file *file, uint64_t deadline)
{
	enum ilw_waited waited = ILW_WAIT_WOKEN;

	file_put(file);
	ilw_preempt_disable();
	while (!hope->ready && waited == ILW_WAIT_WOKEN)
		waited = ilw_wait_interruptible(&hope->queue, deadline);
	if (!hope->lost)
		file_get(file);
	ilw_preempt_enable();
	if (hope->ready)
		return hope->lost ? -ECONNREFUSED : 0;
	return waited == ILW_WAIT_TIMED_OUT ? -EAGAIN : -EINTR;
}

int unix_wait_for_room(const struct unix_socket *s, int flags,
		       struct unix_socket **other, uint64_t deadline)
{
	struct hope hope = {
		.observer = { .events = UNIX_ROOM, .ready = on_room },
	};
	struct file *file = &(*other)->file;
	int result = 0;

	if ((flags & MSG_DONTWAIT) != 0 || file_is_nonblocking(&s->file))
		return -EAGAIN;
	file_observe(file, &hope.observer);
	if ((file_poll(file) & (UNIX_ROOM | POLLERR | POLLHUP)) == 0)
		result = await_room(&hope, file, deadline);
	if (hope.lost)
		*other = NULL;
	else
		file_unobserve(&hope.observer);
	return result;
}

int unix_take_error(struct unix_socket *s)
{
	int error = s->error;

	s->error = 0;
	return -error;
}
