/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Checks on the source of frames from VMs, over headers that were parsed from
 * the kernel's own copy of the frame.
 */
#include "guard.h"

#include "wire.h"

/* Where the options of a neighbour discovery message start. */
#define ROUTER_SOLICITATION_SIZE 8
#define NEIGHBOUR_SIZE 24

static bool arp_allowed(const struct nic_port *port, const uint8_t *frame)
{
	uint32_t sender = load32(frame + ARP_SENDER_IP);

	/* A sender of 0 asks whether an address is taken. */
	return mac_equal(frame + ARP_SENDER_MAC, port->mac) &&
	       (sender == port->ipv4 || sender == 0);
}

static bool ipv4_allowed(const struct nic_port *port, const uint8_t *frame,
			 const struct headers *h)
{
	uint32_t source = load32(frame + IPV4_SOURCE);

	/* Options might name a route; only IGMP has use for any. */
	if ((frame[IPV4_VERSION] & 15) > 5 && h->protocol != PROTOCOL_IGMP)
		return false;
	if (source == 0)
		return (port->flags & DENALI_NET_DHCP) &&
		       headers_udp_to(h, frame, PORT_DHCP_SERVER);
	if (source != port->ipv4)
		return false;
	if (h->protocol == PROTOCOL_IGMP && h->transport &&
	    frame[h->transport] == IGMP_QUERY)
		return false;
	/* None but servers have anything to say to a DHCP client. */
	return !headers_udp_to(h, frame, PORT_DHCP_CLIENT);
}

bool guard_owns_ipv6(const struct nic_port *port, const uint8_t *address)
{
	bool link_local = address[0] == 0xfe && (address[1] & 0xc0) == 0x80;

	if (ipv6_zero(address) || address[0] == 0xff)
		return false;
	if (ipv6_equal(address, port->ipv6))
		return true;
	return (link_local || (port->flags & DENALI_NET_SLAAC)) &&
	       ipv6_from_mac(address, port->mac);
}

/* Every link-layer address among the options, of one kind, is the VM's. */
static bool options_allowed(const struct nic_port *port, const uint8_t *frame,
			    uint32_t at, uint32_t end, uint8_t kind)
{
	while (at + 8 <= end) {
		uint32_t size = frame[at + 1] * 8u;

		if (size == 0 || size > end - at)
			return false;
		if (frame[at] == kind && !mac_equal(frame + at + 2, port->mac))
			return false;
		at += size;
	}
	return at == end;
}

static bool neighbour_allowed(const struct nic_port *port, const uint8_t *frame,
			      const struct headers *h, uint8_t type)
{
	uint32_t options = h->transport + NEIGHBOUR_SIZE;

	if (options > h->end)
		return false;
	if (type == ND_SOLICITATION)
		return options_allowed(port, frame, options, h->end,
				       ND_OPTION_SOURCE);
	return guard_owns_ipv6(port, frame + h->transport + ND_TARGET) &&
	       options_allowed(port, frame, options, h->end, ND_OPTION_TARGET);
}

static bool icmpv6_allowed(const struct nic_port *port, const uint8_t *frame,
			   const struct headers *h, uint8_t type)
{
	uint32_t options = h->transport + ROUTER_SOLICITATION_SIZE;

	switch (type) {
	case ND_ROUTER_SOLICITATION:
		return options <= h->end &&
		       options_allowed(port, frame, options, h->end,
				       ND_OPTION_SOURCE);
	case ND_SOLICITATION:
	case ND_ADVERTISEMENT:
		return neighbour_allowed(port, frame, h, type);
	case ND_ROUTER_ADVERTISEMENT:
	case ND_REDIRECT:
	case MLD_QUERY:
		return false;
	default:
		return true;
	}
}

/* What may come from "no address yet". */
static bool unspecified_allowed(uint8_t icmpv6_type)
{
	return icmpv6_type == ND_SOLICITATION ||
	       icmpv6_type == ND_ROUTER_SOLICITATION ||
	       icmpv6_type == MLD_REPORT || icmpv6_type == MLD_DONE ||
	       icmpv6_type == MLD2_REPORT;
}

static bool ipv6_allowed(const struct nic_port *port, const uint8_t *frame,
			 const struct headers *h)
{
	const uint8_t *source = frame + IPV6_SOURCE;
	uint8_t type = headers_icmpv6(h, frame);

	if (ipv6_zero(source) ? !unspecified_allowed(type) :
				!guard_owns_ipv6(port, source))
		return false;
	if (type)
		return icmpv6_allowed(port, frame, h, type);
	return !headers_udp_to(h, frame, PORT_DHCPV6_CLIENT);
}

bool guard_allows(const struct nic_port *port, const uint8_t *frame,
		  const struct headers *headers)
{
	if (!mac_equal(frame + ETHER_SOURCE, port->mac))
		return false;
	switch (headers->type) {
	case ETHER_ARP:
		return arp_allowed(port, frame);
	case ETHER_IPV4:
		return ipv4_allowed(port, frame, headers);
	case ETHER_IPV6:
		return ipv6_allowed(port, frame, headers);
	default:
		return false;
	}
}

/* Where a transport header has its checksum; 0: it has none we know. */
static uint16_t checksum_offset(uint8_t protocol)
{
	switch (protocol) {
	case PROTOCOL_TCP:
		return 16;
	case PROTOCOL_UDP:
		return 6;
	case PROTOCOL_ICMPV6:
		return 2;
	default:
		return 0;
	}
}

bool guard_allows_checksum(const struct packet *packet,
			   const struct headers *headers)
{
	uint16_t offset = checksum_offset(headers->protocol);

	return headers->transport && offset &&
	       packet->checksum_start == headers->transport &&
	       packet->checksum_offset == offset &&
	       packet->checksum_start + offset + 2 <= headers->end;
}
