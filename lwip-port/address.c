/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Socket addresses and lwIP's, from one to the other.
 */
#include "address.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "lwip/def.h"

static int read4(const struct sockaddr_in *from, struct endpoint *endpoint)
{
	ip_addr_set_ip4_u32_val(endpoint->address, from->sin_addr.s_addr);
	endpoint->port = lwip_ntohs(from->sin_port);
	return 0;
}

static int read6(const struct sockaddr_in6 *from, struct endpoint *endpoint)
{
	const struct in6_addr *address = &from->sin6_addr;

	endpoint->port = lwip_ntohs(from->sin6_port);
	if (IN6_IS_ADDR_V4MAPPED(address)) {
		ip_addr_set_ip4_u32_val(endpoint->address,
					address->s6_addr32[3]);
		return 0;
	}
	IP_ADDR6(&endpoint->address, address->s6_addr32[0],
		 address->s6_addr32[1], address->s6_addr32[2],
		 address->s6_addr32[3]);
	return 0;
}

int address_read(int domain, const struct sockaddr *from, socklen_t length,
		 struct endpoint *endpoint)
{
	union {
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} copy;
	socklen_t size = domain == AF_INET ? sizeof(copy.v4) : sizeof(copy.v6);

	if (from == NULL || length < size)
		return -EINVAL;
	if (from->sa_family != domain)
		return -EAFNOSUPPORT;
	memcpy(&copy, from, size);
	return domain == AF_INET ? read4(&copy.v4, endpoint) :
				   read6(&copy.v6, endpoint);
}

static void write6(const struct endpoint *endpoint, struct sockaddr_in6 *to)
{
	ip6_addr_t address;

	if (IP_IS_V6_VAL(endpoint->address))
		ip6_addr_copy(address, *ip_2_ip6(&endpoint->address));
	else if (ip_addr_isany_val(endpoint->address))
		ip6_addr_set_any(&address);
	else
		ip4_2_ipv4_mapped_ipv6(&address, ip_2_ip4(&endpoint->address));
	to->sin6_family = AF_INET6;
	to->sin6_port = lwip_htons(endpoint->port);
	memcpy(&to->sin6_addr, address.addr, sizeof(to->sin6_addr));
}

void address_write(int domain, const struct endpoint *endpoint,
		   struct sockaddr *to, socklen_t *length)
{
	union {
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} copy;
	socklen_t size = domain == AF_INET ? sizeof(copy.v4) : sizeof(copy.v6);

	memset(&copy, 0, sizeof(copy));
	if (domain == AF_INET) {
		copy.v4.sin_family = AF_INET;
		copy.v4.sin_port = lwip_htons(endpoint->port);
		copy.v4.sin_addr.s_addr = ip_addr_get_ip4_u32(
			&endpoint->address);
	} else {
		write6(endpoint, &copy.v6);
	}
	memcpy(to, &copy, *length < size ? *length : size);
	*length = size;
}
