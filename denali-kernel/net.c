/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The machine's network, put together: how large its parts are, and which
 * driver serves it.
 */
#include "net.h"

#include <denali/registers.h>

#include "arp.h"
#include "between.h"
#include "clock.h"
#include "frame.h"
#include "log.h"
#include "packet.h"
#include "stations.h"
#include "string.h"
#include "wire.h"
#include "x86.h"

/* One packet for so many frames of memory, and one place in an address table;
 * both within bounds. */
#define FRAMES_A_PACKET 64
#define PACKETS_MIN 512
#define PACKETS_MAX (PACKET_PAGES_MAX * PACKETS_A_PAGE)
#define FRAMES_A_STATION 16
#define STATIONS_MIN 512
#define STATIONS_MAX 65536

/* Frames taken in before others get the processor again. */
#define RECEIVE_BUDGET 1024

#define PATIENCE 1000000000 /* ns, with a device that does not send */

static const struct net_driver *driver; /* null: there is no NIC */
/* Between VMs nothing needs a checksum. */
static uint32_t flags = DENALI_NET_TX_CHECKSUM | DENALI_NET_RX_CHECKSUM;
uint32_t net_budget = RECEIVE_BUDGET;
bool net_untold;

/* So many packets, or as many as there is memory for. */
static uint32_t make_pool(uint32_t packets)
{
	uint32_t made;

	for (made = 0; made < packets; made += PACKETS_A_PAGE) {
		frame_t frame = frame_alloc_low();

		if (frame == FRAME_NONE)
			break;
		packet_add_page(frame_window(frame));
	}
	return made;
}

static bool make_tables(uint32_t least)
{
	uint32_t count = STATIONS_MIN;
	uint32_t bytes;
	void *memory;

	while (count < least)
		count *= 2;
	bytes = count * STATIONS_TABLES * (uint32_t)sizeof(struct vm *);
	memory = frame_alloc_block((bytes + PAGE_SIZE - 1) >> PAGE_SHIFT);
	if (memory)
		stations_init(memory, count);
	return memory != NULL;
}

bool net_init(void)
{
	uint32_t frames = frame_total_count();
	uint32_t packets;

	if (!make_tables(between(frames / FRAMES_A_STATION, STATIONS_MIN,
				 STATIONS_MAX)))
		panic("no memory for the switch's tables");
	packets = make_pool(
		between(frames / FRAMES_A_PACKET, PACKETS_MIN, PACKETS_MAX));
	if (virtio_net.init(packets, &flags))
		driver = &virtio_net;
	else if (e1000.init(packets, &flags))
		driver = &e1000;
	else
		log_line("net: no NIC: VMs reach each other only");
	return driver != NULL;
}

void net_route(void)
{
	uint8_t mac[6] = { 0 };

	if (driver)
		driver->mac(mac);
	if (mac_group(mac) || !(load32(mac) | load16(mac + 4)))
		memcpy(mac, arp_router_mac, sizeof(mac));
	arp_route(mac);
}

uint32_t net_flags(void)
{
	/* What VMs may leave to the NIC they may leave out to each other. */
	if (flags & DENALI_NET_TX_CHECKSUM)
		return flags | DENALI_NET_RX_CHECKSUM;
	return flags;
}

void net_tell_device(void)
{
	net_untold = false;
	driver->flush();
}

bool net_poll(void)
{
	return driver && driver->poll();
}

void net_one_by_one(void)
{
	net_budget = 1;
}

bool net_present(void)
{
	return driver != NULL;
}

uint32_t net_room(void)
{
	return driver ? driver->room() : 0;
}

void net_send(struct packet *packet)
{
	driver->send(packet);
	net_untold = true;
}

void net_drain(void)
{
	uint64_t end;

	if (!driver)
		return;
	net_tell_device();
	end = clock_at(rdtsc()) + PATIENCE;
	while (!driver->sent() && clock_at(rdtsc()) < end)
		continue;
}

bool net_await_room(void)
{
	return driver->await_room();
}
