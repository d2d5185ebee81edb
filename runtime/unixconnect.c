/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * How UNIX-domain sockets come together and part.  connect() makes the second
 * side itself, and leaves it for accept(): it need not wait for that.
 */
#include <errno.h>
#include <poll.h>

#include <ilwaco/preempt.h>

#include "unix.h"

#define EVERYTHING                                                             \
	(POLLIN | POLLRDNORM | POLLRDHUP | POLLOUT | POLLWRNORM | POLLHUP)

static void set_peer_locked(struct unix_socket *s, struct unix_socket *peer)
{
	s->peer = peer;
	s->next_sender = peer->senders;
	peer->senders = s;
}

static void unset_peer_locked(struct unix_socket *s)
{
	struct unix_socket **link = &s->peer->senders;

	while (*link != s)
		link = &(*link)->next_sender;
	*link = s->next_sender;
	s->peer = NULL;
}

void unix_join_locked(struct unix_socket *a, struct unix_socket *b)
{
	set_peer_locked(a, b);
	set_peer_locked(b, a);
	if (a->type != SOCK_DGRAM)
		a->state = b->state = UNIX_CONNECTED;
}

/* Whoever sends to it has nobody to send to.  What was sent and not read tells
 * a peer that it was in vain. */
void unix_part_locked(struct unix_socket *s)
{
	if (s->peer != NULL)
		unset_peer_locked(s);
	while (s->senders != NULL) {
		struct unix_socket *sender = s->senders;

		unset_peer_locked(sender);
		if (sender->type == SOCK_DGRAM) {
			sender->error = ECONNREFUSED;
		} else {
			sender->no_more_in = true;
			if (s->first != NULL || s->unaccepted)
				sender->error = ECONNRESET;
		}
		unix_notify(sender, EVERYTHING);
	}
}

static int connect_datagram(struct unix_socket *s, const struct sockaddr *name,
			    socklen_t length)
{
	struct unix_socket *target = NULL;

	if (name->sa_family != AF_UNSPEC) {
		int result = unix_find(name, length, s->type, &target);

		if (result < 0)
			return result;
	}
	ilw_preempt_disable();
	if (s->peer != NULL)
		unset_peer_locked(s);
	s->error = 0;
	if (target != NULL)
		set_peer_locked(s, target);
	unix_notify(s, POLLOUT | POLLWRNORM);
	ilw_preempt_enable();
	if (target != NULL)
		file_put(&target->file);
	return 0;
}

/* 0, or -EAGAIN: the listener has as many waiting as it wants. */
static int meet_locked(struct unix_socket *s, struct unix_socket *listener,
		       struct unix_socket *other)
{
	if (s->state != UNIX_FRESH)
		return s->state == UNIX_CONNECTED ? -EISCONN : -EINVAL;
	if (listener->state != UNIX_LISTENING || listener->no_more_in)
		return -ECONNREFUSED;
	if (listener->waiting_count >= listener->backlog)
		return -EAGAIN;
	unix_join_locked(s, other);
	other->name = listener->name;
	unix_name_get(other->name);
	other->pass_credentials = listener->pass_credentials;
	other->limit = listener->limit;
	other->message_limit = listener->message_limit;
	other->unaccepted = true;
	*listener->last_waiting = other;
	listener->last_waiting = &other->next_waiting;
	listener->waiting_count++;
	unix_notify(listener, POLLIN | POLLRDNORM);
	unix_notify(s, POLLOUT | POLLWRNORM);
	return 0;
}

/* Waits while it has too many.  The listener may be gone then: NULL. */
static int meet(struct unix_socket *s, struct unix_socket **listener,
		struct unix_socket *other)
{
	uint64_t deadline = socket_deadline(s->send_timeout);
	int result;

	do {
		ilw_preempt_disable();
		result = meet_locked(s, *listener, other);
		ilw_preempt_enable();
		if (result != -EAGAIN)
			return result;
		result = unix_wait_for_room(s, 0, listener, deadline);
	} while (result == 0);
	return result;
}

/* With a reference to the listener, which is given up. */
static int connect_to(struct unix_socket *s, struct unix_socket *listener)
{
	struct unix_socket *other = unix_make(s->type, 0);
	int result = -ENOBUFS;

	if (other != NULL)
		result = meet(s, &listener, other);
	if (other != NULL && result < 0)
		file_put(&other->file);
	if (listener != NULL)
		file_put(&listener->file);
	return result;
}

int unix_connect(struct file *file, const struct sockaddr *name,
		 socklen_t length)
{
	struct unix_socket *s = unix_of(file);
	struct unix_socket *listener;
	int result;

	if (s->type == SOCK_DGRAM)
		return connect_datagram(s, name, length);
	if (s->state != UNIX_FRESH)
		return s->state == UNIX_CONNECTED ? -EISCONN : -EINVAL;
	result = unix_find(name, length, s->type, &listener);
	if (result < 0)
		return result;
	return connect_to(s, listener);
}

int unix_listen(struct file *file, int backlog)
{
	struct unix_socket *s = unix_of(file);
	int result = 0;

	if (s->type == SOCK_DGRAM)
		return -EOPNOTSUPP;
	ilw_preempt_disable();
	if (s->name == NULL || s->state == UNIX_CONNECTED) {
		result = -EINVAL;
	} else {
		s->state = UNIX_LISTENING;
		s->backlog = backlog < 1 ? 1 : backlog;
		if (s->backlog > SOMAXCONN)
			s->backlog = SOMAXCONN;
		unix_notify(s, UNIX_ROOM);
	}
	ilw_preempt_enable();
	return result;
}

static struct unix_socket *first_waiting(struct unix_socket *s)
{
	struct unix_socket *first;

	ilw_preempt_disable();
	first = s->waiting;
	if (first != NULL) {
		s->waiting = first->next_waiting;
		first->next_waiting = NULL;
		first->unaccepted = false;
		if (s->waiting == NULL)
			s->last_waiting = &s->waiting;
		s->waiting_count--;
		unix_notify(s, UNIX_ROOM);
	}
	ilw_preempt_enable();
	return first;
}

int unix_accept(struct file *file, int flags, struct file **accepted)
{
	struct unix_socket *s = unix_of(file);
	uint64_t deadline = socket_deadline(s->receive_timeout);
	struct unix_socket *first;

	if (s->type == SOCK_DGRAM)
		return -EOPNOTSUPP;
	for (;;) {
		int result;

		if (s->state != UNIX_LISTENING || s->no_more_in)
			return -EINVAL;
		first = first_waiting(s);
		if (first != NULL)
			break;
		result = unix_wait(s, 0, file, POLLIN, deadline);
		if (result < 0)
			return result;
	}
	first->file.flags |= flags;
	*accepted = &first->file;
	return 0;
}

static void shut_locked(struct unix_socket *s, bool in, bool out)
{
	struct unix_socket *peer = s->type == SOCK_DGRAM ? NULL : s->peer;

	s->no_more_in |= in;
	s->no_more_out |= out;
	if (peer != NULL) {
		peer->no_more_in |= out;
		unix_notify(peer, EVERYTHING);
	}
	unix_notify(s, EVERYTHING);
}

int unix_shutdown(struct file *file, int how)
{
	struct unix_socket *s = unix_of(file);
	int result = 0;

	ilw_preempt_disable();
	if (s->state == UNIX_FRESH && s->peer == NULL)
		result = -ENOTCONN;
	else
		shut_locked(s, how != SHUT_WR, how != SHUT_RD);
	ilw_preempt_enable();
	return result;
}
