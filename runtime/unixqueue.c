/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What passes between UNIX-domain sockets.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include <ilwaco/interrupt.h>

#include "cursor.h"
#include "unix.h"

/* What a packet takes of its queue's limit. */
static size_t cost(const struct unix_packet *packet)
{
	return sizeof(*packet) + packet->length;
}

static void free_packet(struct unix_packet *packet)
{
	unix_free_rights(packet->rights);
	unix_name_put(packet->from);
	free(packet);
}

/* With its rights may go the last reference to a socket, in whose queue lies
 * another such packet, and so on: they are freed one after the other, not one
 * within the other, for which no stack is deep enough. */
static void free_with_rights(struct unix_packet *packet)
{
	static struct unix_packet *first;
	static bool under_way;

	ilw_interrupt_hold();
	ilw_preempt_disable();
	packet->next = first;
	first = packet;
	while (!under_way && first != NULL) {
		packet = first;
		first = packet->next;
		under_way = true;
		ilw_preempt_enable();
		free_packet(packet);
		ilw_preempt_disable();
		under_way = false;
	}
	ilw_preempt_enable();
	ilw_interrupt_allow();
}

void unix_free_packets(struct unix_packet *packet)
{
	while (packet != NULL) {
		struct unix_packet *next = packet->next;

		if (packet->rights != NULL)
			free_with_rights(packet);
		else
			free_packet(packet);
		packet = next;
	}
}

/* Sending. */

static struct unix_packet *make_packet(const struct unix_socket *s,
				       struct cursor *cursor, size_t length)
{
	struct unix_packet *packet = malloc(sizeof(*packet) + length);

	if (packet == NULL)
		return NULL;
	*packet = (struct unix_packet){ .length = length };
	cursor_drain(cursor, packet->data, length);
	if (s->type == SOCK_DGRAM) {
		packet->from = s->name;
		unix_name_get(packet->from);
	}
	return packet;
}

/* Whether s may send to target, which is its peer, or was named.  A socket that
 * has a peer hears from no other. */
static int may_send_locked(struct unix_socket *s,
			   const struct unix_socket *target)
{
	if (s->no_more_out)
		return -EPIPE;
	if (s->type != SOCK_DGRAM) {
		if (s->state != UNIX_CONNECTED)
			return -ENOTCONN;
		return target == NULL || target->no_more_in ? -EPIPE : 0;
	}
	if (target == NULL)
		return s->error != 0 ? unix_take_error(s) : -EDESTADDRREQ;
	if (target->peer != NULL && target->peer != s)
		return -EPERM;
	return target->no_more_in ? -EPIPE : 0;
}

/* 0, or -EAGAIN: there is no room; or why it cannot be sent. */
static int pass_locked(struct unix_socket *s, struct unix_socket *named,
		       struct unix_packet *packet)
{
	struct unix_socket *target = named != NULL ? named : s->peer;
	int result = may_send_locked(s, target);

	if (result < 0)
		return result;
	if (!unix_has_room(target))
		return -EAGAIN;
	target->bytes += cost(packet);
	*target->last = packet;
	target->last = &packet->next;
	unix_notify(target, POLLIN | POLLRDNORM);
	return 0;
}

/* Passes a packet on, however long that takes, or frees it.  The one that was
 * named may be gone then: *named is NULL. */
static int pass(struct unix_socket *s, struct unix_socket **named,
		struct unix_packet *packet, int flags, uint64_t deadline)
{
	for (;;) {
		int result;

		ilw_preempt_disable();
		result = pass_locked(s, *named, packet);
		ilw_preempt_enable();
		if (result == 0)
			return 0;
		if (result == -EAGAIN && *named != NULL)
			result = unix_wait_for_room(s, flags, named, deadline);
		else if (result == -EAGAIN)
			result = unix_wait(s, flags, &s->file, POLLOUT,
					   deadline);
		if (result < 0) {
			unix_free_packets(packet);
			return result;
		}
	}
}

/* The rights go with the first packet. */
static ssize_t send_pieces(struct unix_socket *s, struct unix_socket **named,
			   struct cursor cursor, size_t length, int flags,
			   struct unix_rights *rights)
{
	uint64_t deadline = socket_deadline(s->send_timeout);
	size_t piece = s->type == SOCK_STREAM ? UNIX_PIECE : length;
	size_t sent = 0;

	do {
		size_t part = length - sent < piece ? length - sent : piece;
		struct unix_packet *packet = make_packet(s, &cursor, part);
		int result = -ENOBUFS;

		if (packet != NULL) {
			packet->rights = rights;
			rights = NULL;
			result = pass(s, named, packet, flags, deadline);
		}
		if (result < 0) {
			unix_free_rights(rights);
			return sent > 0 ? (ssize_t)sent : result;
		}
		sent += part;
	} while (sent < length);
	return (ssize_t)sent;
}

static int find_target(struct unix_socket *s, const struct msghdr *message,
		       struct unix_socket **named)
{
	*named = NULL;
	if (message->msg_name == NULL)
		return 0;
	if (s->type == SOCK_DGRAM)
		return unix_find(message->msg_name, message->msg_namelen,
				 s->type, named);
	return s->state == UNIX_CONNECTED ? -EISCONN : -EOPNOTSUPP;
}

ssize_t unix_send(struct file *file, const struct msghdr *message, int flags)
{
	struct unix_socket *s = unix_of(file);
	ssize_t length = pieces_length(message->msg_iov, message->msg_iovlen);
	struct unix_rights *rights = NULL;
	struct unix_socket *named;
	ssize_t result;

	if (length < 0)
		return length;
	if (s->type != SOCK_STREAM && (size_t)length > s->message_limit)
		return -EMSGSIZE;
	result = find_target(s, message, &named);
	if (result == 0)
		result = unix_read_control(message, &rights);
	if (result == 0 && length == 0 && s->type == SOCK_STREAM)
		unix_free_rights(rights);
	else if (result == 0)
		result = send_pieces(s, &named,
				     cursor_begin(message->msg_iov,
						  message->msg_iovlen),
				     (size_t)length, flags, rights);
	if (named != NULL)
		file_put(&named->file);
	return result;
}

/* Receiving. */

size_t unix_pending(const struct unix_socket *s)
{
	const struct unix_packet *packet = s->first;
	size_t sum = 0;

	for (; packet != NULL; packet = packet->next) {
		sum += packet->length - packet->offset;
		if (s->type != SOCK_STREAM)
			break;
	}
	return sum;
}

static struct unix_packet *take_first_locked(struct unix_socket *s)
{
	struct unix_packet *packet = s->first;

	s->first = packet->next;
	if (s->first == NULL)
		s->last = &s->first;
	packet->next = NULL;
	s->bytes -= cost(packet);
	if (unix_has_room(s)) {
		unix_notify(s, UNIX_ROOM);
		for (struct unix_socket *sender = s->senders; sender != NULL;
		     sender = sender->next_sender)
			unix_notify(sender, POLLOUT | POLLWRNORM);
	}
	return packet;
}

/* What a call that receives has got so far. */
struct receipt {
	struct cursor cursor;
	size_t wanted, got;
	int flags;
	struct unix_rights *rights; /* the caller's now */
	struct unix_packet *done;   /* to be freed */
	bool full;                  /* takes nothing more */
};

/* A stream's reader takes part of a packet; it stops before descriptors that
 * are not those of its first byte. */
static void take_stream_locked(struct unix_socket *s, struct receipt *receipt)
{
	while (s->first != NULL && receipt->got < receipt->wanted) {
		struct unix_packet *packet = s->first;
		size_t part = packet->length - packet->offset;

		if (packet->rights != NULL && receipt->got > 0) {
			receipt->full = true;
			return;
		}
		if (part > receipt->wanted - receipt->got)
			part = receipt->wanted - receipt->got;
		cursor_fill(&receipt->cursor, packet->data + packet->offset,
			    part);
		receipt->got += part;
		receipt->full |= packet->rights != NULL;
		receipt->rights = packet->rights;
		packet->rights = NULL;
		packet->offset += part;
		if (packet->offset == packet->length) {
			packet = take_first_locked(s);
			packet->next = receipt->done;
			receipt->done = packet;
		}
		if (receipt->full)
			return;
	}
	receipt->full |= receipt->got == receipt->wanted;
}

/* The same without taking: descriptors stay where they are. */
static void peek_stream_locked(const struct unix_socket *s,
			       struct receipt *receipt)
{
	const struct unix_packet *packet = s->first;

	for (; packet != NULL && receipt->got < receipt->wanted;
	     packet = packet->next) {
		size_t part = packet->length - packet->offset;

		if (part > receipt->wanted - receipt->got)
			part = receipt->wanted - receipt->got;
		cursor_fill(&receipt->cursor, packet->data + packet->offset,
			    part);
		receipt->got += part;
	}
	receipt->full = true;
}

/* What a queue without packets means: 1: the end; 0: nothing yet; an error. */
static int nothing_locked(struct unix_socket *s)
{
	if (s->error != 0)
		return unix_take_error(s);
	if (s->no_more_in)
		return 1;
	if (s->type != SOCK_DGRAM && s->state != UNIX_CONNECTED)
		return -ENOTCONN;
	return 0;
}

/* Waits until there is something; 0, or 1: the end, or an error. */
static int await_packet(struct unix_socket *s, int flags, uint64_t deadline)
{
	for (;;) {
		int result = 0;
		bool some;

		ilw_preempt_disable();
		some = s->first != NULL;
		if (!some)
			result = nothing_locked(s);
		ilw_preempt_enable();
		if (some || result != 0)
			return result;
		result = unix_wait(s, flags, &s->file, POLLIN, deadline);
		if (result < 0)
			return result;
	}
}

static ssize_t receive_stream(struct unix_socket *s, struct receipt *receipt)
{
	uint64_t deadline = socket_deadline(s->receive_timeout);
	int result;

	if (receipt->wanted == 0)
		return 0;
	do {
		result = await_packet(s, receipt->flags, deadline);
		if (result != 0)
			break;
		ilw_preempt_disable();
		if ((receipt->flags & MSG_PEEK) != 0)
			peek_stream_locked(s, receipt);
		else
			take_stream_locked(s, receipt);
		ilw_preempt_enable();
	} while (!receipt->full &&
		 (receipt->got == 0 || (receipt->flags & MSG_WAITALL) != 0));
	if (receipt->got == 0 && result < 0)
		return result;
	return (ssize_t)receipt->got;
}

/* A whole message, or what fits.  Its name is the caller's then. */
static ssize_t receive_message(struct unix_socket *s, struct receipt *receipt,
			       struct msghdr *message, struct unix_name **from)
{
	uint64_t deadline = socket_deadline(s->receive_timeout);
	struct unix_packet *packet = NULL;
	size_t length = 0;

	while (packet == NULL) {
		int result = await_packet(s, receipt->flags, deadline);

		if (result != 0)
			return result < 0 ? result : 0;
		ilw_preempt_disable();
		packet = s->first;
		if (packet != NULL) {
			length = packet->length;
			receipt->got = length < receipt->wanted ?
					       length :
					       receipt->wanted;
			cursor_fill(&receipt->cursor, packet->data,
				    receipt->got);
			unix_name_get(*from = packet->from);
			if ((receipt->flags & MSG_PEEK) == 0) {
				receipt->done = take_first_locked(s);
				receipt->rights = packet->rights;
				packet->rights = NULL;
			}
		}
		ilw_preempt_enable();
	}
	if (receipt->got < length)
		message->msg_flags |= MSG_TRUNC;
	return (ssize_t)((receipt->flags & MSG_TRUNC) != 0 ? length :
							     receipt->got);
}

ssize_t unix_receive(struct file *file, struct msghdr *message, int flags)
{
	struct unix_socket *s = unix_of(file);
	ssize_t wanted = pieces_length(message->msg_iov, message->msg_iovlen);
	struct receipt receipt = { .cursor = cursor_begin(message->msg_iov,
							  message->msg_iovlen),
				   .wanted = (size_t)wanted,
				   .flags = flags };
	struct unix_name *from = NULL;
	ssize_t result;

	if (wanted < 0)
		return wanted;
	if (s->type == SOCK_STREAM)
		result = receive_stream(s, &receipt);
	else
		result = receive_message(s, &receipt, message, &from);
	unix_free_packets(receipt.done);
	if (result >= 0)
		unix_write_control(s, message, receipt.rights, flags);
	if (result >= 0 && message->msg_name != NULL && from != NULL)
		unix_name_write(from, message->msg_name, &message->msg_namelen);
	else
		message->msg_namelen = 0;
	unix_name_put(from);
	return result;
}
