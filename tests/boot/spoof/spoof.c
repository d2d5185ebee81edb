/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * spoof [oversized|denied]: the first instance sends frames by hand, each
 * twice: to a station that is nowhere, which has them go to the wire, and to
 * the second instance.  Some are as they should be, most claim what is not the
 * sender's, or are malformed.  Both kinds are marked, in the destination where
 * that is free and in the last bytes; the second instance counts what it gets.
 *
 * With "oversized" it posts one that is longer than frames may be, with
 * "denied" some that are good but for the policy that it has.
 */
#include <ilwaco/clock.h>
#include <stdio.h>

#include "evil.h"

#define MARK 4
#define ROUND 50000000 /* ns */

#define GOOD "GOOD"
#define EVIL "EVIL"
#define LAST "LAST"
#define READY "REDY"

static uint8_t buffers[DENALI_NIC_SLOTS][DENALI_RX_BUFFER_MIN];

/* ---- rings ---- */

static void post(uint32_t length)
{
	volatile struct denali_nic *nic = &rw_registers->nic;
	volatile struct denali_nic_descriptor *slot =
		&nic->tx[nic->tx_posted % DENALI_NIC_SLOTS];

	slot->address = (uint32_t)frame;
	slot->length = (uint16_t)length;
	slot->flags = 0;
	nic->tx_posted++;
	while (nic->tx_done != nic->tx_posted)
		trap(DENALI_KICK, DENALI_DEVICE_NIC, 0, 0);
}

/* To nobody, in whose address the mark is; and to the other instance. */
static void send_marked(make *build, const char *mark)
{
	uint32_t length;

	memset(frame, 0, sizeof frame);
	length = build();
	if (length >= LENGTH)
		memcpy(frame + length - MARK, mark, MARK);
	frame[0] = 2;
	memcpy(frame + 1, mark, MARK);
	frame[5] = 0;
	post(length);
	put_mac(0, victim());
	post(length);
}

static void take_frames_by_hand(void)
{
	volatile struct denali_nic *nic = &rw_registers->nic;

	rw_registers->handler = 0;
	for (uint32_t i = 0; i < DENALI_NIC_SLOTS; i++) {
		nic->rx[i].address = (uint32_t)buffers[i];
		nic->rx[i].length = DENALI_RX_BUFFER_MIN;
	}
	nic->rx_posted = DENALI_NIC_SLOTS;
}

/* The slot of the next frame; -1: none has come in this round. */
static int next_frame(void)
{
	volatile struct denali_nic *nic = &rw_registers->nic;
	uint64_t end = ilw_clock_after(ROUND);

	while (nic->rx_posted - nic->rx_filled == DENALI_NIC_SLOTS) {
		if (ilw_clock_monotonic() >= end)
			return -1;
		rw_registers->pending = 0;
		trap(DENALI_IDLE, (uint32_t)end, (uint32_t)(end >> 32), 0);
	}
	return (int)(nic->rx_posted % DENALI_NIC_SLOTS);
}

static void give_back(int slot)
{
	rw_registers->nic.rx[slot].length = DENALI_RX_BUFFER_MIN;
	rw_registers->nic.rx_posted++;
}

static bool is_marked(int slot, const char *mark)
{
	uint32_t length = rw_registers->nic.rx[slot].length;

	return length >= LENGTH &&
	       memcmp(buffers[slot] + length - MARK, mark, MARK) == 0;
}

/* QEMU's own stations say something at times. */
static bool is_from_wire(int slot)
{
	return buffers[slot][6] == 0x52;
}

/* ---- the two ---- */

static void await_other(void)
{
	for (;;) {
		int slot = next_frame();
		bool ready = slot >= 0 && is_marked(slot, READY);

		if (slot >= 0)
			give_back(slot);
		if (ready)
			return;
	}
}

static void attack(void)
{
	await_other();
	for (size_t i = 0; i < ATTACK_COUNT(evil); i++) {
		send_marked(evil[i], EVIL);
		if (i < ATTACK_COUNT(good))
			send_marked(good[i], GOOD);
	}
	send_marked(udp, LAST);
	printf("good %zu, evil %zu\n", 2 * ATTACK_COUNT(good) + 2,
	       2 * ATTACK_COUNT(evil));
}

/* Good in themselves, but its policy lets none out except what finds others. */
static void denied(void)
{
	static make *const denied[] = { udp, udp_longest, later_fragment,
					udp6 };

	for (size_t i = 0; i < ATTACK_COUNT(denied); i++)
		send_marked(denied[i], EVIL);
	send_marked(arp, GOOD);
	send_marked(advertisement, GOOD);
}

static void oversized(void)
{
	memset(frame, 0, sizeof frame);
	udp_longest();
	frame[0] = 2;
	memcpy(frame + 1, EVIL, MARK);
	post(DENALI_FRAME_MAX + 1);
	puts("it was taken");
}

static void count_frames(void)
{
	unsigned int goods = 0, others = 0;
	bool last = false, begun = false;

	while (!last) {
		int slot = next_frame();

		if (slot < 0 && !begun)
			send_marked(udp, READY);
		if (slot < 0)
			continue;
		last = is_marked(slot, LAST);
		begun |= last || is_marked(slot, GOOD);
		goods += is_marked(slot, GOOD);
		others += !last && !is_marked(slot, GOOD) &&
			  !is_from_wire(slot);
		give_back(slot);
	}
	printf("got %u good, %u others\n", goods, others);
}

int main(int argc, char **argv)
{
	take_frames_by_hand();
	if (argc > 1 && strcmp(argv[1], "denied") == 0)
		denied();
	else if (argc > 1)
		oversized();
	else if (ro_registers->vm_id == 0)
		attack();
	else
		count_frames();
	return 0;
}
