/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What calls that make a struct hostent share.
 */
#ifndef LWIP_PORT_HOSTENT_H
#define LWIP_PORT_HOSTENT_H

#include <stddef.h>

struct hostent;

/* Bytes of a family's address; 0: it is none of the Internet's. */
size_t hostent_length(int family);

/* Makes an entry of one name and one address; 0, or ERANGE. */
int hostent_fill(struct hostent *entry, char *buffer, size_t room,
		 const char *name, int family, const void *address);

/* The name of an address; NULL: it has none. */
const char *host_name(const void *address, int family);

#endif
