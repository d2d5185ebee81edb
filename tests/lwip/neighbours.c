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
