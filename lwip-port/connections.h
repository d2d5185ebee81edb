/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * An index of TCP's connections.
 *
 * lwIP finds the connection that a segment belongs to by walking the list of
 * all of them.  Here they are found by a hash of addresses and ports, of which
 * others cannot know the key, and lwIP is shown a list of that one only, or an
 * empty one.  It asks the port about the segment as soon as it has looked
 * (LWIP_HOOK_TCP_INPACKET_PCB); from there on the list is whole again.
 */
#ifndef LWIP_PORT_CONNECTIONS_H
#define LWIP_PORT_CONNECTIONS_H

/* Has lwIP see the whole list, if it does not. */
void net_connections_show_all(void);

/* lwIP's slow timer takes connections off the list by itself.  Before it runs,
 * and after it has. */
void net_connections_before_timer(void);
void net_connections_after_timer(void);

#endif
