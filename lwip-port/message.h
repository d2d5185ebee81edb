/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sending and receiving, as every call of the kind does it.
 */
#ifndef LWIP_PORT_MESSAGE_H
#define LWIP_PORT_MESSAGE_H

#include <sys/types.h>

#include "socket.h"

/* Without the core lock, which they take. */
ssize_t message_send(struct socket *socket, const struct message *message);
ssize_t message_receive(struct socket *socket, struct message *message);

#endif
