/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The network interface's rings, as the kernel sees them.
 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include <ilwaco/kick.h>
#include <ilwaco/nic.h>

#include "machine.h"

static struct denali_nic *const ring = &machine_shared.nic;
static const struct ilw_nic_checksum none;
static unsigned int deferred;

void ilw_kick_later(uint32_t devices)
{
	cr_assert_eq(devices, DENALI_DEVICE_NIC);
	deferred++;
}

static bool transmit(size_t pieces, void *cookie)
{
	struct ilw_nic_piece list[DENALI_NIC_PIECES];

	for (size_t i = 0; i < pieces; i++)
		list[i] = (struct ilw_nic_piece){ (void *)(0x30000 + i),
						  (uint16_t)(20 + i) };
	return ilw_nic_transmit(list, pieces, none, cookie);
}

Test(nic, a_frame_in_pieces)
{
	static const struct ilw_nic_piece pieces[] = {
		{ (void *)0x31000, 14 },
		{ (void *)0x32000, 0 },
		{ (void *)0x33000, 20 },
		{ (void *)0x34000, 1000 },
	};
	int cookie;

	cr_assert(ilw_nic_transmit(
		pieces, 4, (struct ilw_nic_checksum){ 34, 16 }, &cookie));
	cr_expect_eq(ring->tx_posted, 3);
	cr_expect_eq(ring->tx[0].address, 0x31000);
	cr_expect_eq(ring->tx[0].flags, DENALI_NIC_MORE | DENALI_NIC_CHECKSUM);
	cr_expect_eq(ring->tx[0].checksum_start, 34);
	cr_expect_eq(ring->tx[0].checksum_offset, 16);
	cr_expect_eq(ring->tx[1].address, 0x33000);
	cr_expect_eq(ring->tx[1].flags, DENALI_NIC_MORE);
	cr_expect_eq(ring->tx[2].length, 1000);
	cr_expect_eq(ring->tx[2].flags, 0);
	cr_expect_eq(deferred, 1);
}

Test(nic, cookies_come_back_in_order_when_the_last_piece_has)
{
	int cookies[2];

	transmit(3, &cookies[0]);
	transmit(2, &cookies[1]);
	ring->tx_done = 2;
	cr_expect_null(ilw_nic_reap());
	ring->tx_done = 4;
	cr_expect_eq(ilw_nic_reap(), &cookies[0]);
	cr_expect_null(ilw_nic_reap());
	ring->tx_done = 5;
	cr_expect_eq(ilw_nic_reap(), &cookies[1]);
	cr_expect_null(ilw_nic_reap());
}

Test(nic, no_room_is_no_effect)
{
	int cookie;

	for (size_t i = 0; i < DENALI_NIC_SLOTS / 4; i++)
		cr_assert(transmit(4, &cookie));
	cr_expect_eq(ilw_nic_transmit_room(), 0);
	cr_expect_not(transmit(1, &cookie));
	cr_expect_eq(ring->tx_posted, DENALI_NIC_SLOTS);
	ring->tx_done = 4;
	cr_expect_not(transmit(1, &cookie), "its cookie was not reaped");
	cr_expect_not_null(ilw_nic_reap());
	cr_expect_not(transmit(5, &cookie));
	cr_expect(transmit(4, &cookie));
}

Test(nic, kicks_when_many_descriptors_wait)
{
	int cookie;

	for (int i = 0; i < 15; i++)
		transmit(1, &cookie);
	cr_expect_eq(machine_calls[DENALI_KICK], 0);
	transmit(1, &cookie);
	cr_expect_eq(machine_calls[DENALI_KICK], 1);
	for (int i = 0; i < 15; i++)
		transmit(1, &cookie);
	cr_expect_eq(machine_calls[DENALI_KICK], 1);
	ring->tx_done = ring->tx_posted; /* idling has served them */
	transmit(1, &cookie);
	cr_expect_eq(machine_calls[DENALI_KICK], 1);
}

static char buffers[DENALI_NIC_SLOTS];

Test(nic, receives_in_order)
{
	struct ilw_nic_frame frame;
	uint32_t posted = 0, filled = 0, taken = 0;

	srand(1);
	while (taken < 10000) {
		size_t slot = posted % DENALI_NIC_SLOTS;
		bool full = posted - taken == DENALI_NIC_SLOTS;

		cr_assert_eq(ilw_nic_receive_post((void *)0x40000, 1600,
						  &buffers[slot]),
			     !full);
		posted += !full;
		for (; filled != posted && rand() % 2; filled++) {
			slot = filled % DENALI_NIC_SLOTS;
			ring->rx[slot].length = (uint16_t)(filled % 1400 + 60);
			ring->rx[slot].flags = filled & DENALI_NIC_CHECKSUM;
			ring->rx_filled = filled + 1;
		}
		cr_assert_eq(ilw_nic_receive_posted(), posted - filled);
		for (; rand() % 2 && ilw_nic_receive(&frame); taken++) {
			slot = taken % DENALI_NIC_SLOTS;
			cr_assert_eq(frame.cookie, &buffers[slot]);
			cr_assert_eq(frame.length, taken % 1400 + 60);
			cr_assert_eq(frame.checksum_good, taken & 1);
		}
	}
}
