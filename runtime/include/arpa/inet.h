/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Internet addresses as text.
 *
 * inet_pton() takes only the four decimal numbers of the standard form;
 * inet_aton() and inet_addr() also the older ones (octal, hexadecimal, fewer
 * than four parts).
 */
#ifndef _ARPA_INET_H
#define _ARPA_INET_H

#include <netinet/in.h>

__BEGIN_DECLS

int inet_aton(const char *, struct in_addr *);
in_addr_t inet_addr(const char *);
char *inet_ntoa(struct in_addr);
/* By classes of addresses, for old programs: a network's number, and the parts
 * of an address, in the host's byte order. */
in_addr_t inet_network(const char *);
in_addr_t inet_lnaof(struct in_addr);
in_addr_t inet_netof(struct in_addr);
struct in_addr inet_makeaddr(in_addr_t, in_addr_t);
int inet_pton(int, const char *__restrict, void *__restrict);
const char *inet_ntop(int, const void *__restrict, char *__restrict, socklen_t);

__END_DECLS

#endif
