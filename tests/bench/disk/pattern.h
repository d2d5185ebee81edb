/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What both sides of the disk benchmark ask of a disk, and what they say:
 *
 *   disk: PATTERN DEPTH REQUESTS-A-SECOND
 *
 * REQUESTS requests of a block of 4 KiB, so many of them under way at once.
 */
#ifndef BENCH_DISK_PATTERN_H
#define BENCH_DISK_PATTERN_H

#include <stdint.h>

#define BLOCK 4096u
#define BLOCKS 16384u /* of the disk */
#define REQUESTS 8192u
#define DEPTH_MAX 32u
#define DEPTHS                                                                 \
	{                                                                      \
		1, 4, DEPTH_MAX                                                \
	}

struct pattern {
	const char *name;
	uint8_t write, random;
};

#define PATTERNS                                                               \
	{                                                                      \
		{ "sequential-read", 0, 0 }, { "sequential-write", 1, 0 },     \
			{ "random-read", 0, 1 },                               \
		{                                                              \
			"random-write", 1, 1                                   \
		}                                                              \
	}
#define PATTERN_COUNT 4

/* The block of request number n. */
static inline uint32_t pattern_block(const struct pattern *pattern, uint32_t n)
{
	return (pattern->random ? n * 2654435761u >> 13 : n) % BLOCKS;
}

#endif
