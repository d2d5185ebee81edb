/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Internet sockets as a family of runtime/sockets.h.
 */
#ifndef LWIP_PORT_FAMILY_H
#define LWIP_PORT_FAMILY_H

struct socket_calls;

extern const struct socket_calls inet_calls;

#endif
