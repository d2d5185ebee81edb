/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * LWIP_DNS: names, and a server on the wire that knows some of them.
 */
#include "resolver.h"

#include <criterion/criterion.h>
#include <netdb.h>
#include <string.h>

#include <ilwaco/clock.h>

#include "fake.h"
#include "peer.h"

#define DNS 42 /* in a frame */
#define HEADER 12

static unsigned int questions;
static uint8_t status; /* of answers: 3, there is no such name */

/* An answer to a question: its address, for a minute. */
static void reply(const struct fake_frame *frame)
{
	static const uint8_t record[] = { 0xc0, 12, 0, 1, 0,   1, 0, 0,
					  0,    60, 0, 4, 192, 0, 2, 9 };
	size_t length = frame->length - DNS;
	uint8_t message[512], packet[520];

	memcpy(message, frame->data + DNS, length);
	message[2] = 0x81;
	message[3] = 0x80 | status;
	if (status == 0) {
		message[7] = 1;
		memcpy(message + length, record, sizeof(record));
		length += sizeof(record);
	}
	peer_make_udp(packet, 53,
		      (uint16_t)(frame->data[34] << 8 | frame->data[35]),
		      message, length);
	peer_send_piece(packet, length + 8, 0, false);
}

static void serve(void)
{
	struct fake_frame frame;

	while (fake_sent(&frame))
		if (frame.length > DNS + HEADER && frame.data[37] == 53) {
			questions++;
			reply(&frame);
			return;
		}
	fake_pass(ILW_SECOND);
}

static void be_silent(void)
{
	struct fake_frame frame;

	while (fake_sent(&frame))
		questions += frame.length > DNS + HEADER &&
			     frame.data[37] == 53;
	fake_pass(ILW_SECOND);
}

static void start(void)
{
	fake_start();
	peer_arrive();
	fake_blocked = serve;
}

TestSuite(resolver, .init = start);

Test(resolver, finds_and_remembers)
{
	ip_addr_t address;

	cr_assert_eq(resolver_look_up("example.test", false, &address), 0);
	cr_assert_eq(ip_addr_get_ip4_u32(&address),
		     __builtin_bswap32(0xc0000209));
	cr_assert_eq(questions, 1);
	cr_assert_eq(resolver_look_up("example.test", false, &address), 0);
	cr_assert_eq(questions, 1);
	fake_pass(61 * ILW_SECOND);
	cr_assert_eq(fake_timer(), ILW_NEVER);
	cr_assert_eq(resolver_look_up("example.test", false, &address), 0);
	cr_assert_eq(questions, 2, "it is old");
}

Test(resolver, says_that_there_is_no_such_name)
{
	ip_addr_t address;

	status = 3;
	cr_assert_eq(resolver_look_up("none.test", false, &address),
		     EAI_NONAME);
}

Test(resolver, says_that_nobody_answers)
{
	ip_addr_t address;

	fake_blocked = be_silent;
	cr_assert_eq(resolver_look_up("example.test", false, &address),
		     EAI_AGAIN);
	cr_assert_geq(questions, 3);
	cr_assert_eq(fake_timer(), ILW_NEVER);
}
