/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Half-open connections: those whose SYN has been answered, and no more.
 */
#ifndef LWIP_PORT_HALFOPEN_H
#define LWIP_PORT_HALFOPEN_H

struct tcp_pcb_listen;

/* Called when a SYN has come for the listener: if its backlog is full, forgets
 * the oldest of its half-open connections, so that a flood of SYNs that nobody
 * stands behind keeps out those only that answer more slowly than it turns the
 * backlog over.  Connections that wait to be accepted stay. */
void net_halfopen_make_room(const struct tcp_pcb_listen *listener);

#endif
