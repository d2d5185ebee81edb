/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "peer.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <string.h>
#include <sys/socket.h>

/* Offsets in frames with IPv4 headers of 20 bytes. */
#define IP 14
#define TRANSPORT 34
#define TCP_DATA 54

#define TCP 6
#define UDP 17
#define ICMP 1
#define ICMP6 58
#define UDP_DATA 8

static const uint8_t head[TRANSPORT] = { 2, 0, 0, 0,  0,  1,    2, 0, 0,
					 0, 0, 2, 8,  0,  0x45, 0, 0, 0,
					 0, 0, 0, 0,  64, 0,    0, 0, 10,
					 0, 0, 2, 10, 0,  0,    1 };

static void put16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value);
}

static uint32_t get16(const uint8_t *at)
{
	return (uint32_t)at[0] << 8 | at[1];
}

static uint32_t get32(const uint8_t *at)
{
	return get16(at) << 16 | get16(at + 2);
}

static uint32_t sum(const uint8_t *data, size_t length, uint32_t before)
{
	for (size_t i = 0; i < length; i++)
		before += i % 2 == 0 ? (uint32_t)data[i] << 8 : data[i];
	return before;
}

static uint16_t fold(uint32_t value)
{
	value = (value & 0xffff) + (value >> 16);
	value = (value & 0xffff) + (value >> 16);
	return (uint16_t)value;
}

/* The sum over a transport packet and its pseudo-header: all ones if right. */
static uint16_t transport_sum(const uint8_t *frame, size_t length)
{
	uint32_t pseudo = sum(frame + IP + 12, 8, frame[IP + 9]);

	pseudo += (uint32_t)(length - TRANSPORT);
	return fold(sum(frame + TRANSPORT, length - TRANSPORT, pseudo));
}

static void finish_ip(uint8_t *frame, uint8_t protocol, size_t length)
{
	frame[IP + 9] = protocol;
	put16(frame + IP + 2, (uint32_t)(length - IP));
	put16(frame + IP + 10, (uint16_t)~fold(sum(frame + IP, 20, 0)));
}

static size_t make_segment(uint8_t *frame, const struct peer *peer,
			   uint8_t flags, const void *data, size_t length)
{
	uint8_t *tcp = frame + TRANSPORT;
	size_t start = TCP_DATA + peer->options_length;
	size_t total = start + length;

	memcpy(frame, head, sizeof(head));
	memset(tcp, 0, 20);
	put16(tcp, peer->port);
	put16(tcp + 2, peer->vm_port);
	put32(tcp + 4, peer->next);
	put32(tcp + 8, peer->seen);
	tcp[12] = (uint8_t)((5 + peer->options_length / 4) << 4);
	tcp[13] = flags;
	put16(tcp + 14, peer->window != 0 ? peer->window : 65535);
	if (peer->options_length > 0)
		memcpy(frame + TCP_DATA, peer->options, peer->options_length);
	if (length > 0)
		memcpy(frame + start, data, length);
	finish_ip(frame, TCP, total);
	put16(tcp + 16, (uint16_t)~transport_sum(frame, total));
	return total;
}

void peer_say(struct peer *peer, uint8_t flags, const void *data, size_t length)
{
	uint8_t frame[1514];
	size_t total = make_segment(frame, peer, flags, data, length);

	cr_assert(fake_receive(frame, total, false), "no buffer is posted");
	peer->next += (uint32_t)length + ((flags & (PEER_SYN | PEER_FIN)) != 0);
	peer->options_length = 0;
}

void peer_say_wrongly(struct peer *peer, uint8_t flags, const void *data,
		      size_t length)
{
	uint8_t frame[1514];
	size_t total = make_segment(frame, peer, flags, data, length);

	frame[TRANSPORT + 16] ^= 1;
	cr_assert(fake_receive(frame, total, false));
}

static bool is_to(const struct fake_frame *frame, const struct peer *peer)
{
	return frame->length >= TCP_DATA && frame->data[IP + 9] == TCP &&
	       get16(frame->data + 12) == 0x800 &&
	       get16(frame->data + TRANSPORT + 2) == peer->port;
}

bool peer_hear(struct peer *peer, struct segment *segment)
{
	struct fake_frame frame;
	const uint8_t *tcp = frame.data + TRANSPORT;
	size_t header;

	do {
		if (!fake_sent(&frame))
			return false;
	} while (!is_to(&frame, peer));
	header = (size_t)(tcp[12] >> 4) * 4;
	segment->flags = tcp[13];
	segment->sequence = get32(tcp + 4);
	segment->acknowledgement = get32(tcp + 8);
	segment->window = (uint16_t)get16(tcp + 14);
	segment->options_length = header - 20;
	memcpy(segment->options, tcp + 20, header - 20);
	segment->length = frame.length - TRANSPORT - header;
	memcpy(segment->data, tcp + header, segment->length);
	segment->checksum_right = transport_sum(frame.data, frame.length) ==
				  0xffff;
	segment->asked_checksum = frame.asked_checksum;
	peer->seen = segment->sequence + (uint32_t)segment->length +
		     ((segment->flags & (PEER_SYN | PEER_FIN)) != 0);
	return true;
}

const uint8_t *segment_option(const struct segment *segment, uint8_t kind)
{
	size_t at = 0;

	while (at < segment->options_length && segment->options[at] != 0) {
		if (segment->options[at] == kind)
			return segment->options + at + 2;
		at += segment->options[at] == 1 ? 1 : segment->options[at + 1];
	}
	return NULL;
}

void peer_make_udp(uint8_t *packet, uint16_t from, uint16_t to,
		   const void *data, size_t length)
{
	size_t total = UDP_DATA + length;
	uint32_t pseudo = 0xfd00 + 2 + 0xfd00 + 1 + UDP + (uint32_t)total;

	put16(packet, from);
	put16(packet + 2, to);
	put16(packet + 4, (uint32_t)total);
	put16(packet + 6, 0);
	memcpy(packet + UDP_DATA, data, length);
	for (size_t at = 0; at < total; at += 64)
		pseudo = fold(sum(packet + at,
				  total - at < 64 ? total - at : 64, pseudo));
	put16(packet + 6, (uint16_t)~pseudo);
}

void peer_send_piece(const void *data, size_t length, size_t offset, bool more)
{
	uint8_t frame[1514];

	memcpy(frame, head, sizeof(head));
	put16(frame + IP + 4, 77);
	put16(frame + IP + 6, (uint32_t)(offset / 8) | (more ? 0x2000 : 0));
	memcpy(frame + TRANSPORT, data, length);
	/* That checksum is of IPv6's pseudo-header: none here. */
	if (offset == 0)
		put16(frame + TRANSPORT + 6, 0);
	finish_ip(frame, UDP, TRANSPORT + length);
	cr_assert(fake_receive(frame, TRANSPORT + length, false));
}

void peer_send_piece6(const void *data, size_t length, size_t offset, bool more)
{
	static const uint8_t ends[32] = { 0xfd, [15] = 2, 0xfd, [31] = 1 };
	uint8_t frame[1514] = { 0 };
	uint8_t *ip = frame + IP, *piece = ip + 40;

	memcpy(frame, head, 12);
	put16(frame + 12, 0x86dd);
	ip[0] = 0x60;
	put16(ip + 4, (uint32_t)(8 + length));
	ip[6] = 44;
	ip[7] = 64;
	memcpy(ip + 8, ends, sizeof(ends));
	piece[0] = UDP;
	put16(piece + 2, (uint32_t)offset | more);
	put32(piece + 4, 78);
	memcpy(piece + 8, data, length);
	cr_assert(fake_receive(frame, IP + 48 + length, false));
}

void peer_send_icmp6(uint8_t *packet, size_t length)
{
	static const uint8_t ends[32] = { 0xfe, 0x80, [15] = 2,
					  0xff, 0x02, [31] = 1 };
	uint32_t pseudo = sum(ends, sizeof(ends), ICMP6 + (uint32_t)length);
	uint8_t frame[1514] = { 0 };
	uint8_t *ip = frame + IP;

	memcpy(frame, head, 12);
	put16(frame + 12, 0x86dd);
	ip[0] = 0x60;
	put16(ip + 4, (uint32_t)length);
	ip[6] = ICMP6;
	ip[7] = 255;
	memcpy(ip + 8, ends, sizeof(ends));
	put16(packet + 2, 0);
	put16(packet + 2, (uint16_t)~fold(sum(packet, length, pseudo)));
	memcpy(ip + 40, packet, length);
	cr_assert(fake_receive(frame, IP + 40 + length, false));
}

int peer_service(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET,
				   .sin_port = htons(80) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	cr_assert_eq(bind(fd, (struct sockaddr *)&any, sizeof(any)), 0);
	cr_assert_eq(listen(fd, 100), 0);
	return fd;
}

void peer_open(struct peer *peer, uint16_t port, uint16_t vm_port,
	       uint32_t sequence)
{
	struct segment segment;

	*peer = (struct peer){ .port = port,
			       .vm_port = vm_port,
			       .next = sequence };
	peer_say(peer, PEER_SYN, NULL, 0);
	cr_assert(peer_hear(peer, &segment), "no answer to SYN");
	cr_assert_eq(segment.flags & (PEER_SYN | PEER_ACK | PEER_RST),
		     PEER_SYN | PEER_ACK);
	cr_assert_eq(segment.acknowledgement, peer->next);
	peer_say(peer, PEER_ACK, NULL, 0);
}

void peer_ask(void)
{
	static const uint8_t request[42] = {
		255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0,  2, 8, 6,
		0,   1,   8,   0,   6,   4,   0, 1, 2, 0, 0,  0, 0, 2,
		10,  0,   0,   2,   0,   0,   0, 0, 0, 0, 10, 0, 0, 1
	};

	cr_assert(fake_receive(request, sizeof(request), false));
}

void peer_arrive(void)
{
	struct fake_frame frame;

	peer_ask();
	cr_assert(fake_sent(&frame));
	cr_assert_eq(get16(frame.data + 12), 0x806);
	cr_assert_eq(frame.data[21], 2, "not an answer");
}

bool peer_ping(void)
{
	uint8_t request[TRANSPORT + 8 + 56] = { 0 };
	struct fake_frame frame;
	uint8_t *icmp = request + TRANSPORT;

	memcpy(request, head, sizeof(head));
	finish_ip(request, ICMP, sizeof(request));
	icmp[0] = 8;
	put16(icmp + 2, (uint16_t)~fold(sum(icmp, 64, 0)));
	if (!fake_receive(request, sizeof(request), false))
		return false;
	while (fake_sent(&frame))
		if (frame.data[IP + 9] == ICMP && frame.data[TRANSPORT] == 0 &&
		    fold(sum(frame.data + TRANSPORT, 64, 0)) == 0xffff)
			return true;
	return false;
}
