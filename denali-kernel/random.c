/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Seeds for guests.  Both sources are used raw, one XORed onto the other: each
 * is meant to be good alone.  The TSC is mixed in last, which helps only a host
 * that has neither.
 */
#include "random.h"

#include "cpu.h"
#include "log.h"
#include "string.h"
#include "virtio_rng.h"

#define TRIES 10 /* as often as the manual advises to repeat rdrand */

#define BLOCK 512

/* Bytes of the device that nobody has had yet. */
static uint8_t block[BLOCK];
static uint32_t block_left;
static bool device;

static bool rdrand(uint32_t *value)
{
	unsigned char good = 0;

	for (unsigned i = 0; i < TRIES && !good; i++)
		__asm__ volatile("rdrand %0; setc %1"
				 : "=r"(*value), "=qm"(good));
	return good;
}

void random_init(void)
{
	device = virtio_rng_init();
	if (device)
		block_left = virtio_rng_read(block, BLOCK);
	if (!device && !cpu.rdrand)
		log_line("no random number source: guests' seeds are weak");
}

static void mix(uint8_t *bytes, uint32_t length, uint32_t value)
{
	for (uint32_t i = 0; i < length && i < sizeof(value); i++)
		bytes[i] ^= (uint8_t)(value >> 8 * i);
}

/* The device is slow: with rdrand there, its first block is all we ask for. */
static void mix_device(uint8_t *bytes, uint32_t length)
{
	for (uint32_t i = 0; i < length; i++) {
		if (!block_left && !cpu.rdrand)
			block_left = virtio_rng_read(block, BLOCK);
		if (!block_left)
			return;
		bytes[i] ^= block[--block_left];
		block[block_left] = 0;
	}
}

void random_bytes(void *to, uint32_t length)
{
	uint8_t *bytes = to;
	uint32_t value = 0;

	memset(to, 0, length);
	if (device)
		mix_device(bytes, length);
	for (uint32_t i = 0; i < length; i += sizeof(value)) {
		if (cpu.rdrand && rdrand(&value))
			mix(bytes + i, length - i, value);
		mix(bytes + i, length - i, (uint32_t)rdtsc() * 2654435761u);
	}
}
