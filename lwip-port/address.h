/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Socket addresses and lwIP's, from one to the other.
 */
#ifndef LWIP_PORT_ADDRESS_H
#define LWIP_PORT_ADDRESS_H

#include <sys/socket.h>

#include "socket.h"

/* Reads a caller's address for a socket of domain.  IPv4 addresses in IPv6
 * clothes become IPv4's.  -EINVAL: too short; -EAFNOSUPPORT: another family. */
int address_read(int domain, const struct sockaddr *from, socklen_t length,
		 struct endpoint *endpoint);

/* Writes an address as a socket of domain shows it.  *length: room, then the
 * full length; what does not fit is cut off. */
void address_write(int domain, const struct endpoint *endpoint,
		   struct sockaddr *to, socklen_t *length);

#endif
