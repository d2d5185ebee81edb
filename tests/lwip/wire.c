/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The stack as a peer on the wire sees it, and what it costs when nothing
 * happens.
 */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include <ilwaco/clock.h>
#include <ilwaco/registers.h>

#include "fake.h"
#include "peer.h"
#include "stack.h"

static int fd;

static void start(void)
{
	fake_start();
	fd = peer_service();
}

TestSuite(wire, .init = start);

Test(wire, an_idle_service_sets_no_timer)
{
	cr_assert_eq(fake_timer(), ILW_NEVER);
	fake_pass(86400 * ILW_SECOND);
	cr_assert_eq(fake_timer_runs, 0);
	peer_arrive();
	fake_pass(86400 * ILW_SECOND);
	cr_assert_leq(fake_timer_runs, 1, "once, to release memory");
}

Test(alone, a_service_without_a_nic_talks_to_itself_and_sets_no_timer,
     .init = fake_start_alone)
{
	struct sockaddr_in any = { .sin_family = AF_INET,
				   .sin_port = htons(80) };
	int client = socket(AF_INET, SOCK_STREAM, 0);

	fd = socket(AF_INET, SOCK_STREAM, 0);
	cr_assert_eq(bind(fd, (struct sockaddr *)&any, sizeof(any)), 0);
	cr_assert_eq(listen(fd, 1), 0);
	any.sin_addr.s_addr = htonl(0x0a000002);
	cr_assert_eq(connect(client, (struct sockaddr *)&any, sizeof(any)), -1);
	cr_assert_eq(errno, ENETUNREACH);
	any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	cr_assert_eq(connect(client, (struct sockaddr *)&any, sizeof(any)), 0);
	fake_pass(10 * ILW_SECOND);
	fake_timer_runs = 0;
	fake_pass(86400 * ILW_SECOND);
	cr_assert_eq(fake_timer_runs, 0);
}

Test(wire, the_time_of_the_first_listen_is_marked)
{
	uint64_t mark = ilw_shared()->marks[1];

	cr_assert_neq(mark, 0);
	listen(fd, 5);
	cr_assert_eq(ilw_shared()->marks[1], mark);
}

Test(wire, pings_are_answered)
{
	peer_arrive();
	cr_assert(peer_ping());
}

Test(wire, an_idle_connection_sets_no_timer)
{
	struct segment segment;
	struct peer peer;
	unsigned int runs;
	char data[16];
	int client;

	peer_arrive();
	peer_open(&peer, 1000, 80, 1);
	client = accept4(fd, NULL, NULL, SOCK_NONBLOCK);
	cr_assert_geq(client, 0);
	peer_say(&peer, PEER_ACK | PEER_PSH, "hello", 5);
	cr_assert_eq(recv(client, data, sizeof(data), 0), 5);
	cr_assert_eq(send(client, "world", 5, 0), 5);
	cr_assert(peer_hear(&peer, &segment));
	cr_assert_eq(segment.length, 5);
	peer_say(&peer, PEER_ACK, NULL, 0);
	fake_pass(5 * ILW_SECOND);
	runs = fake_timer_runs;
	cr_assert_eq(fake_timer(), ILW_NEVER);
	fake_pass(86400 * ILW_SECOND);
	cr_assert_eq(fake_timer_runs, runs);

	/* And it still works. */
	peer_say(&peer, PEER_ACK | PEER_PSH, "again", 5);
	cr_assert_eq(recv(client, data, sizeof(data), 0), 5);
	fake_close(client);
	fake_close(fd);
}

Test(wire, what_is_not_acknowledged_is_sent_again)
{
	struct segment segment;
	struct peer peer;
	int client;

	peer_arrive();
	peer_open(&peer, 1000, 80, 1);
	client = accept4(fd, NULL, NULL, SOCK_NONBLOCK);
	cr_assert_eq(send(client, "world", 5, 0), 5);
	cr_assert(peer_hear(&peer, &segment));
	for (int i = 0; i < 3; i++) {
		fake_pass(8 * ILW_SECOND);
		cr_assert(peer_hear(&peer, &segment));
		cr_assert_eq(segment.length, 5);
		cr_assert(segment.checksum_right);
	}
	peer_say(&peer, PEER_ACK, NULL, 0);
	fake_pass(5 * ILW_SECOND);
	cr_assert_eq(fake_timer(), ILW_NEVER);
}

Test(wire, a_dead_peer_is_given_up)
{
	struct peer peer;
	char data[1];
	int client;

	peer_arrive();
	peer_open(&peer, 1000, 80, 1);
	client = accept4(fd, NULL, NULL, SOCK_NONBLOCK);
	cr_assert_eq(send(client, "world", 5, 0), 5);
	fake_pass(3600 * ILW_SECOND);
	cr_assert(fake_poll(client) & POLLERR);
	cr_assert_eq(recv(client, data, 1, 0), -1);
	cr_assert_eq(errno, ETIMEDOUT);
	fake_close(client);
}

Test(wire, the_nic_completes_checksums)
{
	struct segment segment;
	struct peer peer;
	int client;

	peer_arrive();
	peer_open(&peer, 1000, 80, 1);
	client = accept4(fd, NULL, NULL, SOCK_NONBLOCK);
	for (size_t length = 1; length < 9; length++) {
		cr_assert_eq(send(client, "12345678", length, 0), length);
		cr_assert(peer_hear(&peer, &segment));
		cr_assert(segment.asked_checksum);
		cr_assert(segment.checksum_right);
		peer_say(&peer, PEER_ACK, NULL, 0);
	}
}

Test(wire, wrong_checksums_are_dropped)
{
	struct segment segment;
	struct peer peer;
	char data[8];
	int client;

	peer_arrive();
	peer_open(&peer, 1000, 80, 1);
	client = accept4(fd, NULL, NULL, SOCK_NONBLOCK);
	peer_say_wrongly(&peer, PEER_ACK | PEER_PSH, "wrong", 5);
	cr_assert_eq(recv(client, data, sizeof(data), 0), -1);
	cr_assert_eq(errno, EAGAIN);
	peer_say(&peer, PEER_ACK | PEER_PSH, "right", 5);
	cr_assert_eq(recv(client, data, sizeof(data), 0), 5);
	cr_assert_arr_eq(data, "right", 5);
	(void)segment;
}

/* A peer that sends byte by byte what nobody reads must not use up the
 * buffers: others are still heard. */
Test(wire, the_receive_ring_never_runs_dry)
{
	struct peer peers[8];
	char data[64];

	peer_arrive();
	for (uint16_t i = 0; i < 8; i++) {
		peer_open(&peers[i], 1000 + i, 80, 1);
		cr_assert_geq(accept4(fd, NULL, NULL, SOCK_NONBLOCK), 0);
	}
	for (int n = 0; n < 2000; n++)
		for (int i = 0; i < 8; i++)
			peer_say(&peers[i], PEER_ACK | PEER_PSH, "x", 1);
	cr_assert_eq(fake_posted(), DENALI_NIC_SLOTS);
	cr_assert(peer_ping());
	for (int n = 0; n < 1000; n++)
		for (int i = 0; i < 8; i++) {
			memset(data, 0, sizeof(data));
			peer_say(&peers[i], PEER_ACK, data, sizeof(data));
		}
	cr_assert_eq(fake_posted(), DENALI_NIC_SLOTS);
	cr_assert(peer_ping());
}

static void close_from_here(struct peer *peer)
{
	struct segment segment;
	int client = accept4(fd, NULL, NULL, SOCK_NONBLOCK);

	cr_assert_geq(client, 0);
	fake_close(client);
	cr_assert(peer_hear(peer, &segment));
	cr_assert(segment.flags & PEER_FIN);
	peer_say(peer, PEER_ACK | PEER_FIN, NULL, 0);
	cr_assert(peer_hear(peer, &segment));
}

Test(wire, a_new_connection_may_follow_one_in_time_wait)
{
	struct segment segment;
	struct peer peer;

	peer_arrive();
	peer_open(&peer, 1000, 80, 1);
	close_from_here(&peer);
	peer_open(&peer, 1000, 80, peer.next + 1000);
	close_from_here(&peer);

	/* But an old segment is no new connection. */
	peer.next -= 500;
	peer_say(&peer, PEER_SYN, NULL, 0);
	cr_assert(peer_hear(&peer, &segment));
	cr_assert_eq(segment.flags & PEER_SYN, 0);
}

static struct peer ask(unsigned i)
{
	struct peer peer = { .port = (uint16_t)(2000 + i),
			     .vm_port = 80,
			     .next = i };

	peer_say(&peer, PEER_SYN, NULL, 0);
	return peer;
}

/* More SYNs than any backlog holds, of which nothing more is heard. */
static void flood(void)
{
	peer_arrive();
	for (unsigned i = 0; i < 1000; i++) {
		if (i == 500)
			fake_pass(2 * ILW_SECOND);
		ask(i);
		fake_forget_sent();
	}
}

/* One who means it comes after them. */
Test(wire, half_open_connections_keep_nobody_out)
{
	struct peer peer;
	int client;

	flood();
	peer_open(&peer, 1000, 80, 1);
	client = accept4(fd, NULL, NULL, SOCK_NONBLOCK);
	cr_assert_geq(client, 0);
	cr_assert_lt(accept4(fd, NULL, NULL, SOCK_NONBLOCK), 0, "nobody else");
	peer_say(&peer, PEER_RST | PEER_ACK, NULL, 0);
	fake_close(client);
	fake_close(fd);
	fake_pass(100 * ILW_SECOND);
	cr_assert_eq(fake_timer(), ILW_NEVER);
}

/* One who takes a while to answer, in which clocks tick and more SYNs come. */
Test(wire, floods_push_the_oldest_out_first)
{
	struct segment segment;
	struct peer peer;

	flood();
	peer = ask(1000);
	cr_assert(peer_hear(&peer, &segment));
	for (unsigned i = 0; i < 3; i++) {
		fake_pass(ILW_SECOND / 4);
		ask(1001 + i);
	}
	fake_forget_sent();
	peer_say(&peer, PEER_ACK, NULL, 0);
	cr_assert(!peer_hear(&peer, &segment), "reset");
	cr_assert_geq(accept4(fd, NULL, NULL, SOCK_NONBLOCK), 0);
}

/* More than the backlog holds, all of whom mean it: whoever was told that it is
 * connected is, and the others hear nothing, so that they ask again. */
Test(wire, crowds_are_not_turned_away)
{
	struct peer crowd[400];
	struct segment segment;
	unsigned told = 0;

	peer_arrive();
	for (unsigned i = 0; i < 400; i++) {
		fake_forget_sent();
		crowd[told] = ask(i);
		if (peer_hear(&crowd[told], &segment))
			told++;
	}
	cr_assert_gt(told, 5);
	cr_assert_lt(told, 400);
	for (unsigned i = 0; i < told; i++) {
		fake_forget_sent();
		peer_say(&crowd[i], PEER_ACK, NULL, 0);
		cr_assert(!peer_hear(&crowd[i], &segment), "%u of %u", i, told);
	}
	for (unsigned i = 0; i < told; i++)
		cr_assert_geq(accept4(fd, NULL, NULL, SOCK_NONBLOCK), 0);
}

Test(wire, time_wait_ends)
{
	struct segment segment;
	struct peer peer;

	peer_arrive();
	peer_open(&peer, 1000, 80, 1);
	close_from_here(&peer);
	cr_assert_neq(fake_timer(), ILW_NEVER);
	fake_pass(100 * ILW_SECOND);
	cr_assert_eq(fake_timer(), ILW_NEVER);
	cr_assert_lt(fake_timer_runs, 10);
	peer_say(&peer, PEER_ACK, NULL, 0);
	cr_assert(peer_hear(&peer, &segment));
	cr_assert(segment.flags & PEER_RST);
}

Test(wire, frames_that_cannot_be_sent_now_are_sent_later)
{
	struct segment segment;
	struct peer peer;
	size_t sum = 0;
	char data[60000] = { 0 };
	int client;

	peer_arrive();
	peer_open(&peer, 1000, 80, 1);
	client = accept4(fd, NULL, NULL, SOCK_NONBLOCK);
	fake_hold_sent = true;
	cr_assert_eq(send(client, data, sizeof(data), 0), sizeof(data));
	for (int i = 0; i < 100; i++) {
		while (peer_hear(&peer, &segment)) {
			sum += segment.length;
			peer_say(&peer, PEER_ACK, NULL, 0);
		}
		if (i % 2 == 0)
			fake_hold_sent = !fake_hold_sent;
		fake_pass(10 * ILW_MILLISECOND);
		cr_assert(peer_ping() || fake_hold_sent);
	}
	cr_assert_eq(sum, sizeof(data));
}

Test(wire, the_end_of_the_program_is_the_end_of_its_connections)
{
	struct segment segment;
	struct peer peer;
	int client;

	peer_arrive();
	peer_open(&peer, 1000, 80, 1);
	client = accept4(fd, NULL, NULL, SOCK_NONBLOCK);
	cr_assert_eq(send(client, "last", 4, 0), 4);
	net_stop();
	cr_assert(peer_hear(&peer, &segment));
	cr_assert_eq(segment.length, 4);
	cr_assert(peer_hear(&peer, &segment));
	cr_assert(segment.flags & PEER_FIN);
	cr_assert_eq(send(client, "more", 4, 0), -1);
	cr_assert_eq(errno, EPIPE);
}
