/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Kinds of hardware addresses.
 */
#ifndef _NET_IF_ARP_H
#define _NET_IF_ARP_H

#define ARPHRD_ETHER 1
#define ARPHRD_LOOPBACK 772

#endif
