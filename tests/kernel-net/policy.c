/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Policies: frames that are made from a description, and judged by what the
 * contract says about the description, clause by clause.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "policy.h"
#include "wire.h"

enum shape {
	WHOLE,
	FIRST_FRAGMENT, /* with its ports */
	LATER_FRAGMENT,
	CUT,      /* the transport's header is not all there */
	EXTENDED, /* behind IPv6 extension headers, or IPv4 options */
	SHAPES
};

struct talk {
	bool sent;
	bool v6;
	uint8_t protocol;
	enum shape shape;
	uint8_t remote[16];
	uint16_t local_port, remote_port;
	bool syn, ack;
	uint8_t icmp_type;
};

struct frame {
	uint8_t bytes[256];
	uint32_t length;
};

static void put16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

/* Length of the whole transport header. */
static uint32_t header_size(uint8_t protocol)
{
	return protocol == PROTOCOL_TCP ? 20 : 8;
}

static void add_transport(struct frame *frame, const struct talk *talk)
{
	uint8_t *at = frame->bytes + frame->length;

	if (talk->shape == LATER_FRAGMENT) {
		frame->length += 32;
		return;
	}
	at[0] = talk->icmp_type;
	if (talk->protocol == PROTOCOL_TCP || talk->protocol == PROTOCOL_UDP) {
		put16(at, talk->sent ? talk->local_port : talk->remote_port);
		put16(at + 2,
		      talk->sent ? talk->remote_port : talk->local_port);
	}
	if (talk->protocol == PROTOCOL_TCP)
		at[13] = (uint8_t)(talk->syn * 2 + talk->ack * 16);
	frame->length += header_size(talk->protocol);
	if (talk->shape == CUT)
		frame->length -= talk->protocol == PROTOCOL_TCP ? 1 : 5;
	else
		frame->length += 12;
}

static void make_ipv4(struct frame *frame, const struct talk *talk)
{
	uint8_t *ip = frame->bytes + 14;

	put16(frame->bytes + 12, ETHER_IPV4);
	ip[0] = talk->shape == EXTENDED ? 0x46 : 0x45;
	frame->length = 14 + (ip[0] & 15u) * 4;
	if (talk->shape == FIRST_FRAGMENT)
		put16(ip + 6, 0x2000);
	if (talk->shape == LATER_FRAGMENT)
		put16(ip + 6, 1);
	ip[9] = talk->protocol;
	memcpy(ip + (talk->sent ? 16 : 12), talk->remote, 4);
	add_transport(frame, talk);
	put16(ip + 2, frame->length - 14);
}

static void make_ipv6(struct frame *frame, const struct talk *talk)
{
	uint8_t *ip = frame->bytes + 14, *next = ip + 6;

	put16(frame->bytes + 12, ETHER_IPV6);
	ip[0] = 0x60;
	memcpy(ip + (talk->sent ? 24 : 8), talk->remote, 16);
	frame->length = 14 + 40;
	if (talk->shape == EXTENDED) {
		*next = PROTOCOL_DESTINATION;
		next = frame->bytes + frame->length;
		next[1] = 1;
		frame->length += 16;
		*next = PROTOCOL_ROUTING; /* all of the way is behind it */
		next = frame->bytes + frame->length;
		frame->length += 8;
	} else if (talk->shape == FIRST_FRAGMENT ||
		   talk->shape == LATER_FRAGMENT) {
		*next = PROTOCOL_FRAGMENT;
		next = frame->bytes + frame->length;
		put16(next + 2, talk->shape == LATER_FRAGMENT ? 9 : 1);
		frame->length += 8;
	}
	*next = talk->protocol;
	add_transport(frame, talk);
	put16(ip + 4, frame->length - 54);
}

static bool judged(const struct denali_policy *policy, const struct talk *talk)
{
	struct frame frame = { .length = 0 };
	uint8_t exact[sizeof(frame.bytes)];
	struct headers headers;

	if (talk->v6)
		make_ipv6(&frame, talk);
	else
		make_ipv4(&frame, talk);
	/* At the end of what it may read. */
	uint8_t *copy = memcpy(exact + sizeof(exact) - frame.length,
			       frame.bytes, frame.length);
	if (!headers_parse(&headers, copy, frame.length))
		return false;
	return policy_allows(policy, copy, &headers, talk->sent);
}

/* ---- the contract, clause by clause ---- */

static bool prefix_matches(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	for (unsigned i = 0; i < bits; i++)
		if ((a[i / 8] ^ b[i / 8]) & 0x80 >> i % 8)
			return false;
	return true;
}

static bool of_remote(const struct denali_rule *rule, const struct talk *talk)
{
	return !rule->family ||
	       (rule->family == (talk->v6 ? 6 : 4) &&
		prefix_matches(rule->address, talk->remote, rule->prefix));
}

enum how { BY_PORTS, BY_PROTOCOL_0, BY_ADDRESS };

static bool covered(const struct denali_policy *policy, uint8_t direction,
		    const struct talk *talk, enum how how)
{
	uint16_t port = direction == DENALI_RULE_IN ? talk->local_port :
						      talk->remote_port;

	if (!(policy->flags &
	      (direction == DENALI_RULE_IN ? DENALI_POLICY_IN :
					     DENALI_POLICY_OUT)))
		return true;
	for (unsigned i = 0; i < policy->rule_count; i++) {
		const struct denali_rule *rule = &policy->rule[i];

		if (rule->direction != direction || !of_remote(rule, talk))
			continue;
		if (how == BY_ADDRESS || !rule->protocol)
			return true;
		if (how == BY_PORTS && rule->protocol == talk->protocol &&
		    rule->port_first <= port && port <= rule->port_last)
			return true;
	}
	return false;
}

static bool icmp(const struct talk *talk)
{
	return talk->protocol == (talk->v6 ? PROTOCOL_ICMPV6 : PROTOCOL_ICMP);
}

static bool by_contract(const struct denali_policy *policy,
			const struct talk *talk)
{
	uint8_t own = talk->sent ? DENALI_RULE_OUT : DENALI_RULE_IN;
	uint8_t other = !own;
	bool whole = talk->shape != LATER_FRAGMENT && talk->shape != CUT;
	bool has_ports = talk->protocol == PROTOCOL_TCP ||
			 talk->protocol == PROTOCOL_UDP;

	/* Such do not pass at all. */
	if (talk->shape == CUT && (talk->protocol == PROTOCOL_UDP ||
				   talk->protocol == PROTOCOL_ICMPV6))
		return false;
	if (whole && has_ports)
		return covered(policy, own, talk, BY_PORTS) ||
		       (covered(policy, other, talk, BY_PORTS) &&
			!(talk->protocol == PROTOCOL_TCP && talk->syn &&
			  !talk->ack));
	if (whole && icmp(talk)) {
		bool echo = talk->icmp_type == (talk->v6 ? 128 : 8);

		return covered(policy, own, talk, BY_ADDRESS) ||
		       (!echo && covered(policy, other, talk, BY_ADDRESS));
	}
	return covered(policy, own, talk, BY_PROTOCOL_0) ||
	       covered(policy, other, talk, BY_PROTOCOL_0);
}

/* ---- at random, from few values, so that things meet ---- */

static uint32_t pick(uint32_t count)
{
	return (uint32_t)rand() % count;
}

static uint16_t some_port(void)
{
	static const uint16_t ports[] = { 0, 1, 79, 80, 81, 443, 1024, 65535 };

	return ports[pick(8)];
}

static void some_address(uint8_t address[16])
{
	for (unsigned i = 0; i < 16; i++)
		address[i] = (uint8_t)(pick(8) ? 0x55 : 0x54);
	if (pick(2))
		address[15] ^= (uint8_t)(1 << pick(8));
}

static struct talk some_talk(void)
{
	static const uint8_t protocols[] = { PROTOCOL_TCP,  PROTOCOL_UDP,
					     PROTOCOL_ICMP, PROTOCOL_ICMPV6,
					     PROTOCOL_TCP,  PROTOCOL_UDP,
					     47 /* GRE */,  50 /* ESP */ };
	static const uint8_t types[] = { 0, 3, 8, 11, 1, 2, 128, 129 };
	struct talk talk = { .sent = pick(2),
			     .v6 = pick(2),
			     .protocol = protocols[pick(8)],
			     .shape = (enum shape)pick(SHAPES),
			     .local_port = some_port(),
			     .remote_port = some_port(),
			     .syn = pick(2),
			     .ack = pick(2),
			     .icmp_type = types[pick(8)] };

	some_address(talk.remote);
	return talk;
}

static struct denali_rule some_rule(void)
{
	static const uint8_t families[] = { 0, 4, 6, 4 };
	static const uint8_t protocols[] = { 0, 6, 17, 6 };
	struct denali_rule rule = { .direction = (uint8_t)pick(2),
				    .protocol = protocols[pick(4)],
				    .family = families[pick(4)],
				    .port_first = some_port(),
				    .port_last = some_port() };

	if (rule.port_first > rule.port_last)
		rule.port_last = rule.port_first;
	if (rule.family)
		rule.prefix = (uint8_t)pick(rule.family == 4 ? 33 : 129);
	some_address(rule.address);
	return rule;
}

Test(policy, judges_as_the_contract_says)
{
	unsigned passed = 0, rounds = 400000;

	srand(1);
	for (unsigned round = 0; round < rounds; round++) {
		struct denali_policy policy = {
			.flags = pick(4) ? 3 : pick(4),
			.rule_count = pick(pick(8) ? 4 : 17),
		};
		struct talk talk = some_talk();
		bool allowed;

		for (unsigned i = 0; i < policy.rule_count; i++)
			policy.rule[i] = some_rule();
		allowed = judged(&policy, &talk);
		cr_assert_eq(allowed, by_contract(&policy, &talk),
			     "round %u: protocol %u, shape %u, sent %d", round,
			     talk.protocol, talk.shape, talk.sent);
		passed += allowed;
	}
	cr_assert(passed > rounds / 8 && passed < rounds / 8 * 7, "%u", passed);
}

/* ---- what people mean by it ---- */

static const struct denali_policy web_only = {
	.flags = DENALI_POLICY_IN | DENALI_POLICY_OUT,
	.rule_count = 1,
	.rule = { { .direction = DENALI_RULE_IN,
		    .protocol = PROTOCOL_TCP,
		    .port_first = 80,
		    .port_last = 80 } },
};

Test(policy, a_server_of_one_port)
{
	struct talk talk = { .protocol = PROTOCOL_TCP,
			     .local_port = 80,
			     .remote_port = 40000,
			     .syn = true };

	cr_assert(judged(&web_only, &talk), "a client");
	talk.local_port = 81;
	cr_assert_not(judged(&web_only, &talk), "another port");
	talk.syn = false;
	cr_assert_not(judged(&web_only, &talk), "nor an answer there");
	talk.local_port = 80;
	talk.protocol = PROTOCOL_UDP;
	cr_assert_not(judged(&web_only, &talk), "another protocol");
	talk.protocol = PROTOCOL_TCP;
	talk.sent = talk.syn = talk.ack = true;
	cr_assert(judged(&web_only, &talk), "the answer");
	talk.ack = false;
	cr_assert_not(judged(&web_only, &talk), "it opens nothing itself");
	talk.shape = LATER_FRAGMENT;
	cr_assert_not(judged(&web_only, &talk), "where are the ports?");
}

Test(policy, errors_come_back_and_pings_do_not)
{
	struct talk talk = { .protocol = PROTOCOL_ICMP, .icmp_type = 3 };

	cr_assert(judged(&web_only, &talk), "fragmentation needed");
	talk.icmp_type = 8;
	cr_assert(judged(&web_only, &talk), "its clients may ping it");
	talk.sent = true;
	cr_assert_not(judged(&web_only, &talk), "it may not ping");
	talk.icmp_type = 0;
	cr_assert(judged(&web_only, &talk), "but answer");
}

Test(policy, no_rule_is_nothing_and_no_flag_is_everything)
{
	struct denali_policy none = { .flags = 3 }, all = { .flags = 0 };

	srand(2);
	for (unsigned i = 0; i < 1000; i++) {
		struct talk talk = some_talk();

		cr_assert_not(judged(&none, &talk));
		if (talk.shape != CUT)
			cr_assert(judged(&all, &talk));
	}
}

/* A route that is still to be followed leads elsewhere than the header says. */
Test(policy, routes_of_their_own_do_not_pass)
{
	struct talk talk = { .v6 = true,
			     .sent = true,
			     .protocol = PROTOCOL_UDP,
			     .shape = EXTENDED };
	struct frame frame = { .length = 0 };
	struct headers headers;

	make_ipv6(&frame, &talk);
	cr_assert(headers_parse(&headers, frame.bytes, frame.length));
	frame.bytes[14 + 40 + 16 + 3] = 1;
	cr_assert_not(headers_parse(&headers, frame.bytes, frame.length));
}
