/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * lwIP's part of TCP that takes segments in, of which the entry has another
 * name: connections.c comes before it.
 */
#define tcp_input net_tcp_input
#include <../core/tcp_in.c>
