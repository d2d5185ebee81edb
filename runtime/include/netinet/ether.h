/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Ethernet addresses as text: six hexadecimal numbers with colons.
 */
#ifndef _NETINET_ETHER_H
#define _NETINET_ETHER_H

#include <net/ethernet.h>
#include <sys/cdefs.h>

__BEGIN_DECLS

struct ether_addr *ether_aton(const char *);
struct ether_addr *ether_aton_r(const char *, struct ether_addr *);
char *ether_ntoa(const struct ether_addr *);
char *ether_ntoa_r(const struct ether_addr *, char *);

__END_DECLS

#endif
