/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Connections in TIME-WAIT (see also net_tcp_segment in hooks.h).
 */
#ifndef LWIP_PORT_TIMEWAIT_H
#define LWIP_PORT_TIMEWAIT_H

/* Called for each connection that is accepted: forgets the oldest of the
 * many. */
void net_timewait_trim(void);

#endif
