/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Addresses that the host gives are used at once: the host sees to it that no
 * two VMs have the same, and drops frames that pretend otherwise, so that
 * nothing need be asked of the neighbours, and no timer need run.
 */
#include "configure.h"

#include <string.h>

#include <ilwaco/registers.h>

#include "lwip/dhcp.h"
#include "lwip/dns.h"
#include "lwip/ip6_addr.h"
#include "lwip/nd6.h"

#include "hooks.h"
#include "nic.h"
#include "stack.h"

#define MTU_MAX 1500
#define ADDRESS_WAIT (10 * ILW_SECOND)

/* Index of the fixed IPv6 address; 0 is the link-local one. */
#define FIXED6 1

/* A copy: the registers are volatile. */
static struct denali_network config;

static struct ilw_condition address_changed;

static void read_config(void)
{
	const volatile uint8_t *from =
		(const volatile uint8_t *)&ilw_registers()->network;
	uint8_t *to = (uint8_t *)&config;

	for (size_t i = 0; i < sizeof(config); i++)
		to[i] = from[i];
}

static void status_changed(struct netif *netif)
{
	(void)netif;
	ilw_condition_broadcast(&address_changed);
}

static void set_link(struct netif *netif)
{
	memcpy(netif->hwaddr, config.mac, sizeof(config.mac));
	netif->mtu = config.mtu;
	if (netif->mtu == 0 || netif->mtu > MTU_MAX)
		netif->mtu = MTU_MAX;
	netif->mtu6 = netif->mtu;
	netif->chksum_flags = NETIF_CHECKSUM_ENABLE_ALL &
			      ~(NETIF_CHECKSUM_CHECK_UDP |
				NETIF_CHECKSUM_CHECK_TCP);
	if (config.flags & DENALI_NET_TX_CHECKSUM)
		netif->chksum_flags &= (u16_t) ~(NETIF_CHECKSUM_GEN_UDP |
						 NETIF_CHECKSUM_GEN_TCP);
}

static void set_ip4(struct netif *netif)
{
	ip4_addr_t address = { config.ipv4 };
	ip4_addr_t gateway = { config.ipv4_gateway };
	ip4_addr_t mask = { 0 };

	if (config.ipv4_prefix > 0)
		mask.addr = lwip_htonl(UINT32_MAX << (32 - config.ipv4_prefix));
	netif_set_addr(netif, &address, &mask, &gateway);
}

static bool is_zero(const uint8_t address[16])
{
	static const uint8_t zero[16];

	return memcmp(address, zero, sizeof(zero)) == 0;
}

/* An address without a limited life, which lwIP does not take to be on a link
 * of 64 bits' prefix: net_ip6_gateway knows better. */
static void set_ip6(struct netif *netif, s8_t index, const uint8_t from[16])
{
	ip6_addr_t address;

	memcpy(address.addr, from, sizeof(address.addr));
	netif_ip6_addr_set(netif, index, &address);
	netif_ip6_addr_set_valid_life(netif, index, IP6_ADDR_LIFE_INFINITE);
	netif_ip6_addr_set_pref_life(netif, index, IP6_ADDR_LIFE_INFINITE);
	netif_ip6_addr_set_state(netif, index, IP6_ADDR_PREFERRED);
}

static void set_all_ip6(struct netif *netif)
{
	netif_create_ip6_linklocal_address(netif, 1);
	netif_ip6_addr_set_state(netif, 0, IP6_ADDR_PREFERRED);
	if (!is_zero(config.ipv6))
		set_ip6(netif, FIXED6, config.ipv6);
	if (config.flags & DENALI_NET_SLAAC)
		netif_set_ip6_autoconfig_enabled(netif, 1);
	else
		netif->rs_count = 0;
}

void net_configure(struct netif *netif)
{
	read_config();
	set_link(netif);
	set_ip4(netif);
	netif_set_status_callback(netif, status_changed);
	netif_set_default(netif);
	netif_set_link_up(netif);
	netif_set_up(netif);
	set_all_ip6(netif);
	if (config.flags & DENALI_NET_DHCP)
		dhcp_start(netif);
}

static bool in_prefix(const ip6_addr_t *address)
{
	const uint8_t *a = (const uint8_t *)address->addr;
	unsigned int bytes = config.ipv6_prefix / 8;
	unsigned int bits = config.ipv6_prefix % 8;

	if (memcmp(a, config.ipv6, bytes) != 0)
		return false;
	return bits == 0 ||
	       ((a[bytes] ^ config.ipv6[bytes]) >> (8 - bits)) == 0;
}

const ip6_addr_t *net_ip6_gateway(struct netif *netif,
				  const ip6_addr_t *destination)
{
	static ip6_addr_t gateway;

	if (netif != &net_nic || is_zero(config.ipv6))
		return NULL;
	if (in_prefix(destination))
		return destination;
	if (is_zero(config.ipv6_gateway))
		return NULL;
	memcpy(gateway.addr, config.ipv6_gateway, sizeof(gateway.addr));
	return &gateway;
}

void net_configure_dns(void)
{
	ip_addr_t server;
	u8_t count = 0;

	for (unsigned int i = 0; i < LWIP_ARRAYSIZE(config.ipv4_dns); i++)
		if (config.ipv4_dns[i] != 0) {
			ip_addr_set_ip4_u32_val(server, config.ipv4_dns[i]);
			dns_setserver(count++, &server);
		}
	if (!is_zero(config.ipv6_dns)) {
		IP_SET_TYPE(&server, IPADDR_TYPE_V6);
		memcpy(ip_2_ip6(&server)->addr, config.ipv6_dns,
		       sizeof(config.ipv6_dns));
		dns_setserver(count, &server);
	}
}

void net_await_address(void)
{
	uint64_t deadline = ilw_clock_after(ADDRESS_WAIT);

	if ((config.flags & DENALI_NET_DHCP) == 0)
		return;
	while (ip4_addr_isany(netif_ip4_addr(&net_nic)) &&
	       net_wait(&address_changed, deadline))
		;
}
