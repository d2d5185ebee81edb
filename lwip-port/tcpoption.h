/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Options at level IPPROTO_TCP.
 */
#ifndef LWIP_PORT_TCPOPTION_H
#define LWIP_PORT_TCPOPTION_H

#include "socket.h"

/* Those whose value is an int. */
int tcp_option_set(struct socket *socket, int name, int value);
int tcp_option_get(struct socket *socket, int name, int *value);

/* TCP_INFO. */
int tcp_info_get(struct socket *socket, void *value, socklen_t *length);

#endif
