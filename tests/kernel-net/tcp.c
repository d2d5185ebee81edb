/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sums are computed over the whole of what they cover, the long way.
 */
#include "tcp.h"

#include <string.h>

#include "wire.h"

static void add_segment(struct frame *frame, uint16_t source,
			uint16_t destination, uint8_t flags, uint32_t sequence,
			uint32_t payload)
{
	uint32_t at = frame->length;

	memset(frame->bytes + at, 0, TCP_SIZE);
	for (uint32_t i = 0; i < payload; i++)
		frame->bytes[at + TCP_SIZE + i] = (uint8_t)(i * 7 + 1);
	frame->length += TCP_SIZE + payload;
	frame_put16(frame, at, source);
	frame_put16(frame, at + 2, destination);
	frame_put32(frame, at + 4, sequence);
	frame_put16(frame, at + 12, (uint16_t)(0x5000 | flags));
}

void frame_tcp4(struct frame *frame, uint32_t to, uint32_t from,
		uint16_t source, uint16_t destination, uint8_t flags,
		uint32_t sequence, uint32_t payload)
{
	frame_udp4(frame, to, from, 0, 0, 0);
	frame->length = TCP_FRAME4;
	frame->bytes[IPV4_PROTOCOL] = PROTOCOL_TCP;
	frame_put16(frame, IPV4_LENGTH,
		    (uint16_t)(IPV4_SIZE + TCP_SIZE + payload));
	add_segment(frame, source, destination, flags, sequence, payload);
}

void frame_tcp6(struct frame *frame, uint32_t to, uint32_t from,
		uint16_t source, uint16_t destination, uint8_t flags,
		uint32_t sequence, uint32_t payload)
{
	frame_ipv6(frame, to, from, PROTOCOL_TCP, NULL, 0);
	frame_put16(frame, IPV6_LENGTH, (uint16_t)(TCP_SIZE + payload));
	add_segment(frame, source, destination, flags, sequence, payload);
}

static uint32_t add_bytes(uint32_t sum, const uint8_t *at, uint32_t length)
{
	for (uint32_t i = 0; i < length; i++)
		sum += i % 2 ? at[i] : (uint32_t)at[i] << 8;
	return sum;
}

static uint16_t fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

struct parts {
	uint32_t transport, end, field;
	uint32_t pseudo; /* sum of the pseudo-header */
	bool four, udp;
};

static struct parts parts_of(const uint8_t *frame)
{
	struct parts p = { .four = net16(frame + ETHER_TYPE) == ETHER_IPV4 };
	uint8_t protocol = frame[p.four ? IPV4_PROTOCOL : IPV6_NEXT];

	p.udp = protocol == PROTOCOL_UDP;
	if (p.four) {
		p.transport = ETHER_HEADER + (frame[IPV4_VERSION] & 15u) * 4;
		p.end = ETHER_HEADER + net16(frame + IPV4_LENGTH);
		p.pseudo = add_bytes(0, frame + IPV4_SOURCE, 8);
	} else {
		p.transport = ETHER_HEADER + IPV6_SIZE;
		p.end = p.transport + net16(frame + IPV6_LENGTH);
		p.pseudo = add_bytes(0, frame + IPV6_SOURCE, 32);
	}
	p.pseudo += protocol + p.end - p.transport;
	p.field = p.transport + (p.udp ? 6 : protocol == PROTOCOL_TCP ? 16 : 2);
	return p;
}

static uint16_t segment_sum(const uint8_t *frame, const struct parts *p)
{
	return fold(add_bytes(p->pseudo, frame + p->transport,
			      p->end - p->transport));
}

static void sum_header(struct frame *frame, const struct parts *p)
{
	if (!p->four)
		return;
	frame_put16(frame, IPV4_CHECKSUM, 0);
	frame_put16(frame, IPV4_CHECKSUM,
		    (uint16_t)~fold(add_bytes(0, frame->bytes + ETHER_HEADER,
					      p->transport - ETHER_HEADER)));
}

void frame_sum(struct frame *frame)
{
	struct parts p = parts_of(frame->bytes);
	uint16_t sum;

	sum_header(frame, &p);
	frame_put16(frame, p.field, 0);
	sum = (uint16_t)~segment_sum(frame->bytes, &p);
	frame_put16(frame, p.field, p.udp && !sum ? 0xffff : sum);
}

bool frame_sums_right(const uint8_t *bytes, uint32_t length)
{
	struct parts p = parts_of(bytes);

	if (p.end > length)
		return false;
	if (p.four && fold(add_bytes(0, bytes + ETHER_HEADER,
				     p.transport - ETHER_HEADER)) != 0xffff)
		return false;
	return segment_sum(bytes, &p) == 0xffff;
}

void frame_sum_partly(struct frame *frame)
{
	struct parts p = parts_of(frame->bytes);

	sum_header(frame, &p);
	frame_put16(frame, p.field, fold(p.pseudo));
}

void frame_complete(struct frame *frame)
{
	struct parts p = parts_of(frame->bytes);
	uint16_t sum = (uint16_t)~fold(
		add_bytes(0, frame->bytes + p.transport, p.end - p.transport));

	frame_put16(frame, p.field, sum);
}
