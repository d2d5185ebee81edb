/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sending and receiving.
 */
#include "message.h"

#include "stack.h"

ssize_t message_send(struct socket *socket, const struct message *message)
{
	ssize_t result;

	net_enter();
	result = socket->ops->send(socket, message);
	net_leave();
	return result;
}

ssize_t message_receive(struct socket *socket, struct message *message)
{
	ssize_t result;

	net_enter();
	result = socket->ops->receive(socket, message);
	net_leave();
	return result;
}
