/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Neighbours of IPv4, among many who do not answer.
 */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <string.h>
#include <sys/socket.h>

#include <ilwaco/clock.h>
#include <ilwaco/neighbours.h>

#include "lwip/opt.h"

#include "fake.h"
#include "peer.h"

#define SILENT (4 * ARP_TABLE_SIZE)
#define PEER 2

static int fd;

static void start(void)
{
	fake_start();
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
}

TestSuite(neighbours, .init = start);

static void send_to(unsigned int host)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons(9),
				  .sin_addr.s_addr = htonl(0x0a000000 + host) };

	sendto(fd, "x", 1, 0, (struct sockaddr *)&to, sizeof(to));
}

/* As those do who have come from addresses that nobody has. */
static void ask_for_many(void)
{
	for (unsigned int i = 0; i < SILENT; i++) {
		send_to(100 + i);
		fake_forget_sent();
	}
}

/* Whether datagrams have been sent. */
static bool was_sent(void)
{
	struct fake_frame frame;
	bool sent = false;

	while (fake_sent(&frame))
		sent |= frame.data[13] == 0;
	return sent;
}

Test(neighbours, are_kept_while_others_do_not_answer)
{
	peer_arrive();
	for (int i = 0; i < 20; i++) {
		ask_for_many();
		cr_assert(peer_ping(), "after %d", i);
		fake_pass(ILW_SECOND / 2);
	}
}

Test(neighbours, may_come_while_others_do_not_answer)
{
	ask_for_many();
	peer_arrive();
	ask_for_many();
	cr_expect(peer_ping());
}

/* One of the last to be asked for may still answer. */
Test(neighbours, that_were_just_asked_for_are_waited_for)
{
	ask_for_many();
	send_to(PEER);
	for (unsigned int i = 0; i < ARP_TABLE_SIZE - 2; i++)
		send_to(100 + i);
	cr_expect_not(was_sent());
	peer_ask();
	cr_expect(was_sent());
}

Test(neighbours, that_do_not_answer_hold_nothing_for_long)
{
	size_t blocks;

	peer_arrive();
	blocks = fake_blocks;
	ask_for_many();
	cr_expect_leq(fake_blocks - blocks, 3 * ARP_TABLE_SIZE);
	fake_pass(10 * ILW_SECOND);
	cr_expect_eq(fake_blocks, blocks);
}

/* The last frame that was sent to the host is ARP that asks for it. */
static bool is_asked_for(unsigned int host)
{
	struct fake_frame frame = { 0 };

	send_to(host);
	cr_assert(fake_sent(&frame));
	return frame.data[12] == 8 && frame.data[13] == 6;
}

Test(neighbours, whose_mac_is_made_of_the_address_are_not_asked_for)
{
	const struct ilw_neighbours block = {
		.ipv4 = htonl(0x0a000000),
		.mask = htonl(0xffffff80),
		.except = { htonl(0x0a000005), 0, htonl(0x0a000007) },
		.mac = { 2, 0x0d },
	};
	static const uint8_t to[6] = { 2, 0x0d, 10, 0, 0, 77 };
	struct fake_frame frame;

	ilw_neighbours_derive(&block);
	fake_forget_sent();
	send_to(77);
	cr_assert(fake_sent(&frame));
	cr_expect_arr_eq(frame.data, to, sizeof to);
	cr_expect_eq(frame.data[13], 0, "IPv4");
	for (unsigned int i = 10; i < 10 + 2 * ARP_TABLE_SIZE; i++)
		cr_expect_not(is_asked_for(i), "%u", i);
	cr_expect(is_asked_for(5), "excepted");
	cr_expect(is_asked_for(7), "excepted, too");
	cr_expect_not(is_asked_for(127), "the last of the block");
	cr_expect(is_asked_for(128), "beyond it");
}
