/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Initial sequence numbers as RFC 6528 has them: a clock of 4 microseconds plus
 * a keyed hash of the connection's addresses and ports, so that they rise from
 * one incarnation of a connection to the next, and an outsider cannot tell
 * those of others from his own.  The hash is HalfSipHash-2-4, which suits a
 * 32-bit machine.
 */
#include "isn.h"

#include <string.h>

#include <ilwaco/clock.h>
#include <ilwaco/random.h>

#include "lwip/def.h"

#include "hooks.h"

static uint32_t secret[2];

void net_isn_start(void)
{
	ilw_random(secret, sizeof(secret));
}

static uint32_t rotate(uint32_t x, unsigned int n)
{
	return x << n | x >> (32 - n);
}

static void scramble(uint32_t v[4], unsigned int rounds)
{
	while (rounds-- > 0) {
		v[0] += v[1];
		v[1] = rotate(v[1], 5) ^ v[0];
		v[0] = rotate(v[0], 16);
		v[2] += v[3];
		v[3] = rotate(v[3], 8) ^ v[2];
		v[0] += v[3];
		v[3] = rotate(v[3], 7) ^ v[0];
		v[2] += v[1];
		v[1] = rotate(v[1], 13) ^ v[2];
		v[2] = rotate(v[2], 16);
	}
}

static uint32_t hash(const uint32_t *words, unsigned int count)
{
	uint32_t v[4] = { secret[0], secret[1], 0x6c796765 ^ secret[0],
			  0x74656462 ^ secret[1] };

	for (unsigned int i = 0; i < count; i++) {
		v[3] ^= words[i];
		scramble(v, 2);
		v[0] ^= words[i];
	}
	/* The last block of the original holds the length in bytes. */
	v[3] ^= (uint32_t)count << 26;
	scramble(v, 2);
	v[0] ^= (uint32_t)count << 26;
	v[2] ^= 0xff;
	scramble(v, 4);
	return v[1] ^ v[3];
}

u32_t net_tcp_isn(const ip_addr_t *local, u16_t local_port,
		  const ip_addr_t *remote, u16_t remote_port)
{
	uint32_t words[9] = { (uint32_t)local_port << 16 | remote_port };
	unsigned int size = IP_ADDR_RAW_SIZE(*local);

	memcpy(&words[1], local, size);
	memcpy(&words[5], remote, size);
	return hash(words, LWIP_ARRAYSIZE(words)) +
	       (u32_t)(ilw_clock_monotonic() >> 12);
}
