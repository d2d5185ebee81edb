/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sends frames to a station that there is not, in one of two ways:
 *
 *   frames batches COUNT    a trap for each 32 of them
 *   frames registers COUNT  one by one, with a trap for each access to a
 *                           register that a driver of an emulated e1000 makes
 *                           for a frame: it writes the ring's tail, and at the
 *                           interrupt reads the cause, writes the mask and
 *                           writes it back
 */
#include <stdlib.h>
#include <string.h>

#include "guest/trap.h"

#define NIC (rw_registers->nic)
#define BATCH 32
#define ACCESSES 4
#define LENGTH 100

static uint8_t frame[LENGTH] = { 0x02, 0x64, 0x6e, 0xff, 0, 0 };

static void post(void)
{
	volatile struct denali_nic_descriptor *slot =
		&NIC.tx[NIC.tx_posted % DENALI_NIC_SLOTS];

	slot->address = (uint32_t)frame;
	slot->length = LENGTH;
	slot->flags = 0;
	NIC.tx_posted++;
}

static void finish(void)
{
	while (NIC.tx_done != NIC.tx_posted) {
		rw_registers->pending = 0;
		trap(DENALI_IDLE, UINT32_MAX, UINT32_MAX, 0);
	}
}

static void send(int posted, int traps)
{
	while (posted--)
		post();
	/* All but the one that sends do nothing. */
	while (traps-- > 1)
		trap(DENALI_KICK, 0, 0, 0);
	trap(DENALI_KICK, DENALI_DEVICE_NIC, 0, 0);
	finish();
}

int main(int argc, char **argv)
{
	int count = argc == 3 ? atoi(argv[2]) : 0;
	uint32_t address = ro_registers->network.ipv4;
	int batch = strcmp(argv[1], "batches") == 0 ? BATCH : 1;

	for (int i = 0; i < 6; i++)
		frame[6 + i] = ro_registers->network.mac[i];
	frame[12] = 0x08; /* IPv4 */
	frame[14] = 0x45;
	frame[17] = LENGTH - 14;
	frame[23] = 17; /* UDP */
	memcpy(frame + 26, &address, sizeof address);
	for (int sent = 0; sent < count; sent += batch)
		send(batch, batch > 1 ? 1 : ACCESSES);
	return 0;
}
