/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Frames of forwarded ports.
 */
#include "forwards.h"

#include "flows.h"
#include "rewrite.h"
#include "wire.h"

uint32_t forward_drops;

struct backend *forward_to(const struct vm *vm, uint16_t port, uint8_t protocol,
			   uint8_t family)
{
	struct backend *b = forwards_by_backend[forward_backend_bucket(
		vm->id, port, protocol)];

	while (b && !(b->vm == vm && b->port == port &&
		      b->forward->protocol == protocol &&
		      b->forward->family == family))
		b = b->chain;
	return b;
}

/* ---- whom a frame is for ---- */

static struct backend *member(const struct forward *forward,
			      const struct flow *flow)
{
	struct backend *b = forward->backends;

	while (b && !(b->vm->id == flow->vm && b->port == flow->port))
		b = b->next;
	return b;
}

/* The one, of those that take new connections or of the older ones, to which a
 * client's hash leads.  It stays the same when others come and go. */
static struct backend *preferred(const struct forward *forward,
				 struct flow_key key, bool older)
{
	struct backend *best = 0;
	uint32_t most = 0;

	for (struct backend *b = forward->backends; b; b = b->next) {
		uint32_t weight = flows_weight(key, b->vm->id ^ b->port << 16);

		if ((older ? !b->older : b->draining) ||
		    (best && weight <= most))
			continue;
		best = b;
		most = weight;
	}
	return best;
}

static struct backend *begin(const struct forward *forward, struct flow_key key,
			     uint32_t sequence)
{
	struct flow *flow;
	struct backend *b = 0;

	/* A SYN that is sent once more goes where it went. */
	if (flows_begin(key, sequence, &flow))
		b = member(forward, flow);
	if (!b)
		b = preferred(forward, key, false);
	if (b) {
		flow->vm = b->vm->id;
		flow->port = b->port;
	}
	return b;
}

static struct backend *go_on(const struct forward *forward, struct flow_key key,
			     uint8_t flags)
{
	const struct flow *flow = flows_find(key, flags & (TCP_FIN | TCP_RST));

	return flow ? member(forward, flow) : preferred(forward, key, true);
}

/* Does nothing go before it?  So it is with each datagram. */
static bool opens(const struct headers *h, const uint8_t *transport)
{
	return h->protocol != PROTOCOL_TCP ||
	       (transport[TCP_FLAGS] & (TCP_SYN | TCP_ACK)) == TCP_SYN;
}

static struct flow_key key_of(const struct forward *forward,
			      const uint8_t *frame, const struct headers *h)
{
	uint16_t port = load16(frame + h->transport);

	return forward->family == DENALI_FORWARD_IPV4 ?
		       flows_key(frame + IPV4_SOURCE, 1, port, forward->salt) :
		       flows_key(frame + IPV6_SOURCE, 4, port, forward->salt);
}

/* Out of the way of the many ports that have one backend. */
static __attribute__((noinline)) struct backend *
choose_one_of(const struct forward *forward, const uint8_t *frame,
	      const struct headers *h)
{
	const uint8_t *transport = frame + h->transport;
	struct flow_key key = key_of(forward, frame, h);

	if (h->protocol != PROTOCOL_TCP)
		return preferred(forward, key, false);
	return opens(h, transport) ?
		       begin(forward, key, load32(transport + TCP_SEQUENCE)) :
		       go_on(forward, key, transport[TCP_FLAGS]);
}

static struct backend *choose(const struct forward *forward,
			      const uint8_t *frame, const struct headers *h)
{
	struct backend *only = forward->backends;

	if (only->next)
		return choose_one_of(forward, frame, h);
	return only->draining && opens(h, frame + h->transport) ? 0 : only;
}

/* ---- from the wire ---- */

static const struct forward *find(const uint8_t *frame, const struct headers *h,
				  uint16_t port)
{
	bool six = h->type == ETHER_IPV6;
	const struct forward *f =
		forwards_by_port[forward_bucket(port, h->protocol)];

	for (; f; f = f->chain) {
		if (f->port != port || f->protocol != h->protocol)
			continue;
		if (six ? f->family == DENALI_FORWARD_IPV6 &&
				    ipv6_equal(f->address,
					       frame + IPV6_DESTINATION) :
			  f->family == DENALI_FORWARD_IPV4 &&
				    load32(f->address) ==
					    load32(frame + IPV4_DESTINATION))
			break;
	}
	return f;
}

static uint8_t family_of(const struct headers *h)
{
	return h->type == ETHER_IPV6 ? DENALI_FORWARD_IPV6 :
				       DENALI_FORWARD_IPV4;
}

/* Ports, and for TCP all that is looked at. */
static bool has_ports(const struct headers *h)
{
	return h->protocol == PROTOCOL_UDP || h->transport + TCP_SIZE <= h->end;
}

static bool may_have_ports(const struct headers *h)
{
	return h->transport &&
	       (h->protocol == PROTOCOL_TCP || h->protocol == PROTOCOL_UDP);
}

static struct vm *hand_over(struct packet *packet, const struct headers *h,
			    const struct backend *to)
{
	struct nic_port *nic = &to->vm->nic;
	bool four = h->type == ETHER_IPV4;
	struct endpoint end = { nic->mac,
				four ? (const uint8_t *)&nic->ipv4 : nic->ipv6,
				to->port };

	rewrite_destination(packet, h, &end);
	return to->vm;
}

static struct vm *drop(void)
{
	forward_drops++;
	return 0;
}

struct vm *forward_from_wire(struct vm *to, struct packet *packet,
			     const struct headers *h)
{
	const uint8_t *frame = packet->frame;
	const struct forward *forward;
	const struct backend *b;
	uint16_t port;

	if (!may_have_ports(h))
		return to;
	if (!has_ports(h))
		return drop();
	port = net16(frame + h->transport + PORT_DESTINATION);
	if (to != forward_host)
		return forward_to(to, port, h->protocol, family_of(h)) ?
			       drop() :
			       to;
	forward = find(frame, h, port);
	if (!forward)
		return to;
	if (h->fragment)
		return drop();
	b = choose(forward, frame, h);
	return b ? hand_over(packet, h, b) : to;
}

/* ---- to the wire ---- */

enum forward_way forward_to_wire(const struct vm *vm,
				 const struct packet *packet,
				 const struct headers *h,
				 const struct backend **as)
{
	const uint8_t *frame = packet->frame;

	if (!may_have_ports(h))
		return FORWARD_AS_IT_IS;
	if (!has_ports(h))
		return FORWARD_REFUSE;
	*as = forward_to(vm, net16(frame + h->transport), h->protocol,
			 family_of(h));
	if (!*as || (h->type == ETHER_IPV6 &&
		     !ipv6_equal(frame + IPV6_SOURCE, vm->nic.ipv6)))
		return FORWARD_AS_IT_IS;
	return h->fragment ? FORWARD_REFUSE : FORWARD_REWRITE;
}

void forward_rewrite(struct packet *packet, const struct headers *h,
		     const struct backend *as)
{
	const struct forward *forward = as->forward;
	struct endpoint end = { forward_host->nic.mac, forward->address,
				forward->port };

	rewrite_source(packet, h, &end);
}
