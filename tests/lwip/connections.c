/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Many connections at a time: each segment finds its own, whatever others come
 * and go.
 */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <sys/socket.h>

#include <ilwaco/clock.h>

#include "fake.h"

#define COUNT 700
#define PORT 80

static size_t blocks;
static int ends[COUNT][2]; /* of each: ours and the peer's; -1: closed */
static int listener;

static void start(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET,
				   .sin_port = htons(PORT) };

	fake_start();
	blocks = fake_blocks;
	listener = socket(AF_INET, SOCK_STREAM, 0);
	cr_assert_eq(bind(listener, (struct sockaddr *)&any, sizeof any), 0);
	cr_assert_eq(listen(listener, 16), 0);
}

static void end(void)
{
	fake_close(listener);
	fake_pass(120 * ILW_SECOND);
	cr_assert_eq(fake_blocks, blocks, "%zu blocks are left",
		     fake_blocks - blocks);
	cr_assert_eq(fake_timer(), ILW_NEVER, "the timer is still set");
}

TestSuite(connections, .init = start, .fini = end);

static void open_pair(int i)
{
	struct sockaddr_in peer = { .sin_family = AF_INET,
				    .sin_port = htons(PORT),
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	ends[i][0] = socket(AF_INET, SOCK_STREAM, 0);
	cr_assert_eq(connect(ends[i][0], (struct sockaddr *)&peer, sizeof peer),
		     0, "connection %d", i);
	ends[i][1] = accept(listener, NULL, NULL);
	cr_assert_geq(ends[i][1], 0);
}

static void close_pair(int i)
{
	for (int j = 0; j < 2; j++) {
		fake_close(ends[i][j]);
		ends[i][j] = -1;
	}
}

/* A number goes to the other end and comes back. */
static void use_pair(int i)
{
	int number = -1;

	for (int j = 0; j < 2; j++) {
		cr_assert_eq(send(ends[i][j], &i, sizeof i, 0), sizeof i);
		cr_assert_eq(recv(ends[i][!j], &number, sizeof number, 0),
			     sizeof number);
		cr_assert_eq(number, i, "connection %d got that of %d", i,
			     number);
	}
}

static void use_all(void)
{
	for (int i = 0; i < COUNT; i++)
		if (ends[i][0] >= 0)
			use_pair(i);
}

Test(connections, find_their_segments)
{
	for (int i = 0; i < COUNT; i++)
		open_pair(i);
	use_all();
	for (int i = 0; i < COUNT; i += 3)
		close_pair(i);
	use_all();
	for (int i = 0; i < COUNT; i += 3)
		open_pair(i);
	use_all();
	/* All around, in steps that are no divisor of the number. */
	for (int at = 37; ends[at][0] >= 0; at = (at + 37) % COUNT) {
		close_pair(at);
		if (ends[0][0] >= 0)
			use_pair(0);
	}
}

/* The clock of TCP runs while many wait for something. */
Test(connections, outlive_what_the_timer_ends)
{
	struct sockaddr_in nobody = { .sin_family = AF_INET,
				      .sin_port = htons(9),
				      .sin_addr.s_addr = htonl(0x0a000009) };
	int lost = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	for (int i = 0; i < 40; i++)
		open_pair(i);
	connect(lost, (struct sockaddr *)&nobody, sizeof nobody);
	for (int i = 40; i < COUNT; i++)
		open_pair(i);
	fake_pass(200 * ILW_SECOND); /* it is given up */
	cr_assert_eq(send(lost, "x", 1, 0), -1);
	use_all();
	for (int i = COUNT - 1; i >= 0; i--)
		close_pair(i);
	fake_close(lost);
}
