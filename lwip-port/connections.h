/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * TCP's connections: an index, and how much of their list lwIP sees.
 *
 * lwIP finds the connection that a segment belongs to by walking the list of
 * all of them.  Here they are found by a hash of addresses and ports, of which
 * others cannot know the key, and lwIP is shown a list of that one only, or an
 * empty one.  It asks the port about the segment as soon as it has looked
 * (LWIP_HOOK_TCP_INPACKET_PCB); from there on the list is whole again.
 *
 * lwIP's clock looks at all in its list, too, and is shown only those for which
 * something may be due (ticks.c).
 */
#ifndef LWIP_PORT_CONNECTIONS_H
#define LWIP_PORT_CONNECTIONS_H

#include <stdint.h>

struct tcp_pcb;

/* Puts it behind another one of the list; NULL: it is to be the first. */
void net_connections_move(struct tcp_pcb *pcb, struct tcp_pcb *before);

/* Has lwIP see the list up to one PCB (NULL: an empty list), which may change
 * meanwhile; the whole list, if it does not see that. */
void net_connections_show_until(struct tcp_pcb *last);
void net_connections_show_all(void);

/* Runs TCP's timer for what lwIP sees, so many times, and shows it all again.
 * The timer takes connections off the list by itself. */
void net_connections_run_timer(uint32_t ticks);

#endif
