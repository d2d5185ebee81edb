/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Intel 8254x Ethernet controllers (e1000), of which emulators have some.
 *
 * Both rings have one descriptor a frame, of the oldest form, which all of them
 * understand.  Checksums are left to the VMs: emulators do not all look at what
 * they receive, nor take frames to complete in that form.  Interrupts stay
 * enabled, and the device spaces them.
 *
 * The device has the descriptors from head to tail: one less than there are, as
 * it has none when the two are equal.
 */
#include <denali/registers.h>

#include "clock.h"
#include "log.h"
#include "net.h"
#include "packet.h"
#include "paging.h"
#include "pci.h"
#include "switch.h"
#include "turn.h"
#include "x86.h"

#define VENDOR_INTEL 0x8086

#define REGISTERS_SIZE 0x6000
#define CONTROL 0x0000
#define CONTROL_LINK_UP 0x60 /* set, at the speed found out */
#define CONTROL_RESET 0x04000000
#define STATUS 0x0008
#define STATUS_LINK 0x2
#define CAUSES 0x00c0 /* reading takes them back */
#define SPACING 0x00c4
#define MASK_SET 0x00d0
#define MASK_CLEAR 0x00d8
#define CAUSE_SENT 0x01
#define CAUSE_OVERRUN 0x40
#define CAUSE_RECEIVED 0x80
#define RECEIVE_CONTROL 0x0100 /* on, for all addresses, check sequence off */
#define RECEIVE_ON (0x2 | 0x8 | 0x10 | 0x8000 | 0x4000000)
#define TRANSMIT_CONTROL 0x0400 /* on, short frames padded, full duplex */
#define TRANSMIT_ON (0x2 | 0x8 | 0x10 << 4 | 0x40 << 12)
#define TRANSMIT_GAP 0x0410
#define GAP_COPPER (10 | 8 << 10 | 6 << 20)

/* Of a ring's registers. */
#define RECEIVE_RING 0x2800
#define TRANSMIT_RING 0x3800
#define RING_BASE 0x00
#define RING_LENGTH 0x08
#define RING_HEAD 0x10
#define RING_TAIL 0x18

/* Its own address, which it has read from where it keeps it. */
#define OWN_LOW 0x5400
#define OWN_HIGH 0x5404

#define RESET_NS 10000000
#define SPACING_50_US 195 /* units of 256 ns */

#define COMMAND_WHOLE 0x1
#define COMMAND_CHECK_SEQUENCE 0x2
#define COMMAND_REPORT 0x8
#define STATUS_DONE 0x1
#define STATUS_WHOLE 0x2
#define ERRORS_FRAME 0x97 /* all but bad checksums */

struct e1000_descriptor {
	uint64_t address;
	uint16_t length;
	uint8_t unused;
	uint8_t command; /* of one to transmit */
	uint8_t status;
	uint8_t errors; /* of one received */
	uint16_t special;
};
_Static_assert(sizeof(struct e1000_descriptor) == 16, "e1000");

#define SLOTS 256
_Static_assert(SLOTS * sizeof(struct e1000_descriptor) == PAGE_SIZE, "a frame");

/* All indices run free. */
struct ring {
	volatile struct e1000_descriptor *slot;
	unsigned at; /* its registers */
	uint32_t limit;
	uint32_t added, told, taken;
	struct packet *packet[SLOTS];
};

static struct ring receive_ring = { .at = RECEIVE_RING };
static struct ring transmit_ring = { .at = TRANSMIT_RING };
static volatile uint32_t *registers;
static bool awaiting; /* turn_advance is owed */

static void write(unsigned offset, uint32_t value)
{
	registers[offset / 4] = value;
}

static uint32_t read(unsigned offset)
{
	return registers[offset / 4];
}

static uint32_t room(const struct ring *ring)
{
	return ring->limit - (ring->added - ring->taken);
}

static void add(struct ring *ring, struct packet *packet, uint8_t command)
{
	volatile struct e1000_descriptor *d = &ring->slot[ring->added % SLOTS];

	d->address = window_phys(packet->frame);
	d->length = packet->length;
	d->command = command;
	d->status = 0;
	ring->packet[ring->added++ % SLOTS] = packet;
}

static void tell(struct ring *ring)
{
	if (ring->told == ring->added)
		return;
	ring->told = ring->added;
	write(ring->at + RING_TAIL, ring->added % SLOTS);
}

static bool done(const struct ring *ring)
{
	return ring->added != ring->taken &&
	       ring->slot[ring->taken % SLOTS].status & STATUS_DONE;
}

/* ---- transmit ---- */

static void reclaim(void)
{
	struct ring *ring = &transmit_ring;

	while (done(ring))
		packet_put(ring->packet[ring->taken++ % SLOTS]);
}

static uint32_t e1000_room(void)
{
	if (!room(&transmit_ring))
		reclaim();
	return room(&transmit_ring);
}

static void e1000_send(struct packet *packet)
{
	ensure(e1000_room());
	add(&transmit_ring, packet_get(packet),
	    COMMAND_WHOLE | COMMAND_CHECK_SEQUENCE | COMMAND_REPORT);
}

static void e1000_flush(void)
{
	tell(&transmit_ring);
}

static bool e1000_sent(void)
{
	reclaim();
	return transmit_ring.taken == transmit_ring.added;
}

static bool most_have_gone(void)
{
	reclaim();
	return room(&transmit_ring) >= transmit_ring.limit / 2;
}

static bool e1000_await_room(void)
{
	e1000_flush();
	awaiting = !most_have_gone();
	/* What has gone since is a cause already. */
	if (awaiting)
		write(MASK_SET, CAUSE_SENT);
	return awaiting;
}

static void resume_senders(void)
{
	if (!most_have_gone())
		return;
	awaiting = false;
	write(MASK_CLEAR, CAUSE_SENT);
	turn_advance();
}

/* ---- receive ---- */

static void refill(void)
{
	struct packet *packet;

	while (room(&receive_ring) && (packet = packet_alloc()) != NULL)
		add(&receive_ring, packet, 0);
	tell(&receive_ring);
}

static void accept(struct packet *packet,
		   const volatile struct e1000_descriptor *d)
{
	packet->flags = 0;
	packet->length = d->length;
	if (d->status & STATUS_WHOLE && !(d->errors & ERRORS_FRAME) &&
	    packet->length >= DENALI_FRAME_MIN &&
	    packet->length <= DENALI_FRAME_MAX)
		switch_from_wire(packet);
	packet_put(packet);
}

static bool e1000_poll(void)
{
	struct ring *ring = &receive_ring;

	if (awaiting)
		resume_senders();
	for (uint32_t left = net_budget; left && done(ring); left--) {
		uint32_t at = ring->taken++ % SLOTS;

		accept(ring->packet[at], &ring->slot[at]);
	}
	refill();
	return done(ring);
}

static void interrupt(void *argument)
{
	(void)argument;
	if (read(CAUSES))
		net_poll();
}

/* ---- start-up ---- */

static bool is_known(const struct pci_device *pci, const void *argument)
{
	(void)argument;
	return pci->vendor == VENDOR_INTEL &&
	       (pci->device == 0x100e || /* 82540EM */
		pci->device == 0x100f || /* 82545EM */
		pci->device == 0x1004);  /* 82543GC */
}

static bool make_ring(struct ring *ring, uint32_t packets)
{
	phys_t base;

	ring->limit = packets < SLOTS - 1 ? packets : SLOTS - 1;
	ring->slot = frame_alloc_block(1);
	if (!ring->slot || ring->limit < 2 * NET_ROOM_MIN)
		return false;
	base = window_phys((const void *)(uintptr_t)ring->slot);
	write(ring->at + RING_BASE, (uint32_t)base);
	write(ring->at + RING_BASE + 4, (uint32_t)(base >> 32));
	write(ring->at + RING_LENGTH, PAGE_SIZE);
	write(ring->at + RING_HEAD, 0);
	write(ring->at + RING_TAIL, 0);
	return true;
}

static void e1000_mac(uint8_t mac[6])
{
	uint32_t low = read(OWN_LOW), high = read(OWN_HIGH);

	for (unsigned i = 0; i < 6; i++)
		mac[i] = (uint8_t)(i < 4 ? low >> 8 * i : high >> 8 * (i - 4));
}

static void reset(void)
{
	uint64_t end = clock_ns() + RESET_NS;

	write(MASK_CLEAR, ~0u);
	write(CONTROL, read(CONTROL) | CONTROL_RESET);
	while (clock_ns() < end)
		cpu_pause();
	write(MASK_CLEAR, ~0u);
	write(CONTROL, read(CONTROL) | CONTROL_LINK_UP);
}

static bool e1000_init(uint32_t packets, uint32_t *flags)
{
	struct pci_region region;
	struct pci_device pci;

	if (!pci_find(&pci, is_known, NULL))
		return false;
	pci_enable(&pci);
	if (!pci_region(&pci, 0, &region))
		return false;
	registers = mmio_map(region.base, REGISTERS_SIZE);
	reset();
	if (!make_ring(&receive_ring, packets / 4) ||
	    !make_ring(&transmit_ring, packets / 4))
		return false;
	pci_interrupt(&pci, interrupt, NULL);
	write(SPACING, SPACING_50_US);
	write(TRANSMIT_GAP, GAP_COPPER);
	write(TRANSMIT_CONTROL, TRANSMIT_ON);
	write(RECEIVE_CONTROL, RECEIVE_ON);
	refill();
	read(CAUSES);
	*flags = 0;
	write(MASK_SET, CAUSE_RECEIVED | CAUSE_OVERRUN);
	log_line("net: e1000, link %s",
		 read(STATUS) & STATUS_LINK ? "up" : "down");
	return true;
}

const struct net_driver e1000 = { .init = e1000_init,
				  .mac = e1000_mac,
				  .room = e1000_room,
				  .send = e1000_send,
				  .await_room = e1000_await_room,
				  .flush = e1000_flush,
				  .sent = e1000_sent,
				  .poll = e1000_poll };
