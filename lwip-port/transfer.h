/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Data of TCP connections: in and out.
 */
#ifndef LWIP_PORT_TRANSFER_H
#define LWIP_PORT_TRANSFER_H

#include "socket.h"

struct stream;

ssize_t stream_send(struct socket *socket, const struct message *message);
ssize_t stream_receive(struct socket *socket, struct message *message);

/* Throws away what has come and has not been read: as if it never came, or as
 * if it had been read. */
void stream_drop_input(struct stream *stream);
void stream_skip_input(struct stream *stream);

#endif
