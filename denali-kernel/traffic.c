/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "traffic.h"

#include "clock.h"
#include "policy.h"
#include "pool.h"
#include "string.h"
#include "vm.h"
#include "wire.h"

/* What a capture leaves free on the port, so that it is in nobody's way. */
#define CAPTURE_RESERVE (2 * PORT_RESERVE)

/* The message of a frame. */
static struct {
	struct denali_port_frame head;
	uint8_t frame[PACKET_FRAME];
} message;

static struct pool records = { .size = sizeof(struct traffic) };

_Static_assert(sizeof(struct traffic) % 4 == 0, "fits a pool");

/* The VM's, made if it has none. */
static struct traffic *make(struct vm *vm)
{
	struct options *options = options_make(vm);

	if (options && !options->traffic)
		options->traffic = pool_take(&records);
	return options ? options->traffic : 0;
}

bool traffic_set_limits(struct vm *vm, const struct denali_limits *limits)
{
	uint64_t now = clock_ns();
	struct traffic *traffic = make(vm);

	if (!traffic)
		return false;
	traffic->limits = *limits;
	limit_set(&traffic->tx_bytes, limits->tx_bytes, now);
	limit_set(&traffic->tx_frames, limits->tx_frames, now);
	limit_set(&traffic->rx_bytes, limits->rx_bytes, now);
	limit_set(&traffic->rx_frames, limits->rx_frames, now);
	return true;
}

bool traffic_set_policy(struct vm *vm, const struct denali_policy *policy)
{
	struct traffic *traffic = make(vm);

	if (traffic)
		traffic->policy = *policy;
	return traffic;
}

bool traffic_set_capture(struct vm *vm, bool capture)
{
	struct traffic *traffic = make(vm);

	if (traffic)
		traffic->capture = capture;
	return traffic;
}

static bool any_limit(const struct denali_limits *limits)
{
	return limits->tx_bytes || limits->tx_frames || limits->rx_bytes ||
	       limits->rx_frames;
}

static bool set_faults(struct vm *vm, const struct denali_plan_group *group)
{
	struct traffic *traffic;

	if (!group->frames_lost && !group->frames_late)
		return true;
	traffic = make(vm);
	if (!traffic)
		return false;
	traffic->lost = group->frames_lost;
	traffic->late = group->frames_late;
	return true;
}

bool traffic_create(struct vm *vm, const struct denali_plan_group *group,
		    const struct denali_policy *policy,
		    const struct denali_policy *image)
{
	if (image) {
		if (!make(vm))
			return false;
		vm->options->traffic->image = image;
	}
	return set_faults(vm, group) &&
	       (!any_limit(&group->limits) ||
		traffic_set_limits(vm, &group->limits)) &&
	       (!policy || traffic_set_policy(vm, policy)) &&
	       (!(group->flags & DENALI_GROUP_CAPTURE) ||
		traffic_set_capture(vm, true));
}

void traffic_destroy(struct vm *vm)
{
	struct packet *late;

	if (!vm_traffic(vm))
		return;
	late = traffic_take_late(vm);
	if (late)
		packet_put(late);
	pool_give(&records, vm->options->traffic);
	vm->options->traffic = 0;
}

/* ---- limits ---- */

bool traffic_open(struct vm *vm)
{
	struct options *options = vm->options;
	struct traffic *traffic = options->traffic;
	uint64_t now = clock_ns();
	bool bytes = limit_open(&traffic->tx_bytes, now);

	if (limit_open(&traffic->tx_frames, now) && bytes)
		return true;
	if (!(options->held.events & DENALI_EVENT_NIC))
		traffic->tx_delays++;
	limit_hold(vm, DENALI_EVENT_NIC,
		   bytes ? limit_when(&traffic->tx_frames) :
			   limit_when(&traffic->tx_bytes));
	return false;
}

/* ---- policies ---- */

/* Is it of those that make a network work, and no policy's business?  Such of
 * them as are for groups must be, so that none is a way around a policy. */
static bool exempt(const struct vm *vm, const uint8_t *frame,
		   const struct headers *h)
{
	uint8_t type = headers_icmpv6(h, frame);

	if (h->type == ETHER_ARP || type == ND_SOLICITATION ||
	    type == ND_ADVERTISEMENT)
		return true;
	if (h->protocol == PROTOCOL_IGMP ||
	    (type >= MLD_QUERY && type <= ND_ROUTER_ADVERTISEMENT) ||
	    type == MLD2_REPORT)
		return mac_group(frame);
	if (h->type == ETHER_IPV4)
		return (vm->nic.flags & DENALI_NET_DHCP) &&
		       (headers_udp_to(h, frame, PORT_DHCP_SERVER) ||
			headers_udp_to(h, frame, PORT_DHCP_CLIENT));
	return (vm->nic.flags & DENALI_NET_SLAAC) &&
	       (headers_udp_to(h, frame, PORT_DHCPV6_SERVER) ||
		headers_udp_to(h, frame, PORT_DHCPV6_CLIENT));
}

static bool allowed(const struct vm *vm, const struct packet *packet, bool sent)
{
	const struct traffic *traffic = vm->options->traffic;
	const uint8_t *frame = packet->frame;
	struct headers h;

	if (!traffic->policy.flags && !traffic->image)
		return true;
	if (!headers_parse(&h, frame, packet->length))
		return sent; /* the switch will refuse it */
	if (exempt(vm, frame, &h))
		return true;
	return policy_allows(&traffic->policy, frame, &h, sent) &&
	       (!traffic->image ||
		policy_allows(traffic->image, frame, &h, sent));
}

bool traffic_permits(struct vm *vm, const struct packet *packet)
{
	if (allowed(vm, packet, true))
		return true;
	vm->options->traffic->tx_denied++;
	return false;
}

bool traffic_admits(struct vm *vm, const struct packet *packet)
{
	struct traffic *traffic = vm->options->traffic;
	uint64_t now = clock_ns();

	if (!allowed(vm, packet, false)) {
		traffic->rx_denied++;
		return false;
	}
	if (!limit_open(&traffic->rx_bytes, now) ||
	    !limit_open(&traffic->rx_frames, now) || traffic_loses(vm)) {
		traffic->rx_limited++;
		return false;
	}
	return true;
}

/* ---- faults ---- */

/* Knuth's multiplier; the high half is the random one. */
static bool happens(struct traffic *traffic, uint16_t of_65536)
{
	if (!of_65536)
		return false;
	traffic->chance = traffic->chance * 1664525 + 1013904223;
	return traffic->chance >> 16 < of_65536;
}

bool traffic_loses(struct vm *vm)
{
	struct traffic *traffic = vm->options->traffic;

	return happens(traffic, traffic->lost);
}

bool traffic_is_late(struct vm *vm, struct packet *packet)
{
	struct traffic *traffic = vm->options->traffic;

	if (!happens(traffic, traffic->late))
		return false;
	traffic->held = packet_get(packet);
	return true;
}

struct packet *traffic_take_late(struct vm *vm)
{
	struct traffic *traffic = vm->options->traffic;
	struct packet *late = traffic->held;

	traffic->held = 0;
	return late;
}

/* ---- capture ---- */

static void show(struct vm *vm, const struct packet *packet, uint32_t flags)
{
	struct traffic *traffic = vm->options->traffic;
	uint32_t length = sizeof(message.head) + packet->length;

	if (!traffic->capture)
		return;
	if (port_room(vm_port(vm)) < CAPTURE_RESERVE + length) {
		traffic->missed++;
		return;
	}
	if (packet->flags & PACKET_PARTIAL)
		flags |= DENALI_FRAME_PARTIAL;
	message.head = (struct denali_port_frame){ clock_utc(), flags,
						   traffic->missed };
	traffic->missed = 0;
	memcpy(message.frame, packet->frame, packet->length);
	vm_send(vm, DENALI_PORT_FRAME, &message, length);
}

void traffic_sent(struct vm *vm, const struct packet *packet, bool taken)
{
	struct traffic *traffic = vm->options->traffic;

	limit_take(&traffic->tx_bytes, packet->length);
	limit_take(&traffic->tx_frames, 1);
	show(vm, packet,
	     DENALI_FRAME_SENT | (taken ? 0 : DENALI_FRAME_DROPPED));
}

void traffic_given(struct vm *vm, const struct packet *packet, bool kept)
{
	struct traffic *traffic = vm->options->traffic;

	if (kept) {
		limit_take(&traffic->rx_bytes, packet->length);
		limit_take(&traffic->rx_frames, 1);
	}
	show(vm, packet, kept ? 0 : DENALI_FRAME_DROPPED);
}
