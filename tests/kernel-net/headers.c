/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Finding headers: good frames of each kind, the same cut at every length, and
 * headers that contradict each other.  Each frame lies at the end of memory of
 * its own, so that reading past it is noticed.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "frames.h"
#include "headers.h"
#include "wire.h"

static bool parse_cut(struct headers *h, const struct frame *frame,
		      uint32_t length)
{
	uint8_t *copy = malloc(length ? length : 1);
	bool good;

	memcpy(copy, frame->bytes, length);
	good = headers_parse(h, copy, length);
	free(copy);
	return good;
}

static bool parse(struct headers *h, const struct frame *frame)
{
	return parse_cut(h, frame, frame->length);
}

/* Good as a whole and with bytes after it, bad at every shorter length. */
static void check_cuts(struct frame *frame)
{
	static const uint8_t padding[30];
	struct headers h;

	for (uint32_t n = 0; n < frame->length; n++)
		cr_assert(!parse_cut(&h, frame, n), "good at %u of %u bytes", n,
			  frame->length);
	cr_assert(parse(&h, frame));
	frame_add(frame, padding, sizeof(padding));
	cr_assert(parse(&h, frame));
}

Test(headers, cut_at_every_length)
{
	struct frame frame;

	frame_arp(&frame, BROADCAST, 1, 1, 0x01020304);
	check_cuts(&frame);
	frame_udp4(&frame, 2, 1, 1000, 2000, 100);
	check_cuts(&frame);
	frame_udp6(&frame, 2, 1, 1000, 2000, 100);
	check_cuts(&frame);
	frame_neighbour(&frame, 2, 1, ND_SOLICITATION, 2, 1, 1);
	check_cuts(&frame);
}

Test(headers, tell_where_the_transport_is)
{
	struct frame frame;
	struct headers h;

	frame_udp4(&frame, 2, 1, 1000, 2000, 6);
	cr_assert(parse(&h, &frame));
	cr_assert_eq(h.type, ETHER_IPV4);
	cr_assert_eq(h.transport, 34);
	cr_assert_eq(h.end, 48);
	cr_assert_eq(h.protocol, PROTOCOL_UDP);
	cr_assert(headers_udp_to(&h, frame.bytes, 2000));
	cr_assert(!headers_udp_to(&h, frame.bytes, 1000));
	frame_icmpv6(&frame, 2, 1, ND_REDIRECT, 4);
	cr_assert(parse(&h, &frame));
	cr_assert_eq(headers_icmpv6(&h, frame.bytes), ND_REDIRECT);
	frame_udp4(&frame, 2, 1, ND_REDIRECT << 8, 0, 6);
	frame.bytes[23] = PROTOCOL_ICMPV6; /* over IPv4 it is none */
	cr_assert(parse(&h, &frame));
	cr_assert_eq(headers_icmpv6(&h, frame.bytes), 0);
}

Test(headers, other_types_do_not_pass)
{
	static const uint16_t types[] = { 0x8100, 0x88a8, 0x9100,     0x8847,
					  0x8863, 0x88cc, 0x0806 + 1, 0x05dc,
					  0x0026, 0x0000, 0xffff,     0x0008,
					  0xdd86 };
	struct frame frame;
	struct headers h;

	for (unsigned i = 0; i < sizeof(types) / sizeof(*types); i++) {
		frame_udp4(&frame, 2, 1, 1000, 2000, 100);
		frame_put16(&frame, 12, types[i]);
		cr_assert(!parse(&h, &frame), "%04x", types[i]);
	}
}

Test(headers, arp_of_other_kinds_does_not_pass)
{
	static const struct {
		uint32_t at;
		uint16_t value;
	} wrong[] = { { 14, 6 },      { 16, 0x86dd }, { 18, 0x0604 + 1 },
		      { 18, 0x1004 }, { 20, 0 },      { 20, 3 },
		      { 20, 8 } };
	struct frame frame;
	struct headers h;

	for (unsigned i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		frame_arp(&frame, BROADCAST, 1, 1, 0);
		frame_put16(&frame, wrong[i].at, wrong[i].value);
		cr_assert(!parse(&h, &frame), "%u", i);
	}
}

Test(headers, ipv4_lengths_must_agree)
{
	struct frame frame;
	struct headers h;

	frame_udp4(&frame, 2, 1, 1000, 2000, 100);
	frame.bytes[14] = 0x44; /* header of 16 bytes */
	cr_assert(!parse(&h, &frame));
	frame.bytes[14] = 0x55;
	cr_assert(!parse(&h, &frame));
	frame.bytes[14] = 0x4f; /* of 60: UDP is further on */
	cr_assert(parse(&h, &frame));
	cr_assert_eq(h.transport, 14 + 60);
	frame_put16(&frame, 16, 59);
	cr_assert(!parse(&h, &frame));
	frame_put16(&frame, 16, 60); /* the UDP header is missing */
	cr_assert(!parse(&h, &frame));
	frame_put16(&frame, 16, 67);
	cr_assert(!parse(&h, &frame));
	frame_put16(&frame, 16, 68);
	cr_assert(parse(&h, &frame));
	frame_put16(&frame, 16, 0xffff);
	cr_assert(!parse(&h, &frame));
}

Test(headers, later_ipv4_fragments_have_no_transport)
{
	struct frame frame;
	struct headers h;

	frame_udp4(&frame, 2, 1, PORT_DHCP_SERVER, PORT_DHCP_CLIENT, 100);
	frame_put16(&frame, 20, 0x2000); /* the first of several */
	cr_assert(parse(&h, &frame));
	cr_assert_eq(h.transport, 34);
	frame_put16(&frame, 20, 0x0001);
	cr_assert(parse(&h, &frame));
	cr_assert_eq(h.transport, 0);
	cr_assert(!headers_udp_to(&h, frame.bytes, PORT_DHCP_CLIENT));
	frame_put16(&frame, 16, 20); /* and may be as short as they like */
	cr_assert(parse(&h, &frame));
}

/* count extension headers of 8 bytes, each of the kind the table says. */
static void chain(struct frame *frame, const uint8_t *kinds, unsigned count,
		  uint8_t last)
{
	uint8_t payload[8 * 16 + 8] = { 0 };

	for (unsigned i = 0; i < count; i++)
		payload[8 * i] = i + 1 < count ? kinds[i + 1] : last;
	frame_ipv6(frame, 2, 1, count ? kinds[0] : last, payload,
		   8 * count + 8);
}

Test(headers, ipv6_extensions_are_walked)
{
	static const uint8_t kinds[9] = {
		PROTOCOL_HOP_BY_HOP,  PROTOCOL_DESTINATION,
		PROTOCOL_ROUTING,     PROTOCOL_FRAGMENT,
		PROTOCOL_DESTINATION, PROTOCOL_DESTINATION,
		PROTOCOL_DESTINATION, PROTOCOL_DESTINATION,
		PROTOCOL_DESTINATION
	};
	struct frame frame;
	struct headers h;

	for (unsigned count = 0; count <= 8; count++) {
		chain(&frame, kinds, count, PROTOCOL_UDP);
		cr_assert(parse(&h, &frame), "%u", count);
		cr_assert_eq(h.transport, 54 + 8 * count);
		cr_assert_eq(h.protocol, PROTOCOL_UDP);
		for (uint32_t n = 0; n < frame.length; n++)
			cr_assert(!parse_cut(&h, &frame, n));
	}
	chain(&frame, kinds, 9, PROTOCOL_UDP);
	cr_assert(!parse(&h, &frame), "a chain without end");
}

Test(headers, ipv6_extensions_must_lie_inside)
{
	static const uint8_t kind = PROTOCOL_DESTINATION;
	struct frame frame;
	struct headers h;

	chain(&frame, &kind, 1, PROTOCOL_UDP);
	frame.bytes[55] = 1; /* 16 bytes: all there is */
	cr_assert(!parse(&h, &frame), "no room for UDP");
	frame.bytes[54] = 59; /* no next header */
	cr_assert(parse(&h, &frame));
	frame.bytes[55] = 2;
	cr_assert(!parse(&h, &frame));
	frame.bytes[55] = 255;
	cr_assert(!parse(&h, &frame));
	frame_put16(&frame, 18, 7); /* the payload ends inside the extension */
	frame.bytes[55] = 0;
	cr_assert(!parse(&h, &frame));
	frame_put16(&frame, 18, 0xffff);
	cr_assert(!parse(&h, &frame));
}

Test(headers, ipv6_fragments)
{
	static const uint8_t kinds[] = { PROTOCOL_FRAGMENT,
					 PROTOCOL_DESTINATION };
	struct frame frame;
	struct headers h;

	/* A first fragment whose headers go on in the next one. */
	chain(&frame, kinds, 2, PROTOCOL_ICMPV6);
	frame_put16(&frame, 54 + 2, 0x0001);
	cr_assert(parse(&h, &frame));
	cr_assert_eq(h.protocol, PROTOCOL_ICMPV6);
	frame_put16(&frame, 18, 16);
	cr_assert(!parse(&h, &frame), "the transport's header is missing");
	frame_put16(&frame, 18, 12);
	cr_assert(!parse(&h, &frame), "half an extension");
	/* A later one holds anything. */
	frame_put16(&frame, 54 + 2, 0x0008);
	cr_assert(parse(&h, &frame));
	cr_assert_eq(h.transport, 0);
	cr_assert_eq(headers_icmpv6(&h, frame.bytes), 0);
	frame_put16(&frame, 18, 8);
	cr_assert(parse(&h, &frame));
	frame_put16(&frame, 18, 7);
	cr_assert(!parse(&h, &frame), "but its own header");
}

Test(headers, noise_is_read_within_bounds)
{
	struct frame frame;
	struct headers h;

	srand(1);
	for (unsigned i = 0; i < 200000; i++) {
		static const uint16_t types[] = { ETHER_ARP, ETHER_IPV4,
						  ETHER_IPV6 };

		frame.length = (uint32_t)rand() % 200;
		for (uint32_t j = 0; j < frame.length; j++)
			frame.bytes[j] = (uint8_t)rand();
		frame_put16(&frame, 12, types[i % 3]);
		frame.bytes[14] = i % 3 == 1 ? 0x45 : 0x60;
		frame_put16(&frame, i % 3 == 1 ? 16 : 18,
			    (uint16_t)(rand() % 160));
		frame.bytes[20] &= 63;
		if (parse(&h, &frame))
			cr_assert(h.transport <= h.end &&
				  h.end <= frame.length);
	}
}
