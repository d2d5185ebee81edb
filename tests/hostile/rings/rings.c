/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Rings with indices out of range, descriptors that point where they must not,
 * and lengths, flags and pieces that make no sense; one at a time.
 */
#include "../attack.h"

#define NIC (rw_registers->nic)
#define CONSOLE (rw_registers->console)

static uint8_t frame[2048];

static uint32_t own(void *address)
{
	return (uint32_t)address;
}

static void post(uint32_t address, uint16_t length, uint16_t flags)
{
	volatile struct denali_nic_descriptor *slot =
		&NIC.tx[NIC.tx_posted % DENALI_NIC_SLOTS];

	slot->address = address;
	slot->length = length;
	slot->flags = flags;
	slot->checksum_start = 0;
	slot->checksum_offset = 0;
	NIC.tx_posted++;
}

static void kick_nic(void)
{
	trap(DENALI_KICK, DENALI_DEVICE_NIC, 0, 0);
}

static void send(uint32_t address, uint16_t length, uint16_t flags)
{
	post(address, length, flags);
	kick_nic();
}

#define SEND(name, address, length, flags)                                     \
	static void rings_##name(void)                                         \
	{                                                                      \
		send(address, length, flags);                                  \
	}

SEND(tx_kernel, DENALI_KERNEL_BASE + 0x100000, 64, 0)
SEND(tx_null, 0, 64, 0)
SEND(tx_registers, DENALI_RO_REGISTERS, 64, 0)
SEND(tx_below, DENALI_IMAGE_BASE - 1, 64, 0)
SEND(tx_past_end, ro_registers->memory_size, 64, 0)
SEND(tx_across_end, ro_registers->memory_size - 63, 64, 0)
SEND(tx_wrap, 0xfffffff0, 64, 0)
SEND(tx_top, 0xffffffff, 1, 0)
SEND(tx_empty, own(frame), 0, 0)
SEND(tx_short, own(frame), DENALI_FRAME_MIN - 1, 0)
SEND(tx_long, own(frame), DENALI_FRAME_MAX + 1, 0)
SEND(tx_longest, own(frame), 0xffff, 0)
SEND(tx_flag, own(frame), 64, 0x8000)
SEND(tx_more_alone, own(frame), 64, DENALI_NIC_MORE)

static void rings_tx_far(void)
{
	NIC.tx_posted += DENALI_NIC_SLOTS + 1;
	kick_nic();
}

static void rings_tx_back(void)
{
	NIC.tx_posted--;
	kick_nic();
}

static void rings_tx_wild(void)
{
	NIC.tx_posted += 0x80000000;
	kick_nic();
}

static void rings_tx_pieces(void)
{
	for (int i = 0; i < DENALI_NIC_PIECES; i++)
		post(own(frame), 64, DENALI_NIC_MORE);
	send(own(frame), 64, 0);
}

static void rings_tx_sum(void)
{
	post(own(frame), DENALI_FRAME_MAX, DENALI_NIC_MORE);
	send(own(frame), DENALI_FRAME_MAX, 0);
}

static void rings_tx_all_more(void)
{
	for (int i = 0; i < DENALI_NIC_SLOTS; i++)
		post(own(frame), 1, DENALI_NIC_MORE);
	kick_nic();
}

static void send_checksum(uint16_t start, uint16_t offset)
{
	volatile struct denali_nic_descriptor *slot =
		&NIC.tx[NIC.tx_posted % DENALI_NIC_SLOTS];

	post(own(frame), 64, DENALI_NIC_CHECKSUM);
	slot->checksum_start = start;
	slot->checksum_offset = offset;
	kick_nic();
}

static void rings_tx_sum_start(void)
{
	send_checksum(65, 0);
}

static void rings_tx_sum_field(void)
{
	send_checksum(14, 49);
}

static void rings_tx_sum_wrap(void)
{
	send_checksum(0xffff, 0xffff);
}

/* A page of the VM's that nothing may touch: the guard below its stack. */
static void rings_tx_no_access(void)
{
	static uint8_t page[DENALI_PAGE_SIZE]
		__attribute__((aligned(DENALI_PAGE_SIZE)));

	trap(DENALI_PROTECT, own(page), sizeof page, DENALI_PROT_NONE);
	send(own(page), 64, 0);
}

/* Pages that have never been touched, up to the last byte. */
static void rings_tx_untouched(void)
{
	send(ro_registers->memory_size - 64, 64, 0);
}

static void rings_tx_partner(void)
{
	NIC.tx_done += 5;
	NIC.rx_filled -= 3;
	CONSOLE.out_done += 7;
	CONSOLE.in_posted += 9;
	kick_nic();
	trap(DENALI_KICK, DENALI_DEVICE_ALL, 0, 0);
}

static void receive_into(uint32_t address, uint16_t length)
{
	volatile struct denali_nic_descriptor *slot =
		&NIC.rx[NIC.rx_posted % DENALI_NIC_SLOTS];

	slot->address = address;
	slot->length = length;
	slot->flags = 0;
	NIC.rx_posted++;
	kick_nic();
	/* A frame may have to come first. */
	for (int i = 0; i < 200; i++)
		trap(DENALI_IDLE, 0, 0, 0), spin(1);
}

#define RECEIVE(name, address, length)                                         \
	static void rings_##name(void)                                         \
	{                                                                      \
		receive_into(address, length);                                 \
	}

RECEIVE(rx_kernel, DENALI_KERNEL_BASE + 0x100000, 1514)
RECEIVE(rx_null, 0, 1514)
RECEIVE(rx_registers, DENALI_RO_REGISTERS, 1514)
RECEIVE(rx_past_end, ro_registers->memory_size - 1513, 1514)
RECEIVE(rx_wrap, 0xffffff00, 1514)
RECEIVE(rx_small, own(frame), 1513)
RECEIVE(rx_text, (uint32_t)rings_tx_far, 1514)

static void rings_rx_far(void)
{
	NIC.rx_posted += DENALI_NIC_SLOTS + 1;
	kick_nic();
}

static void kick_console(void)
{
	trap(DENALI_KICK, DENALI_DEVICE_CONSOLE, 0, 0);
}

static void rings_out_far(void)
{
	CONSOLE.out_posted += DENALI_CONSOLE_OUT + 1;
	kick_console();
}

static void rings_out_wild(void)
{
	CONSOLE.out_posted += 0x80000000;
	kick_console();
}

static void rings_in_far(void)
{
	CONSOLE.in_done += 1;
	kick_console();
}

static void rings_in_back(void)
{
	CONSOLE.in_done -= DENALI_CONSOLE_IN + 1;
	kick_console();
}

#define ENTRY(name)                                                            \
	{                                                                      \
#name, rings_##name                                            \
	}

void rings(const char *name)
{
	static const struct attack_case cases[] = {
		ENTRY(tx_kernel),    ENTRY(tx_null),       ENTRY(tx_registers),
		ENTRY(tx_below),     ENTRY(tx_past_end),   ENTRY(tx_across_end),
		ENTRY(tx_wrap),      ENTRY(tx_top),        ENTRY(tx_empty),
		ENTRY(tx_short),     ENTRY(tx_long),       ENTRY(tx_longest),
		ENTRY(tx_flag),      ENTRY(tx_more_alone), ENTRY(tx_far),
		ENTRY(tx_back),      ENTRY(tx_wild),       ENTRY(tx_pieces),
		ENTRY(tx_sum),       ENTRY(tx_all_more),   ENTRY(tx_sum_start),
		ENTRY(tx_sum_field), ENTRY(tx_sum_wrap),   ENTRY(tx_no_access),
		ENTRY(tx_untouched), ENTRY(tx_partner),    ENTRY(rx_kernel),
		ENTRY(rx_null),      ENTRY(rx_registers),  ENTRY(rx_past_end),
		ENTRY(rx_wrap),      ENTRY(rx_small),      ENTRY(rx_text),
		ENTRY(rx_far),       ENTRY(out_far),       ENTRY(out_wild),
		ENTRY(in_far),       ENTRY(in_back),
	};

	attack_case(cases, ATTACK_COUNT(cases), name);
}
