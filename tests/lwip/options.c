/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the port has chosen of lwIP (lwipopts.h), as a peer on the wire sees it.
 */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include <ilwaco/clock.h>

#include "lwip/opt.h"

#include "fake.h"
#include "peer.h"

#define MSS 2
#define WINDOW_SCALE 3
#define SACK_PERMITTED 4
#define SACK 5

static int fd;

static void start(void)
{
	fake_start();
	fd = peer_service();
	peer_arrive();
}

TestSuite(options, .init = start);

/* As peer_open, with options, and the answer to them; then with a window. */
static int open_with(struct peer *peer, const uint8_t *options, size_t length,
		     uint16_t window, struct segment *answer)
{
	int client;

	*peer = (struct peer){ .port = 1000, .vm_port = 80, .next = 1 };
	peer->options = options;
	peer->options_length = length;
	peer_say(peer, PEER_SYN, NULL, 0);
	cr_assert(peer_hear(peer, answer));
	peer->window = window;
	peer_say(peer, PEER_ACK, NULL, 0);
	client = accept4(fd, NULL, NULL, SOCK_NONBLOCK);
	cr_assert_geq(client, 0);
	return client;
}

static const uint8_t scale_by_2[] = { MSS, 4, 5, 180, WINDOW_SCALE, 3, 2, 1 };
static const uint8_t sack_permitted[] = { SACK_PERMITTED, 2, 1, 1 };

/* TCP_MSS, TCP_WND: what a SYN is answered with. */
Test(options, segments_and_window_are_announced)
{
	struct segment answer;
	const uint8_t *mss;
	struct peer peer;

	open_with(&peer, NULL, 0, 0, &answer);
	mss = segment_option(&answer, MSS);
	cr_assert_not_null(mss);
	cr_assert_eq(mss[0] << 8 | mss[1], TCP_MSS);
	cr_assert_eq(answer.window, TCP_WND);
	cr_assert_null(segment_option(&answer, WINDOW_SCALE));
	cr_assert_null(segment_option(&answer, SACK_PERMITTED));
}

/* LWIP_WND_SCALE, TCP_RCV_SCALE: a window of 730 is one of 2,920. */
Test(options, windows_are_scaled_if_both_want_that)
{
	static const char data[8000];
	struct segment answer, segment;
	const uint8_t *scale;
	struct peer peer;
	size_t heard = 0;
	int client = open_with(&peer, scale_by_2, sizeof(scale_by_2), 730,
			       &answer);

	scale = segment_option(&answer, WINDOW_SCALE);
	cr_assert_not_null(scale);
	cr_assert_eq(scale[0], TCP_RCV_SCALE);
	cr_assert_eq(send(client, data, sizeof(data), 0), sizeof(data));
	while (peer_hear(&peer, &segment)) {
		cr_assert_eq(segment.window, TCP_WND >> TCP_RCV_SCALE);
		heard += segment.length;
	}
	cr_assert_eq(heard, 2 * TCP_MSS, "%zu", heard);
}

/* TCP_QUEUE_OOSEQ, LWIP_TCP_SACK_OUT. */
Test(options, what_comes_early_is_kept_and_told)
{
	struct segment answer, segment;
	const uint8_t *blocks;
	struct peer peer;
	char data[16];
	int client = open_with(&peer, sack_permitted, sizeof(sack_permitted), 0,
			       &answer);

	cr_assert_not_null(segment_option(&answer, SACK_PERMITTED));
	peer.next += 5;
	peer_say(&peer, PEER_ACK, "world", 5);
	cr_assert(peer_hear(&peer, &segment));
	blocks = segment_option(&segment, SACK);
	cr_assert_not_null(blocks);
	cr_assert_eq(segment.acknowledgement, 2);
	cr_assert_arr_eq(blocks, "\0\0\0\7\0\0\0\14", 8);
	peer.next = 2;
	peer_say(&peer, PEER_ACK, "hello", 5);
	cr_assert_eq(recv(client, data, sizeof(data), 0), 10);
	cr_assert_arr_eq(data, "helloworld", 10);
}

/* TCP_OOSEQ_MAX_PBUFS: more is not kept, and nothing breaks. */
Test(options, what_is_kept_of_that_is_bounded)
{
	struct segment segment;
	struct peer peer;
	char data[512];
	int client;

	peer_open(&peer, 1000, 80, 1);
	client = accept4(fd, NULL, NULL, SOCK_NONBLOCK);
	peer.next++;
	for (int i = 0; i < 2 * TCP_OOSEQ_MAX_PBUFS; i++)
		peer_say(&peer, PEER_ACK, "x", 1);
	peer.next = 2;
	peer_say(&peer, PEER_ACK, "0", 1);
	cr_assert_eq(recv(client, data, sizeof(data), 0),
		     TCP_OOSEQ_MAX_PBUFS + 1);
	fake_pass(ILW_SECOND);
	while (peer_hear(&peer, &segment))
		;
	cr_assert_eq(segment.acknowledgement, 2 + TCP_OOSEQ_MAX_PBUFS + 1);
	peer.next = segment.acknowledgement;
	peer_say(&peer, PEER_ACK, "on", 2);
	cr_assert_eq(recv(client, data, sizeof(data), 0), 2);
}

/* A connection that is asked about after so many seconds, thrice. */
static int open_kept_alive(struct peer *peer, int idle)
{
	static const int one = 1, three = 3;
	int client;

	peer_open(peer, 1000, 80, 1);
	client = accept4(fd, NULL, NULL, SOCK_NONBLOCK);
	setsockopt(client, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof(one));
	setsockopt(client, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof(idle));
	setsockopt(client, IPPROTO_TCP, TCP_KEEPINTVL, &one, sizeof(one));
	setsockopt(client, IPPROTO_TCP, TCP_KEEPCNT, &three, sizeof(three));
	fake_forget_sent();
	return client;
}

/* LWIP_TCP_KEEPALIVE: probes as the socket says, then the end. */
Test(options, keep_alive_probes_and_gives_up)
{
	struct segment segment;
	unsigned int probes = 0;
	struct peer peer;
	char data;
	int client = open_kept_alive(&peer, 10);

	fake_pass(8 * ILW_SECOND);
	cr_assert_not(peer_hear(&peer, &segment));
	fake_pass(4 * ILW_SECOND);
	cr_assert(peer_hear(&peer, &segment), "a probe");
	cr_assert_leq(segment.length, 1);
	peer.seen = segment.sequence + 1;
	peer_say(&peer, PEER_ACK, NULL, 0); /* alive */
	fake_forget_sent();
	fake_pass(8 * ILW_SECOND);
	cr_assert_eq(fake_poll(client) & POLLERR, 0);
	fake_pass(30 * ILW_SECOND);
	while (peer_hear(&peer, &segment))
		probes += (segment.flags & PEER_RST) == 0;
	cr_assert_eq(probes, 3, "%u", probes);
	cr_assert_eq(recv(client, &data, 1, 0), -1);
	cr_assert_eq(errno, ETIMEDOUT);
}

/* What was sent and lost is sent again, for longer than keep-alive would wait;
 * once it has arrived, keep-alive begins anew. */
Test(options, keep_alive_waits_for_retransmissions)
{
	struct segment segment;
	struct peer peer;
	char data;
	int client = open_kept_alive(&peer, 1);

	cr_assert_eq(send(client, "x", 1, 0), 1);
	for (int i = 0; i < 60; i++) {
		fake_pass(ILW_SECOND);
		while (peer_hear(&peer, &segment))
			cr_assert_eq(segment.length, 1, "a probe, after %d", i);
	}
	cr_assert_eq(fake_poll(client) & POLLERR, 0);
	peer_say(&peer, PEER_ACK, "y", 1);
	cr_assert_eq(recv(client, &data, 1, 0), 1);
	fake_pass(8 * ILW_SECOND);
	cr_assert_eq(recv(client, &data, 1, 0), -1);
	cr_assert_eq(errno, ETIMEDOUT);
}

/* TCP_CORK: short segments wait for more. */
Test(options, what_is_corked_goes_as_one)
{
	static const int on = 1, off = 0;
	struct segment segment;
	struct peer peer;
	int client;

	peer_open(&peer, 1000, 80, 1);
	client = accept4(fd, NULL, NULL, SOCK_NONBLOCK);
	setsockopt(client, IPPROTO_TCP, TCP_CORK, &on, sizeof(on));
	cr_assert_eq(send(client, "one", 3, 0), 3);
	cr_assert_eq(send(client, "two", 3, 0), 3);
	cr_assert_not(peer_hear(&peer, &segment));
	setsockopt(client, IPPROTO_TCP, TCP_CORK, &off, sizeof(off));
	cr_assert(peer_hear(&peer, &segment));
	cr_assert_eq(segment.length, 6);
	peer_say(&peer, PEER_ACK, NULL, 0);
	cr_assert_eq(send(client, "three", 5, MSG_MORE), 5);
	cr_assert_not(peer_hear(&peer, &segment));
	cr_assert_eq(send(client, "four", 4, 0), 4);
	cr_assert(peer_hear(&peer, &segment));
	cr_assert_eq(segment.length, 9);
}

static int datagram_socket(int family)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6,
				    .sin6_port = htons(53) };
	struct sockaddr_in any4 = { .sin_family = AF_INET,
				    .sin_port = htons(53) };
	int new = socket(family, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	cr_assert_eq(family == AF_INET ?
			     bind(new, (struct sockaddr *)&any4, sizeof(any4)) :
			     bind(new, (struct sockaddr *)&any, sizeof(any)),
		     0);
	return new;
}

/* IP_REASSEMBLY, LWIP_IPV6_REASS: in any order. */
static void put_together(int family,
			 void (*send_piece)(const void *, size_t, size_t, bool))
{
	static uint8_t packet[3008], data[3000], got[4000];
	int socket = datagram_socket(family);

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 7 >> 2);
	peer_make_udp(packet, 7, 53, data, sizeof(data));
	send_piece(packet + 1200, 1200, 1200, true);
	send_piece(packet + 2400, sizeof(packet) - 2400, 2400, false);
	cr_assert_eq(recv(socket, got, sizeof(got), 0), -1);
	send_piece(packet, 1200, 0, true);
	cr_assert_eq(recv(socket, got, sizeof(got), 0), sizeof(data));
	cr_assert_arr_eq(got, data, sizeof(data));
}

Test(options, pieces_of_ipv4_are_put_together)
{
	put_together(AF_INET, peer_send_piece);
}

Test(options, pieces_of_ipv6_are_put_together)
{
	put_together(AF_INET6, peer_send_piece6);
}

/* IP_REASS_MAX_PBUFS, and the timer of pieces that remain alone. */
Test(options, pieces_alone_are_forgotten)
{
	static uint8_t packet[1200];
	size_t blocks = fake_blocks;

	for (size_t i = 0; i < 200; i++)
		peer_send_piece(packet, 8, 8 + 16 * i, true);
	for (size_t i = 0; i < 30; i++)
		peer_send_piece6(packet, 8, 8 + 16 * i, true);
	cr_assert_leq(fake_blocks - blocks, 2 * IP_REASS_MAX_PBUFS + 4);
	fake_pass(120 * ILW_SECOND);
	cr_assert_eq(fake_blocks, blocks);
	cr_assert_eq(fake_timer(), ILW_NEVER);
}

/* ARP_QUEUEING, ARP_QUEUE_LEN: what waits for an address is kept, up to a
 * bound. */
Test(options_alone, datagrams_wait_for_an_address, .init = fake_start)
{
	struct sockaddr_in peer = { .sin_family = AF_INET,
				    .sin_port = htons(9),
				    .sin_addr.s_addr = htonl(0x0a000002) };
	int socket = datagram_socket(AF_INET);
	struct fake_frame frame;
	unsigned int sent = 0, asked = 0;

	for (int i = 0; i < ARP_QUEUE_LEN + 20; i++)
		cr_assert_eq(sendto(socket, "x", 1, 0, (struct sockaddr *)&peer,
				    sizeof(peer)),
			     1);
	while (fake_sent(&frame))
		asked += frame.data[13] == 6;
	cr_assert_eq(asked, 1);
	peer_ask();
	while (fake_sent(&frame))
		sent += frame.data[13] == 0;
	cr_assert_eq(sent, ARP_QUEUE_LEN);
}

/* IP_SOF_BROADCAST. */
Test(options, broadcasts_have_to_be_allowed)
{
	struct sockaddr_in all = { .sin_family = AF_INET,
				   .sin_port = htons(9),
				   .sin_addr.s_addr = htonl(0x0a0000ff) };
	int socket = datagram_socket(AF_INET);
	static const int one = 1;

	cr_assert_eq(sendto(socket, "x", 1, 0, (struct sockaddr *)&all,
			    sizeof(all)),
		     -1);
	cr_assert_eq(errno, EACCES);
	setsockopt(socket, SOL_SOCKET, SO_BROADCAST, &one, sizeof(one));
	cr_assert_eq(sendto(socket, "x", 1, 0, (struct sockaddr *)&all,
			    sizeof(all)),
		     1);
}
