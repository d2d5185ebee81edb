/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Judging a frame: a frame that opens something (a TCP connection, an echo
 * request) needs a rule for its direction; any other may be an answer, so that
 * a rule for either direction does.
 */
#include "policy.h"

#include "wire.h"

/* What of a frame rules are compared with. */
struct flow {
	const uint8_t *remote; /* address */
	uint8_t family;        /* 4 or 6 */
	uint8_t protocol;      /* TCP or UDP with ports; else 0 */
	bool icmp;             /* of which only the address counts */
	bool opens;
	uint16_t port[2]; /* by DENALI_RULE_*: the VM's, the other's */
};

static void read_ports(struct flow *flow, const uint8_t *transport, bool sent)
{
	flow->port[sent ? DENALI_RULE_IN : DENALI_RULE_OUT] = net16(transport);
	flow->port[sent ? DENALI_RULE_OUT : DENALI_RULE_IN] = net16(transport +
								    2);
}

static void read_transport(struct flow *flow, const uint8_t *frame,
			   const struct headers *h, bool sent)
{
	const uint8_t *transport = frame + h->transport;
	uint32_t size = h->transport ? (uint32_t)(h->end - h->transport) : 0;
	bool v4 = flow->family == 4;

	if (h->protocol == PROTOCOL_TCP && size >= TCP_SIZE) {
		uint8_t flags = transport[TCP_FLAGS];

		flow->protocol = PROTOCOL_TCP;
		flow->opens = (flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
		read_ports(flow, transport, sent);
	} else if (h->protocol == PROTOCOL_UDP && size >= UDP_SIZE) {
		flow->protocol = PROTOCOL_UDP;
		read_ports(flow, transport, sent);
	} else if (h->protocol == (v4 ? PROTOCOL_ICMP : PROTOCOL_ICMPV6) &&
		   size >= ICMP_SIZE) {
		flow->icmp = true;
		flow->opens = transport[0] == (v4 ? ICMP_ECHO : ICMPV6_ECHO);
	}
}

static bool same_prefix(const uint8_t *a, const uint8_t *b, uint32_t bits)
{
	uint32_t i = 0;

	for (; bits >= 8; bits -= 8, i++)
		if (a[i] != b[i])
			return false;
	return !bits || !((a[i] ^ b[i]) >> (8 - bits));
}

static bool rule_covers(const struct denali_rule *rule, const struct flow *flow)
{
	uint16_t port = flow->port[rule->direction];

	if (rule->family &&
	    (rule->family != flow->family ||
	     !same_prefix(rule->address, flow->remote, rule->prefix)))
		return false;
	return flow->icmp || !rule->protocol ||
	       (rule->protocol == flow->protocol && port >= rule->port_first &&
		port <= rule->port_last);
}

static bool covers(const struct denali_policy *policy, const struct flow *flow,
		   uint8_t direction)
{
	uint32_t limited = direction == DENALI_RULE_IN ? DENALI_POLICY_IN :
							 DENALI_POLICY_OUT;

	if (!(policy->flags & limited))
		return true;
	for (uint32_t i = 0; i < policy->rule_count; i++)
		if (policy->rule[i].direction == direction &&
		    rule_covers(&policy->rule[i], flow))
			return true;
	return false;
}

bool policy_allows(const struct denali_policy *policy, const uint8_t *frame,
		   const struct headers *headers, bool sent)
{
	struct flow flow = { .family = 4 };

	if (headers->type == ETHER_IPV4) {
		flow.remote = frame + (sent ? IPV4_DESTINATION : IPV4_SOURCE);
	} else {
		flow.family = 6;
		flow.remote = frame + (sent ? IPV6_DESTINATION : IPV6_SOURCE);
	}
	read_transport(&flow, frame, headers, sent);
	if (covers(policy, &flow, sent ? DENALI_RULE_OUT : DENALI_RULE_IN))
		return true;
	return !flow.opens &&
	       covers(policy, &flow, sent ? DENALI_RULE_IN : DENALI_RULE_OUT);
}
