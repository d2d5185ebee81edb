/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A VM that asks the network for its addresses: LWIP_DHCP, DHCP_DOES_ARP_CHECK,
 * and routers that announce a prefix (LWIP_IPV6_AUTOCONFIG, duplicate
 * detection).
 */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <ilwaco/clock.h>

#include "fake.h"
#include "peer.h"

#define BOOTP 42 /* in a frame */
#define BOOTP_LENGTH 300
#define OPTIONS 240

#define DISCOVER 1
#define OFFER 2
#define REQUEST 3
#define ACK 5

TestSuite(configure, .init = fake_start_unconfigured);

static int bind4(void)
{
	struct sockaddr_in local = { .sin_family = AF_INET,
				     .sin_addr.s_addr = htonl(0x0a000001) };

	return bind(socket(AF_INET, SOCK_DGRAM, 0), (struct sockaddr *)&local,
		    sizeof(local));
}

/* What the VM sends to a DHCP server: the kind of message; 0: nothing. */
static int heard(uint8_t id[4])
{
	struct fake_frame frame;

	while (fake_sent(&frame))
		if (frame.length > BOOTP + OPTIONS && frame.data[12] == 8 &&
		    frame.data[13] == 0 && frame.data[37] == 67) {
			memcpy(id, frame.data + BOOTP + 4, 4);
			return frame.data[BOOTP + OPTIONS + 2];
		}
	return 0;
}

static void answer(const uint8_t id[4], uint8_t kind)
{
	const uint8_t options[] = { 53, 1, kind, 54, 4,  10, 0,   0,   2,   51,
				    4,  0, 0,    14, 16, 1,  4,   255, 255, 255,
				    0,  3, 4,    10, 0,  0,  254, 255 };
	static const uint8_t address[] = { 10, 0, 0, 1 };
	static const uint8_t hardware[] = { 2, 0, 0, 0, 0, 1 };
	static const uint8_t cookie[] = { 99, 130, 83, 99 };
	uint8_t bootp[BOOTP_LENGTH] = { 2, 1, 6 }, packet[BOOTP_LENGTH + 8];

	memcpy(bootp + 4, id, 4);
	memcpy(bootp + 16, address, sizeof(address));
	memcpy(bootp + 28, hardware, sizeof(hardware));
	memcpy(bootp + 236, cookie, sizeof(cookie));
	memcpy(bootp + OPTIONS, options, sizeof(options));
	peer_make_udp(packet, 67, 68, bootp, sizeof(bootp));
	peer_send_piece(packet, sizeof(packet), 0, false);
}

Test(configure, by_dhcp)
{
	struct fake_frame frame;
	bool asked = false;
	uint8_t id[4];

	cr_assert_eq(bind4(), -1);
	cr_assert_eq(errno, EADDRNOTAVAIL);
	cr_assert_eq(heard(id), DISCOVER);
	answer(id, OFFER);
	cr_assert_eq(heard(id), REQUEST);
	answer(id, ACK);
	/* Does nobody else have it? */
	fake_pass(2 * ILW_SECOND);
	while (fake_sent(&frame))
		asked |= frame.data[13] == 6 && frame.data[41] == 1;
	cr_assert(asked);
	fake_pass(2 * ILW_SECOND);
	cr_assert_eq(bind4(), 0);
	/* The lease is an hour: half of that on, it is renewed. */
	peer_ask();
	fake_forget_sent();
	fake_pass(1700 * ILW_SECOND);
	peer_ask();
	fake_forget_sent();
	fake_pass(200 * ILW_SECOND);
	cr_assert_eq(heard(id), REQUEST);
}

Test(configure, by_dhcp_though_nobody_hears)
{
	unsigned int times = 0;
	uint8_t id[4];

	for (int i = 0; i < 60; i++) {
		times += heard(id) == DISCOVER;
		fake_pass(ILW_SECOND);
	}
	cr_assert(times >= 3 && times < 20, "%u", times);
}

Test(configure, by_a_router)
{
	uint8_t announcement[48] = { 134, 0,   0,           0,  64, 0,
				     0,   200, [16] = 3,    4,  64, 0xc0,
				     0,   0,   14,          16, 0,  0,
				     14,  16,  [32] = 0xfd, 1 };
	struct sockaddr_in6 local = { .sin6_family = AF_INET6 };

	cr_assert_eq(inet_pton(AF_INET6, "fd01::ff:fe00:1", &local.sin6_addr),
		     1);
	cr_assert_eq(bind(socket(AF_INET6, SOCK_DGRAM, 0),
			  (struct sockaddr *)&local, sizeof(local)),
		     -1);
	cr_assert_eq(errno, EADDRNOTAVAIL);
	peer_send_icmp6(announcement, sizeof(announcement));
	fake_pass(3 * ILW_SECOND);
	cr_assert_eq(bind(socket(AF_INET6, SOCK_DGRAM, 0),
			  (struct sockaddr *)&local, sizeof(local)),
		     0);
}
