/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Half-open connections: those whose SYN has been answered, and no more.
 */
#ifndef LWIP_PORT_HALFOPEN_H
#define LWIP_PORT_HALFOPEN_H

struct tcp_pcb_listen;

/* Called when a SYN has come for the listener.  If its backlog is full it is
 * either a crowd, who will answer at once what they are told: then this SYN is
 * to be dropped, and comes again, since whoever is forgotten has perhaps been
 * told already that it is connected.  Or it is a flood of SYNs that nobody
 * stands behind, where the oldest stays half-open for long: then that one is
 * forgotten, and others for some time, so that the flood keeps out those only
 * that answer more slowly than it turns the backlog over.  Connections that
 * wait to be accepted stay. */
void net_halfopen_make_room(const struct tcp_pcb_listen *listener);

#endif
