/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Denali's side of the disk benchmark.
 */
#include <inttypes.h>
#include <stdio.h>

#include <ilwaco/clock.h>
#include <ilwaco/disk.h>
#include <ilwaco/event.h>
#include <ilwaco/sync.h>

#include "pattern.h"

static uint8_t data[DEPTH_MAX][BLOCK] __attribute__((aligned(BLOCK)));
static struct ilw_disk_request requests[DEPTH_MAX];
static const struct pattern *current;
static uint32_t asked, finished;
static struct ilw_semaphore over;

static void ask_next(struct ilw_disk_request *request)
{
	if (asked == REQUESTS)
		return;
	request->block = pattern_block(current, asked++);
	ilw_disk_submit(request);
}

static void done(struct ilw_disk_request *request)
{
	if (request->status != 0)
		printf("disk: error %d\n", request->status);
	if (++finished == REQUESTS)
		ilw_semaphore_post(&over);
	ask_next(request);
}

static void measure(const struct pattern *pattern, uint32_t depth)
{
	uint64_t begun = ilw_clock_monotonic(), taken;

	current = pattern;
	asked = finished = 0;
	for (uint32_t i = 0; i < depth; i++) {
		requests[i] = (struct ilw_disk_request){
			.done = done,
			.data = data[i],
			.count = 1,
			.operation = pattern->write ? DENALI_DISK_WRITE :
						      DENALI_DISK_READ
		};
		ask_next(&requests[i]);
	}
	ilw_semaphore_take(&over, ILW_NEVER);
	taken = ilw_clock_monotonic() - begun;
	printf("disk: %s %" PRIu32 " %" PRIu32 "\n", pattern->name, depth,
	       (uint32_t)(REQUESTS * 1000000000ull / taken));
}

int main(void)
{
	static const struct pattern patterns[] = PATTERNS;
	static const uint32_t depths[] = DEPTHS;

	for (unsigned i = 0; i < PATTERN_COUNT; i++)
		for (unsigned k = 0; k < sizeof depths / sizeof *depths; k++)
			measure(&patterns[i], depths[k]);
	return 0;
}
