/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Guests that take all they can get, for ever: the processor, the kernel's time
 * by each virtual instruction, memory, the console, the wire.  The neighbours
 * are served all the same.
 */
#include <string.h>

#include "../attack.h"

#define PAGE DENALI_PAGE_SIZE

static uint8_t pages[16 * PAGE] __attribute__((aligned(PAGE)));

static void hogs_processor(void)
{
	for (;;)
		__asm__ volatile("");
}

static void hogs_kick(void)
{
	for (;;)
		trap(DENALI_KICK, DENALI_DEVICE_ALL, 0, 0);
}

static void hogs_bad_calls(void)
{
	for (;;)
		trap(0xffffffff, 0, 0, 0);
}

static void hogs_idle(void)
{
	for (;;) {
		rw_registers->pending = 0;
		trap(DENALI_IDLE, 0, 0, 0);
	}
}

static void hogs_protect(void)
{
	for (uint32_t i = 0;; i++)
		trap(DENALI_PROTECT, (uint32_t)pages, sizeof pages,
		     i & 1 ? DENALI_PROT_READ :
			     DENALI_PROT_READ | DENALI_PROT_WRITE);
}

/* As long a range as there is, of which little was ever touched. */
static void hogs_release(void)
{
	uint32_t from = DENALI_IMAGE_BASE + 0x200000;

	for (;;)
		trap(DENALI_RELEASE, from, ro_registers->memory_size - from, 0);
}

static void hogs_faults(void)
{
	for (;;) {
		for (uint32_t at = 0; at < sizeof pages; at += PAGE)
			((volatile uint8_t *)pages)[at] = 1;
		trap(DENALI_RELEASE, (uint32_t)pages, sizeof pages, 0);
	}
}

static void hogs_console(void)
{
	volatile struct denali_console *console = &rw_registers->console;
	static const char text[] = "flood flood flood flood flood flood\n";
	uint32_t at = 0;

	for (;;) {
		uint32_t posted = console->out_posted;

		while (posted - console->out_done < DENALI_CONSOLE_OUT)
			console->out[posted++ % DENALI_CONSOLE_OUT] = (uint8_t)
				text[at++ % (sizeof text - 1)];
		console->out_posted = posted;
		trap(DENALI_KICK, DENALI_DEVICE_CONSOLE, 0, 0);
	}
}

static uint8_t frame[1514];

/* Posts the frame as often as there is room, for ever, past the library OS,
 * which must not see what becomes of its ring. */
static void send_for_ever(uint16_t length)
{
	volatile struct denali_nic *nic = &rw_registers->nic;

	rw_registers->handler = 0;
	for (;;) {
		uint32_t posted = nic->tx_posted;

		while (posted - nic->tx_done < DENALI_NIC_SLOTS) {
			volatile struct denali_nic_descriptor *slot =
				&nic->tx[posted++ % DENALI_NIC_SLOTS];

			slot->address = (uint32_t)frame;
			slot->length = length;
			slot->flags = 0;
		}
		nic->tx_posted = posted;
		trap(DENALI_KICK, DENALI_DEVICE_NIC, 0, 0);
	}
}

static void own_mac(uint8_t *to)
{
	for (int i = 0; i < 6; i++)
		to[i] = ro_registers->network.mac[i];
}

/* Its own address, to everyone, of no protocol that anyone speaks. */
static void hogs_broadcast(void)
{
	memset(frame, 0xff, 6);
	own_mac(frame + 6);
	frame[12] = 0x88;
	frame[13] = 0xb5;
	send_for_ever(sizeof frame);
}

/* A neighbour's hardware address as the sender. */
static void hogs_forged_sender(void)
{
	memset(frame, 0xff, 6);
	own_mac(frame + 6);
	frame[11]++;
	frame[12] = 0x08;
	send_for_ever(60);
}

/* ARP replies to everyone that a neighbour's IPv4 address is its own. */
static void hogs_forged_arp(void)
{
	static const uint8_t head[] = { 0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, 2 };
	uint32_t address = ro_registers->network.ipv4 + 0x01000000;

	memset(frame, 0xff, 6);
	own_mac(frame + 6);
	memcpy(frame + 12, head, sizeof head);
	own_mac(frame + 22);
	memcpy(frame + 28, &address, 4);
	memset(frame + 32, 0xff, 6);
	memcpy(frame + 38, &address, 4);
	send_for_ever(60);
}

/* All the memory it may have, over and over. */
static void hogs_memory(void)
{
	for (;;)
		for (uint32_t at = DENALI_IMAGE_BASE + 0x200000;
		     at < ro_registers->memory_size; at += PAGE)
			*(volatile uint8_t *)at = 1;
}

#define ENTRY(name)                                                            \
	{                                                                      \
#name, hogs_##name                                             \
	}

void hogs(const char *name)
{
	static const struct attack_case cases[] = {
		ENTRY(processor),     ENTRY(kick),       ENTRY(bad_calls),
		ENTRY(idle),          ENTRY(protect),    ENTRY(release),
		ENTRY(faults),        ENTRY(console),    ENTRY(broadcast),
		ENTRY(forged_sender), ENTRY(forged_arp), ENTRY(memory),
	};

	attack_case(cases, ATTACK_COUNT(cases), name);
}
