/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The e1000's driver against registers that are plain memory: what stands in a
 * ring's tail is what the device has been told, and the tests do its work.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "log.h"
#include "net.h"
#include "packet.h"
#include "paging.h"
#include "pci.h"
#include "switch.h"
#include "turn.h"

#define PACKETS 512
#define SLOTS 256

#define CAUSES (0xc0 / 4)
#define MASK_SET (0xd0 / 4)
#define MASK_CLEAR (0xd8 / 4)
#define RECEIVE (0x2800 / 4)
#define TRANSMIT (0x3800 / 4)
#define TAIL (0x18 / 4)
#define SENT 0x01
#define RECEIVED 0x80

#define DONE 0x1
#define WHOLE 0x2

struct slot {
	uint64_t address;
	uint16_t length, sum;
	uint8_t status, errors;
	uint16_t special;
};

static uint32_t registers[0x6000 / 4];
static bool absent, enabled;
static irq_handler *handler;
static struct packet *kept[1024];
static uint32_t received, resumed, flags = ~0u;
static bool keep;
uint32_t net_budget = 1024;

/* ---- what lies around the driver ---- */

bool pci_find(struct pci_device *found, pci_match *match, const void *argument)
{
	static const uint16_t ids[][2] = { { 0x1af4, 0x100e },
					   { 0x8086, 0x10d3 },
					   { 0x8086, 0x100e } };

	for (unsigned i = 0; i < 3 - (unsigned)absent; i++) {
		*found = (struct pci_device){ .vendor = ids[i][0],
					      .device = ids[i][1] };
		if (match(found, argument))
			return true;
	}
	return false;
}

bool pci_region(const struct pci_device *device, unsigned index,
		struct pci_region *region)
{
	cr_assert_eq(device->vendor, 0x8086);
	*region = (struct pci_region){ 0xfeb00000, false };
	return index == 0 && enabled;
}

void pci_enable(const struct pci_device *device)
{
	(void)device;
	enabled = true;
}

bool pci_interrupt(const struct pci_device *device, irq_handler *own,
		   void *argument)
{
	(void)device;
	cr_assert_null(argument);
	handler = own;
	return false;
}

void *mmio_map(phys_t phys, uint32_t size)
{
	cr_assert_eq(phys, 0xfeb00000);
	cr_assert_leq(size, sizeof registers);
	return registers;
}

static void *page(void)
{
	void *memory;

	cr_assert_eq(posix_memalign(&memory, PAGE_SIZE, PAGE_SIZE), 0);
	memset(memory, 0, PAGE_SIZE);
	return memory;
}

void *frame_alloc_block(uint32_t count)
{
	static void *pages[2]; /* never freed, as the kernel's are not */
	static unsigned made;

	cr_assert(count == 1 && made < 2);
	return pages[made++] = page();
}

uint64_t clock_ns(void)
{
	static uint64_t now;

	return now += 1000000;
}

void log_line(const char *format, ...)
{
	(void)format;
}

void panic(const char *format, ...)
{
	cr_assert_fail("the kernel panics: %s", format);
	abort();
}

void switch_from_wire(struct packet *packet)
{
	kept[received++ % 1024] = packet;
	if (keep)
		packet_get(packet);
}

void turn_advance(void)
{
	resumed++;
}

bool net_poll(void)
{
	return e1000.poll();
}

/* ---- the device ---- */

static struct slot *slot(unsigned ring, uint32_t at)
{
	uint64_t base = registers[ring] | (uint64_t)registers[ring + 1] << 32;

	return (struct slot *)window_at(base) + at % SLOTS;
}

static uint32_t arrived, gone; /* the device's heads */

/* A frame comes in, if there is a buffer for it. */
static bool wire_frame(uint16_t length, uint8_t status, uint8_t errors)
{
	struct slot *s = slot(RECEIVE, arrived);

	if (arrived % SLOTS == registers[RECEIVE + TAIL])
		return false;
	cr_assert_eq(s->status, 0, "it is not the device's");
	memset(window_at(s->address), length & 0xff,
	       length < PACKET_FRAME ? length : PACKET_FRAME);
	s->length = length;
	s->errors = errors;
	s->status = status;
	arrived++;
	return true;
}

static void interrupt(uint32_t causes)
{
	registers[CAUSES] = causes;
	handler(NULL);
	registers[CAUSES] = 0;
}

/* The next frame that is sent; null: the device has been told of none. */
static struct slot *send_one(void)
{
	struct slot *s = slot(TRANSMIT, gone);

	if (gone % SLOTS == registers[TRANSMIT + TAIL])
		return NULL;
	cr_assert_eq(s->status, 0);
	cr_assert_eq(s->sum >> 8, 0xb, "whole, check sequence, report");
	s->status = DONE;
	gone++;
	return s;
}

static void start(void)
{
	for (unsigned i = 0; i < PACKETS / PACKETS_A_PAGE; i++)
		packet_add_page(page());
	cr_assert(e1000.init(PACKETS, &flags));
}

static void send_packet(uint16_t length)
{
	struct packet *packet = packet_alloc();

	cr_assert(packet);
	packet->length = length;
	packet->flags = 0;
	memset(packet->frame, length & 0xff, length);
	e1000.send(packet);
	packet_put(packet);
}

Test(e1000, start)
{
	start();
	cr_assert_eq(registers[RECEIVE + TAIL], PACKETS / 4);
	cr_assert_eq(registers[TRANSMIT + TAIL], 0);
	cr_assert(registers[MASK_SET] & RECEIVED);
	cr_assert(!(registers[MASK_SET] & SENT));
	cr_assert_eq(flags, 0, "checksums are left to the VMs");
	/* All addresses, on. */
	cr_assert_eq(registers[RECEIVE + 2], SLOTS * sizeof(struct slot));
	cr_assert_eq(registers[0x100 / 4] & 0x1a, 0x1a);
	/* Buffers of 2 KiB and no long frames: no frame outgrows a packet. */
	cr_assert_eq(registers[0x100 / 4] & 0x20030020, 0);
}

Test(e1000, its_own_address)
{
	static const uint8_t own[6] = { 0x52, 0x54, 0, 0x12, 0x34, 0x56 };
	uint8_t mac[6];

	start();
	registers[0x5400 / 4] = 0x12005452;
	registers[0x5404 / 4] = 0x80005634;
	e1000.mac(mac);
	cr_assert_arr_eq(mac, own, 6);
}

Test(e1000, no_device)
{
	absent = true;
	cr_assert(!e1000.init(PACKETS, &flags));
}

Test(e1000, no_packets)
{
	cr_assert(!e1000.init(4 * (2 * NET_ROOM_MIN - 1), &flags));
}

Test(e1000, send)
{
	uint32_t pool, room;
	struct slot *s;

	start();
	pool = packet_free_count();
	room = e1000.room();
	cr_assert_eq(room, PACKETS / 4);
	send_packet(1514);
	send_packet(14);
	cr_assert_null(send_one(), "it has not been told");
	e1000.flush();
	cr_assert_eq(e1000.room(), room - 2);
	s = send_one();
	cr_assert_eq(s->length, 1514);
	cr_assert_eq(*(uint8_t *)window_at(s->address), 1514 & 0xff);
	s = send_one();
	cr_assert_eq(s->length, 14);
	cr_assert_null(send_one());
	for (unsigned i = 0; i < room - 2; i++)
		send_packet(60);
	cr_assert_eq(e1000.room(), 2, "what has gone makes room");
	cr_assert_eq(packet_free_count(), pool - (room - 2));
}

/* The ring's indices go round many times. */
Test(e1000, send_many)
{
	uint32_t sent = 0;

	start();
	for (unsigned i = 0; i < 10 * SLOTS; i++) {
		send_packet((uint16_t)(14 + i % 1500));
		if (i % 7)
			continue;
		e1000.flush();
		for (struct slot *s; (s = send_one()) != NULL; sent++)
			cr_assert_eq(s->length, 14 + sent % 1500);
	}
	cr_assert_geq(sent, 10 * SLOTS - 7);
}

Test(e1000, await_room)
{
	uint32_t room;

	start();
	room = e1000.room();
	while (e1000.room())
		send_packet(60);
	registers[MASK_SET] = registers[MASK_CLEAR] = 0;
	cr_assert(e1000.await_room());
	cr_assert_eq(registers[MASK_SET], SENT);
	for (unsigned i = 0; i < room / 2 - 1; i++)
		cr_assert(send_one(), "it has been told");
	interrupt(SENT);
	cr_assert_eq(resumed, 0);
	send_one();
	interrupt(SENT);
	cr_assert_eq(resumed, 1);
	cr_assert_eq(registers[MASK_CLEAR], SENT);
	cr_assert_geq(e1000.room(), NET_ROOM_MIN);
	interrupt(SENT);
	cr_assert_eq(resumed, 1, "nobody waits any more");
	/* If most has gone by the time one asks, nothing will come. */
	while (e1000.room())
		send_packet(60);
	e1000.flush();
	cr_assert(!e1000.sent());
	while (send_one())
		continue;
	cr_assert(e1000.sent());
	cr_assert(!e1000.await_room());
	cr_assert_eq(e1000.room(), room);
}

Test(e1000, receive)
{
	uint32_t pool;

	start();
	pool = packet_free_count();
	cr_assert_eq(pool, PACKETS - PACKETS / 4);
	cr_assert(wire_frame(60, DONE | WHOLE, 0));
	interrupt(0);
	cr_assert_eq(received, 0, "an interrupt of somebody else's");
	interrupt(RECEIVED);
	cr_assert_eq(received, 1);
	cr_assert_eq(kept[0]->length, 60);
	cr_assert_eq(kept[0]->frame[59], 60);
	/* A bad checksum is the VM's to find. */
	wire_frame(1514, DONE | WHOLE | 0x20, 0x20 | 0x40);
	wire_frame(14, DONE | WHOLE, 0);
	cr_assert(!net_poll());
	cr_assert_eq(received, 3);
	cr_assert_eq(packet_free_count(), pool);
}

/* Runts, giants, pieces and broken frames are not passed on, whatever the
 * device says of them. */
Test(e1000, hostile_wire)
{
	static const uint16_t lengths[] = { 0, 1, 13, 1515, 2048, 0xffff };
	uint32_t pool;

	start();
	pool = packet_free_count();
	for (unsigned i = 0; i < sizeof lengths / sizeof *lengths; i++)
		cr_assert(wire_frame(lengths[i], DONE | WHOLE, 0));
	cr_assert(wire_frame(60, DONE, 0));
	for (unsigned bit = 0; bit < 8; bit++)
		if (!(0x60 >> bit & 1) && bit != 3)
			cr_assert(wire_frame(60, DONE | WHOLE,
					     (uint8_t)(1u << bit)));
	interrupt(RECEIVED);
	cr_assert_eq(received, 0);
	cr_assert_eq(packet_free_count(), pool);
	cr_assert(wire_frame(60, DONE | WHOLE, 0));
	interrupt(RECEIVED);
	cr_assert_eq(received, 1);
}

Test(e1000, one_by_one)
{
	start();
	net_budget = 1;
	for (unsigned i = 0; i < 3; i++)
		wire_frame(60, DONE | WHOLE, 0);
	interrupt(RECEIVED);
	cr_assert_eq(received, 1);
	cr_assert(net_poll(), "no interrupt comes for the third");
	cr_assert(!net_poll());
	cr_assert_eq(received, 3);
}

/* The switch keeps all there are: the device starves until some are let go, and
 * none is lent twice. */
Test(e1000, burst)
{
	uint32_t pool;

	start();
	pool = packet_free_count();
	keep = true;
	for (unsigned round = 0; round < 5; round++) {
		while (wire_frame(60, DONE | WHOLE, 0))
			continue;
		interrupt(RECEIVED);
	}
	cr_assert_eq(received, PACKETS);
	cr_assert_eq(packet_free_count(), 0);
	for (unsigned i = 0; i < PACKETS; i++)
		packet_put(kept[i]);
	keep = false;
	net_poll();
	cr_assert(wire_frame(99, DONE | WHOLE, 0));
	interrupt(RECEIVED);
	cr_assert_eq(received, PACKETS + 1);
	cr_assert_eq(packet_free_count(), pool);
}
