/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Fuzzer of the stack: frames from the wire between calls of a service.
 *
 * An input is a list of actions, each a byte and what it needs.  Most frames
 * are nearly right, since nonsense is dropped early.  After each input all
 * sockets are closed and time passes; nothing may be left then.  What lwIP
 * asserts must hold whatever comes.
 */
#include <arpa/inet.h>
#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <ilwaco/clock.h>

#include "fake.h"

#define CLIENTS 8
#define FRAME_MAX 1514

static const uint8_t *input;
static size_t input_left;

static uint32_t take(unsigned int bytes)
{
	uint32_t value = 0;

	while (bytes-- > 0) {
		value <<= 8;
		if (input_left > 0) {
			value |= *input++;
			input_left--;
		}
	}
	return value;
}

static uint8_t frame[FRAME_MAX];

static void put16(size_t at, uint32_t value)
{
	frame[at] = (uint8_t)(value >> 8);
	frame[at + 1] = (uint8_t)value;
}

static void put32(size_t at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value);
}

/* Bytes of the input, or, where it is used up, zeros. */
static size_t put_data(size_t at, size_t length)
{
	size_t part = length < input_left ? length : input_left;

	if (length > FRAME_MAX - at)
		length = FRAME_MAX - at;
	if (part > length)
		part = length;
	memset(frame + at, 0, length);
	memcpy(frame + at, input, part);
	input += part;
	input_left -= part;
	return at + length;
}

static void put_ethernet(uint32_t type)
{
	static const uint8_t addresses[12] = { 2, 0, 0, 0, 0, 1,
					       2, 0, 0, 0, 0, 2 };

	memcpy(frame, addresses, sizeof(addresses));
	put16(12, type);
}

static void put_ip4(uint32_t protocol, uint32_t fragment, size_t length)
{
	uint32_t sum = 0;

	put_ethernet(0x800);
	put16(14, 0x4500);
	put16(16, (uint32_t)(length - 14));
	put16(18, 1);
	put16(20, fragment);
	put16(22, 64 << 8 | protocol);
	put16(24, 0);
	put32(26, 0x0a000002);
	put32(30, 0x0a000001);
	for (size_t i = 14; i < 34; i += 2)
		sum += (uint32_t)frame[i] << 8 | frame[i + 1];
	sum = (sum & 0xffff) + (sum >> 16);
	put16(24, ~(sum + (sum >> 16)));
}

static void put_ip6(uint32_t next, size_t length)
{
	put_ethernet(0x86dd);
	put32(14, 0x60000000);
	put16(18, (uint32_t)(length - 54));
	put16(20, next << 8 | 255);
	memset(frame + 22, 0, 32);
	frame[22] = frame[38] = 0xfd;
	frame[37] = 2;
	frame[53] = 1;
}

static void receive(size_t length)
{
	assert(fake_receive(frame, length, true) && "the ring ran dry");
}

static void frame_of_anything(void)
{
	size_t length = put_data(0, 14 + take(2) % (FRAME_MAX - 13));

	receive(length);
}

static void frame_of_ip4(void)
{
	uint32_t protocol = take(1);
	size_t length = put_data(34, take(2) % (FRAME_MAX - 34));

	put_ip4(protocol, 0, length);
	receive(length);
}

static void frame_of_ip6(void)
{
	uint32_t next = take(1);
	size_t length = put_data(54, take(2) % (FRAME_MAX - 54));

	put_ip6(next, length);
	receive(length);
}

static void fragment_of_ip4(void)
{
	uint32_t protocol = take(1), fragment = take(2);
	size_t length = put_data(34, take(2) % (FRAME_MAX - 34));

	put_ip4(protocol, fragment & 0x3fff, length);
	receive(length);
}

static void fragment_of_ip6(void)
{
	uint32_t next = take(1), fragment = take(2);
	size_t length = put_data(62, take(2) % (FRAME_MAX - 62));

	put_ip6(44, length);
	put16(54, next << 8);
	put16(56, fragment & 0xfff9);
	put32(58, 7);
	receive(length);
}

/* Connections from the peer's ports 1000 and up, as the VM sees them. */
static struct {
	uint32_t next; /* of the VM's, what it expects */
	uint32_t sent; /* what the VM has sent */
} streams[CLIENTS];

/* Follows what the VM says, so that most segments fit the connections. */
static void listen_to_vm(void)
{
	struct fake_frame sent;

	while (fake_sent(&sent)) {
		const uint8_t *tcp = sent.data + 34;
		unsigned int i;

		if (sent.length < 54 || sent.data[23] != 6 ||
		    sent.data[12] != 8)
			continue;
		i = ((unsigned int)tcp[2] << 8 | tcp[3]) - 1000;
		if (i >= CLIENTS)
			continue;
		streams[i].sent = (uint32_t)tcp[4] << 24 | tcp[5] << 16 |
				  tcp[6] << 8 | tcp[7];
		streams[i].sent += (uint32_t)sent.length - 34 -
				   (tcp[12] >> 4) * 4u + (tcp[13] & 3 ? 1 : 0);
		streams[i].next = (uint32_t)tcp[8] << 24 | tcp[9] << 16 |
				  tcp[10] << 8 | tcp[11];
	}
}

static void segment(void)
{
	unsigned int i = take(1) % CLIENTS;
	uint32_t flags = take(1);
	int32_t sequence = (int16_t)take(2), acknowledgement = (int8_t)take(1);
	uint32_t window = take(2);
	uint32_t options = take(1) % 11 * 4;
	size_t length;

	listen_to_vm();
	length = put_data(54 + options, take(2) % (FRAME_MAX - 54 - options));
	put_data(54, options);
	put16(34, 1000 + i);
	put16(36, 80);
	put32(38, streams[i].next + (uint32_t)sequence);
	put32(42, streams[i].sent + (uint32_t)acknowledgement);
	put16(46, (5 + options / 4) << 12 | flags);
	put16(48, window);
	put32(50, 0);
	put_ip4(6, 0, length);
	receive(length);
}

static void handshake(void)
{
	unsigned int i = take(1) % CLIENTS;

	for (int step = 0; step < 2; step++) {
		listen_to_vm();
		put16(34, 1000 + i);
		put16(36, 80);
		put32(38, step == 0 ? 100 : streams[i].next);
		put32(42, streams[i].sent);
		put16(46, 5 << 12 | (step == 0 ? 2 : 16));
		put16(48, 65535);
		put32(50, 0);
		put_ip4(6, 0, 54);
		receive(54);
	}
}

/* The service: a listening socket, one for datagrams, and clients. */
static int listener, datagrams;
static int clients[CLIENTS];

static void open_all(void)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6,
				    .sin6_port = htons(80) };

	listener = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0);
	bind(listener, (struct sockaddr *)&any, sizeof(any));
	listen(listener, 100);
	datagrams = socket(AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	bind(datagrams, (struct sockaddr *)&any, sizeof(any));
	for (int i = 0; i < CLIENTS; i++)
		clients[i] = -1;
}

static void accept_one(void)
{
	for (int i = 0; i < CLIENTS; i++)
		if (clients[i] < 0) {
			clients[i] = accept4(listener, NULL, NULL,
					     SOCK_NONBLOCK);
			return;
		}
}

static void connect_one(void)
{
	struct sockaddr_in peer = {
		.sin_family = AF_INET,
		.sin_port = htons(1000 + (uint16_t)(take(1) % CLIENTS)),
		.sin_addr.s_addr = htonl(0x0a000002)
	};

	for (int i = 0; i < CLIENTS; i++)
		if (clients[i] < 0) {
			clients[i] = socket(AF_INET,
					    SOCK_STREAM | SOCK_NONBLOCK, 0);
			connect(clients[i], (struct sockaddr *)&peer,
				sizeof(peer));
			return;
		}
}

static void use_client(void)
{
	static char data[70000];
	unsigned int i = take(1) % CLIENTS;
	uint32_t what = take(1);
	size_t length = take(2);

	if (clients[i] < 0)
		return;
	switch (what % 6) {
	case 0:
		recv(clients[i], data, length, 0);
		break;
	case 1:
		send(clients[i], data, length, 0);
		break;
	case 2:
		shutdown(clients[i], (int)(length % 3));
		break;
	case 3:
		fake_close(clients[i]);
		clients[i] = -1;
		break;
	case 4:
		recv(clients[i], data, length, MSG_PEEK);
		break;
	case 5:
		recv(datagrams, data, length, 0);
		break;
	}
}

static void pass_time(void)
{
	fake_pass(take(2) * 10 * ILW_MILLISECOND);
}

static void (*const actions[])(void) = {
	frame_of_anything, frame_of_ip4, frame_of_ip6, fragment_of_ip4,
	fragment_of_ip6,   segment,      handshake,    accept_one,
	connect_one,       use_client,   pass_time
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool started;
	size_t blocks;

	if (!started)
		fake_start();
	started = true;
	blocks = fake_blocks;
	input = data;
	input_left = size;
	open_all();
	while (input_left > 0)
		actions[take(1) % (sizeof(actions) / sizeof(actions[0]))]();
	for (int i = 0; i < CLIENTS; i++)
		if (clients[i] >= 0)
			fake_close(clients[i]);
	fake_close(listener);
	fake_close(datagrams);
	fake_pass(3600 * ILW_SECOND);
	fake_forget_sent();
	assert(fake_blocks == blocks && "something was left behind");
	return 0;
}
