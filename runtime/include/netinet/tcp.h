/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Options of TCP sockets, at level IPPROTO_TCP.
 */
#ifndef _NETINET_TCP_H
#define _NETINET_TCP_H

#define TCP_NODELAY 1
#define TCP_MAXSEG 2   /* read only */
#define TCP_CORK 3     /* as TCP_NOPUSH elsewhere: hold back partial segments */
#define TCP_KEEPIDLE 4 /* seconds */
#define TCP_KEEPINTVL 5
#define TCP_KEEPCNT 6

#define SOL_TCP 6

#endif
