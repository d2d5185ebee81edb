/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "rings.h"

#include "dice.h"

#define NIC (rw_registers->nic)
#define CONSOLE (rw_registers->console)
#define DISKS (rw_registers->disks)

/* Any memory of the VM's: it is only read. */
static uint32_t anywhere(uint32_t length)
{
	uint32_t room = ro_registers->memory_size - DENALI_IMAGE_BASE - length;

	return DENALI_IMAGE_BASE + any() % (room + 1);
}

/* Let some frames have an honest beginning. */
static uint32_t frame_start(uint32_t length)
{
	static const uint16_t types[] = { 0x0008, 0x0608, 0xdd86, 0xb588 };
	uint32_t at = arena_address(DENALI_FRAME_MAX);
	uint8_t *frame = (uint8_t *)at;

	if (length < DENALI_FRAME_MIN || below(2) ||
	    (any() & 1 && length > DENALI_FRAME_MAX))
		return anywhere(length);
	for (unsigned i = 0; i < 6; i++) {
		frame[i] = below(2) ? 0xff : (uint8_t)any();
		frame[6 + i] = ro_registers->network.mac[i];
	}
	frame[12] = (uint8_t)types[below(4)];
	frame[13] = (uint8_t)(types[below(4)] >> 8);
	return at;
}

static void put_piece(uint32_t slot, uint32_t length, uint16_t flags)
{
	volatile struct denali_nic_descriptor *d =
		&NIC.tx[slot % DENALI_NIC_SLOTS];

	d->address = frame_start(length);
	d->length = (uint16_t)length;
	d->flags = flags;
	if (flags & DENALI_NIC_CHECKSUM) {
		d->checksum_start = (uint16_t)below(13);
		d->checksum_offset = 0;
	}
}

static uint16_t checksum_flag(void)
{
	if (below(4) || !(ro_registers->network.flags & DENALI_NET_TX_CHECKSUM))
		return 0;
	return DENALI_NIC_CHECKSUM;
}

/* All its pieces are posted at once. */
static void post_frame(void)
{
	uint32_t left = DENALI_FRAME_MIN +
			below(DENALI_FRAME_MAX - DENALI_FRAME_MIN + 1);
	uint32_t room = DENALI_NIC_SLOTS - (NIC.tx_posted - NIC.tx_done);
	uint32_t at = NIC.tx_posted, pieces = 1 + below(DENALI_NIC_PIECES);
	uint16_t sum = checksum_flag();

	if (pieces > room || room > DENALI_NIC_SLOTS)
		return;
	while (--pieces) {
		uint32_t length = below(left + 1);

		put_piece(at++, length, (uint16_t)(sum | DENALI_NIC_MORE));
		left -= length;
	}
	put_piece(at++, left, sum);
	NIC.tx_posted = at;
}

/* The kernel writes there. */
static void post_buffer(void)
{
	volatile struct denali_nic_descriptor *slot =
		&NIC.rx[NIC.rx_posted % DENALI_NIC_SLOTS];

	if (NIC.rx_posted - NIC.rx_filled >= DENALI_NIC_SLOTS)
		return;
	slot->length = (uint16_t)(DENALI_RX_BUFFER_MIN +
				  below(2 * DENALI_FRAME_MAX));
	slot->address = arena_address(slot->length);
	slot->flags = 0;
	NIC.rx_posted++;
}

static void post_text(void)
{
	uint32_t count = 1 + below(4);

	CONSOLE.in_done = value();
	if (below(256) ||
	    DENALI_CONSOLE_OUT - (CONSOLE.out_posted - CONSOLE.out_done) <
		    count)
		return;
	while (count--)
		CONSOLE.out[CONSOLE.out_posted++ % DENALI_CONSOLE_OUT] =
			count ? (uint8_t)('a' + below(26)) : '\n';
}

/* Of disks that are there or not, inside them or not. */
static void post_request(void)
{
	volatile struct denali_disk_request *slot =
		&DISKS.request[DISKS.posted % DENALI_DISK_SLOTS];

	DISKS.seen = DISKS.answered;
	if (!(ro_registers->devices & DENALI_DEVICE_DISK) ||
	    DISKS.posted - DISKS.seen >= DENALI_DISK_SLOTS)
		return;
	slot->operation = (uint8_t)below(3);
	slot->disk = (uint8_t)(below(4) ? 0 : below(DENALI_DISKS));
	slot->count = (uint16_t)(1 + below(DENALI_DISK_COUNT));
	slot->block = below(4) ? below(64) : value();
	slot->address = arena_address(DENALI_DISK_COUNT * PAGE) & ~3u;
	slot->tag = any();
	if (slot->operation == DENALI_DISK_FLUSH) {
		slot->count = 0;
		slot->block = slot->address = 0;
	}
	DISKS.posted++;
}

/* Words of the kernel's that nobody reads. */
static void scribble(void)
{
	NIC.rx_dropped = any();
	CONSOLE.in_posted = any();
	CONSOLE.in_flags = any();
}

void rings_post(void)
{
	switch (below(6)) {
	case 0:
		post_buffer();
		break;
	case 1:
		post_text();
		break;
	case 2:
		post_request();
		break;
	case 3:
		scribble();
		break;
	default:
		post_frame();
	}
}

void rings_spoil(void)
{
	volatile uint32_t *words = (volatile uint32_t *)DENALI_RW_REGISTERS;

	words[below(PAGE / 4)] = value();
	words[0x100 / 4 + below(5)] = value();
}
