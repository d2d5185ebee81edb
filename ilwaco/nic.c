/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The network interface's rings.
 *
 * A cookie is kept in the slot of its frame's last descriptor, NULL in those of
 * the others; so a frame has come back when its last descriptor has.
 */
#include <ilwaco/kick.h>
#include <ilwaco/nic.h>
#include <ilwaco/registers.h>

#define SLOTS DENALI_NIC_SLOTS

static struct {
	uint32_t reaped; /* transmit descriptors handed back to the caller */
	uint32_t kicked; /* transmit descriptors the kernel has been told of */
	uint32_t taken;  /* received frames handed to the caller */
	void *tx_cookie[SLOTS];
	void *rx_cookie[SLOTS];
} nic;

static volatile struct denali_nic *ring(void)
{
	return &ilw_shared()->nic;
}

static void publish(volatile uint32_t *index, uint32_t value)
{
	__asm__ volatile("" ::: "memory");
	*index = value;
}

bool ilw_nic_present(void)
{
	return (ilw_registers()->network.flags & DENALI_NET_PRESENT) != 0;
}

size_t ilw_nic_transmit_room(void)
{
	return SLOTS - (ring()->tx_posted - nic.reaped);
}

/* Idling serves the ring as a kick does; it shows in what has come back. */
static void kick_if_due(uint32_t posted)
{
	if (posted - nic.kicked >= ILW_NIC_KICK_AT &&
	    posted - ring()->tx_done >= ILW_NIC_KICK_AT) {
		nic.kicked = posted;
		ilw_kick(DENALI_DEVICE_NIC);
	} else {
		ilw_nic_kick();
	}
}

bool ilw_nic_transmit(const struct ilw_nic_piece *pieces, size_t count,
		      struct ilw_nic_checksum checksum, void *cookie)
{
	volatile struct denali_nic *nic_ring = ring();
	volatile struct denali_nic_descriptor *slot = NULL;
	uint32_t posted = nic_ring->tx_posted;
	uint32_t first = posted;

	if (ilw_nic_transmit_room() < count)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (pieces[i].length == 0)
			continue;
		slot = &nic_ring->tx[posted % SLOTS];
		slot->address = (uintptr_t)pieces[i].data;
		slot->length = pieces[i].length;
		slot->flags = DENALI_NIC_MORE;
		slot->checksum_start = 0;
		slot->checksum_offset = 0;
		nic.tx_cookie[posted % SLOTS] = NULL;
		posted++;
	}
	slot->flags = 0;
	nic.tx_cookie[(posted - 1) % SLOTS] = cookie;
	if (checksum.start != 0) {
		slot = &nic_ring->tx[first % SLOTS];
		slot->flags |= DENALI_NIC_CHECKSUM;
		slot->checksum_start = checksum.start;
		slot->checksum_offset = checksum.offset;
	}
	publish(&nic_ring->tx_posted, posted);
	kick_if_due(posted);
	return true;
}

void *ilw_nic_reap(void)
{
	uint32_t done = ring()->tx_done;

	while (nic.reaped != done) {
		void *cookie = nic.tx_cookie[nic.reaped++ % SLOTS];

		if (cookie != NULL)
			return cookie;
	}
	return NULL;
}

size_t ilw_nic_receive_posted(void)
{
	return ring()->rx_posted - ring()->rx_filled;
}

bool ilw_nic_receive_post(void *buffer, size_t capacity, void *cookie)
{
	volatile struct denali_nic *nic_ring = ring();
	uint32_t posted = nic_ring->rx_posted;
	volatile struct denali_nic_descriptor *slot =
		&nic_ring->rx[posted % SLOTS];

	if (posted - nic.taken == SLOTS)
		return false;
	slot->address = (uintptr_t)buffer;
	slot->length = capacity < UINT16_MAX ? capacity : UINT16_MAX;
	slot->flags = 0;
	nic.rx_cookie[posted % SLOTS] = cookie;
	publish(&nic_ring->rx_posted, posted + 1);
	return true;
}

bool ilw_nic_receive(struct ilw_nic_frame *frame)
{
	volatile struct denali_nic *nic_ring = ring();
	const volatile struct denali_nic_descriptor *slot =
		&nic_ring->rx[nic.taken % SLOTS];

	if (nic.taken == nic_ring->rx_filled)
		return false;
	__asm__ volatile("" ::: "memory");
	frame->cookie = nic.rx_cookie[nic.taken % SLOTS];
	frame->length = slot->length;
	frame->checksum_good = (slot->flags & DENALI_NIC_CHECKSUM) != 0;
	nic.taken++;
	return true;
}

void ilw_nic_kick(void)
{
	ilw_kick_later(DENALI_DEVICE_NIC);
}
