/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Forwarding.  A frame for one VM costs one look in a table, however many VMs
 * there are; a frame for many is bounded by a budget of deliveries.
 */
#include "switch.h"

#include "arp.h"
#include "clock.h"
#include "dhcp.h"
#include "disguise.h"
#include "forward.h"
#include "guard.h"
#include "headers.h"
#include "net.h"
#include "stations.h"
#include "string.h"
#include "vm.h"
#include "wire.h"

/* Deliveries to many that may still be made, by where they come from: neither
 * a noisy VM nor a noisy wire takes from the other, and router advertisements
 * pass through either's noise. */
struct budget {
	uint32_t deliveries;
	uint64_t filled; /* when, in units of 2^20 ns */
};

#define BUDGET_FULL 0x7fffffff /* cut to what is allowed when first looked at */

static struct budget from_vms = { BUDGET_FULL, 0 };
static struct budget from_wire = { BUDGET_FULL, 0 };
static struct budget from_routers = { BUDGET_FULL, 0 };

/* Group frames of a VM are counted for 2^26 ns each, which is 67 ms. */
#define GROUP_SHIFT 26
#define GROUP_FRAMES (SWITCH_GROUP_RATE * 67 / 1000)

#define MILLISECOND_SHIFT 20 /* nearly: spares a division */

static bool spend(struct budget *budget, uint32_t deliveries)
{
	uint64_t now = clock_ns() >> MILLISECOND_SHIFT;
	uint64_t elapsed = now - budget->filled;
	uint32_t most = stations_count();

	if (most < SWITCH_FLOOD_RATE)
		most = SWITCH_FLOOD_RATE;
	if (elapsed > most)
		elapsed = most;
	budget->filled = now;
	budget->deliveries += (uint32_t)elapsed * (SWITCH_FLOOD_RATE / 1000);
	if (budget->deliveries > most)
		budget->deliveries = most;
	if (budget->deliveries < deliveries)
		return false;
	budget->deliveries -= deliveries;
	return true;
}

static void flood_all(struct packet *packet, const struct vm *from,
		      struct budget *budget, uint32_t flags)
{
	struct link *link;

	if (!spend(budget, stations_count()))
		return;
	for (link = stations_all.next; link != &stations_all;
	     link = link->next) {
		struct vm *vm = LINK_OWNER(link, struct vm, nic.all);

		if (vm != from && (vm->nic.flags & flags) == flags)
			nic_deliver(vm, packet);
	}
}

static void flood_members(struct packet *packet, const struct vm *from,
			  struct budget *budget)
{
	struct link *link;

	if (!spend(budget, stations_member_count()))
		return;
	for (link = stations_members.next; link != &stations_members;
	     link = link->next) {
		struct vm *vm = LINK_OWNER(link, struct vm, nic.members);

		if (vm != from)
			nic_deliver(vm, packet);
	}
}

/* Multicast and broadcast that nobody in particular is to have. */
static void flood(struct packet *packet, const struct headers *h,
		  const struct vm *from, struct budget *budget)
{
	if (!mac_broadcast(packet->frame))
		flood_members(packet, from, budget);
	else if (h->type == ETHER_IPV4 && h->protocol == PROTOCOL_UDP)
		flood_all(packet, from, budget, 0);
}

/* Is the frame about one address, so that only who has it is concerned?  The
 * VM, or a null pointer, goes to owner. */
static bool concerns_owner(const uint8_t *frame, const struct headers *h,
			   struct vm **owner)
{
	uint8_t type = headers_icmpv6(h, frame);

	if (h->type == ETHER_ARP) {
		*owner = stations_by_ipv4(load32(frame + ARP_TARGET_IP));
		return true;
	}
	if (type != ND_SOLICITATION && type != ND_ADVERTISEMENT)
		return false;
	*owner = h->transport + ND_TARGET + 16 <= h->end ?
			 stations_by_ipv6(frame + h->transport + ND_TARGET) :
			 NULL;
	return true;
}

static bool to_wire(struct vm *vm, struct packet *packet,
		    const struct headers *h)
{
	if (!net_present())
		return false;
	if (vm->nic.flags & NIC_FORWARDED || arp_routed)
		return disguise_send(vm, packet, h);
	net_send(packet);
	return true;
}

/* Solicited-node groups, ff02::1:ff00:0/104, are for neighbour discovery. */
static bool solicited_node(const uint8_t *group)
{
	return net32(group) == 0xff020000 && load32(group + 4) == 0 &&
	       net32(group + 8) == 1 && group[12] == 0xff;
}

/* Does an MLDv2 report name such a group as joined? */
static bool joins_by_records(const uint8_t *frame, const struct headers *h)
{
	uint32_t at = h->transport + MLD2_RECORDS;

	while (at + MLD2_RECORD <= h->end) {
		const uint8_t *record = frame + at;

		if (record[0] != MLD2_TO_INCLUDE && record[0] != MLD2_BLOCK &&
		    !solicited_node(record + 4))
			return true;
		at += MLD2_RECORD + net16(record + 2) * 16u + record[1] * 4u;
	}
	return false;
}

static bool joins_group(const uint8_t *frame, const struct headers *h)
{
	uint8_t type = headers_icmpv6(h, frame);

	if (h->type == ETHER_IPV4)
		return h->protocol == PROTOCOL_IGMP;
	if (type == MLD2_REPORT)
		return joins_by_records(frame, h);
	return type == MLD_REPORT && h->transport + MLD_GROUP + 16 <= h->end &&
	       !solicited_node(frame + h->transport + MLD_GROUP);
}

/* Is it said to routers and servers, of which no VM is one? */
static bool for_wire_only(const uint8_t *frame, const struct headers *h)
{
	if (h->type == ETHER_IPV4)
		return h->protocol == PROTOCOL_IGMP ||
		       headers_udp_to(h, frame, PORT_DHCP_SERVER);
	switch (headers_icmpv6(h, frame)) {
	case ND_ROUTER_SOLICITATION:
	case MLD_REPORT:
	case MLD_DONE:
	case MLD2_REPORT:
		return true;
	default:
		return headers_udp_to(h, frame, PORT_DHCPV6_SERVER);
	}
}

static bool may_address_group(struct vm *vm)
{
	struct nic_port *port = &vm->nic;
	uint8_t now = (uint8_t)(clock_ns() >> GROUP_SHIFT);

	if (port->group_time != now)
		port->group_frames = 0;
	port->group_time = now;
	if (port->group_frames == GROUP_FRAMES)
		return false;
	port->group_frames++;
	return true;
}

static bool group_from_vm(struct vm *vm, struct packet *packet,
			  const struct headers *h)
{
	struct vm *owner;
	bool sent;

	if (!may_address_group(vm))
		return false;
	if (concerns_owner(packet->frame, h, &owner)) {
		if (owner && owner != vm) {
			nic_deliver(owner, packet);
			return true;
		}
		return (!owner && h->type == ETHER_ARP &&
			arp_answer_vm(vm, packet->frame)) ||
		       to_wire(vm, packet, h);
	}
	if (joins_group(packet->frame, h))
		stations_join(vm);
	sent = to_wire(vm, packet, h);
	if (for_wire_only(packet->frame, h))
		return sent;
	flood(packet, h, vm, &from_vms);
	return true;
}

bool switch_from_vm(struct vm *vm, struct packet *packet)
{
	struct headers headers;
	struct vm *to;

	if (!headers_parse(&headers, packet->frame, packet->length) ||
	    !guard_allows(&vm->nic, packet->frame, &headers))
		return false;
	if (packet->flags & PACKET_PARTIAL &&
	    !guard_allows_checksum(packet, &headers))
		return false;
	if (mac_group(packet->frame))
		return group_from_vm(vm, packet, &headers);
	to = stations_by_mac(packet->frame);
	if (!to)
		return to_wire(vm, packet, &headers);
	if (to == vm)
		return false;
	nic_deliver(to, packet);
	return true;
}

/* A VM that asked for an address has been given one: it may use it, unless
 * another VM has it already. */
static void learn_address(struct vm *vm, const struct dhcp_reply *reply)
{
	if ((vm->nic.flags & DENALI_NET_DHCP) && reply->address &&
	    mac_equal(reply->client, vm->nic.mac) &&
	    !stations_by_ipv4(reply->address))
		stations_set_ipv4(vm, reply->address);
}

static void group_from_wire(struct packet *packet, const struct headers *h)
{
	const uint8_t *frame = packet->frame;
	struct dhcp_reply reply;
	struct vm *to;

	if (h->type == ETHER_ARP ? arp_from_wire(frame) :
				   arp_from_wire6(frame, h))
		return;
	if (concerns_owner(frame, h, &to)) {
		if (to)
			nic_deliver(to, packet);
	} else if (dhcp_reply(&reply, frame, h)) {
		to = stations_by_mac(reply.client);
		if (!to)
			return;
		learn_address(to, &reply);
		nic_deliver(to, packet);
	} else if (headers_icmpv6(h, frame) == ND_ROUTER_ADVERTISEMENT) {
		flood_all(packet, NULL, &from_routers, DENALI_NET_SLAAC);
	} else {
		flood(packet, h, NULL, &from_wire);
	}
}

/* A frame that is not just to be delivered.  Who is to have it, or a null
 * pointer. */
static struct vm *look_into(struct vm *to, struct packet *packet)
{
	bool forwarded = to->nic.flags & NIC_FORWARDED;
	struct headers headers;
	struct dhcp_reply reply;

	if (!headers_parse(&headers, packet->frame, packet->length)) {
		forward_drops += forwarded;
		return forwarded ? NULL : to;
	}
	if (headers.type == ETHER_ARP)
		arp_from_wire(packet->frame);
	else if (to->nic.flags & DENALI_NET_DHCP &&
		 dhcp_reply(&reply, packet->frame, &headers))
		learn_address(to, &reply);
	return forwarded ? forward_from_wire(to, packet, &headers) : to;
}

static void unicast_from_wire(struct vm *to, struct packet *packet)
{
	uint16_t type = net16(packet->frame + ETHER_TYPE);

	if (type != ETHER_IPV4 && type != ETHER_IPV6 && type != ETHER_ARP)
		return;
	if (type == ETHER_ARP ||
	    (to->nic.flags & (DENALI_NET_DHCP | NIC_FORWARDED)))
		to = look_into(to, packet);
	if (to)
		nic_deliver(to, packet);
}

/* An answer to a VM of a routed host, which has asked in the host's name. */
static struct vm *routed_arp(uint8_t *frame)
{
	struct vm *to;

	if (arp_from_wire(frame) || !arp_routed ||
	    net16(frame + ARP_OPERATION) != ARP_REPLY)
		return NULL;
	to = stations_by_ipv4(load32(frame + ARP_TARGET_IP));
	if (to)
		mac_copy(frame + ARP_TARGET_MAC, to->nic.mac);
	return to;
}

static struct vm *routed_to(uint8_t *frame, const struct headers *h)
{
	if (h->type == ETHER_ARP)
		return routed_arp(frame);
	if (h->type == ETHER_IPV4)
		return stations_by_ipv4(load32(frame + IPV4_DESTINATION));
	return arp_from_wire6(frame, h) ?
		       NULL :
		       stations_by_ipv6(frame + IPV6_DESTINATION);
}

/* For the VM that has the address its IP header names.  The way leads from the
 * wire to a VM and never back, so a frame takes it once and nothing is counted
 * down. */
static void route_from_wire(struct packet *packet)
{
	uint8_t *frame = packet->frame;
	struct headers headers;
	struct vm *to;

	if (!headers_parse(&headers, frame, packet->length))
		return;
	to = routed_to(frame, &headers);
	if (!to)
		return;
	mac_copy(frame + ETHER_DESTINATION, to->nic.mac);
	unicast_from_wire(to, packet);
}

static bool is_reflection(const uint8_t *frame)
{
	return stations_by_mac(frame + ETHER_SOURCE) ||
	       (arp_routed && mac_equal(frame + ETHER_SOURCE, arp_router_mac));
}

void switch_from_wire(struct packet *packet)
{
	const uint8_t *frame = packet->frame;
	struct headers headers;
	struct vm *to;

	if (packet->length < ETHER_HEADER)
		return;
	if (!mac_group(frame)) {
		to = arp_routed ? NULL : stations_by_mac(frame);
		if (to)
			unicast_from_wire(to, packet);
		else if (mac_equal(frame, arp_router_mac))
			route_from_wire(packet);
		return;
	}
	if (headers_parse(&headers, frame, packet->length) &&
	    !is_reflection(frame))
		group_from_wire(packet, &headers);
}
