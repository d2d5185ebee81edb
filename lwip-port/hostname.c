/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names of addresses: the loopback's alone.
 */
#include <netinet/in.h>
#include <string.h>

#include "hostent.h"

const char *host_name(const void *address, int family)
{
	static const struct in6_addr loopback6 = IN6ADDR_LOOPBACK_INIT;

	if (family == AF_INET)
		return *(const uint8_t *)address == IN_LOOPBACKNET ?
			       "localhost" :
			       NULL;
	return memcmp(address, &loopback6, sizeof(loopback6)) == 0 ?
		       "localhost" :
		       NULL;
}
