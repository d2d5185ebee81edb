/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Words for how a service is.
 */
#include "live.h"

uint32_t live_healthy_count(const struct live *live)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < live->place_count; i++)
		if (live->places[i].instance != NULL &&
		    live->places[i].instance->state == INSTANCE_HEALTHY)
			count++;
	return count;
}

struct counts {
	uint32_t healthy, failing, loops, waiting, finished;
};

static void count(const struct live *live, struct counts *counts)
{
	counts->healthy = live_healthy_count(live);
	for (uint32_t i = 0; i < live->place_count; i++) {
		const struct place *place = &live->places[i];
		const struct instance *instance = place->instance;

		counts->finished += place->finished;
		counts->waiting += timer_is_set(&place->again);
		counts->loops += place->failed >= CRASH_LOOP &&
				 (instance == NULL || instance->healthy == 0);
		counts->failing += instance != NULL &&
				   (instance->state == INSTANCE_FAILING ||
				    instance->restart);
	}
}

const char *live_state(const struct live *live)
{
	struct counts counts = { 0 };

	if (!live->wanted)
		return live->instances > 0 ? "stopping" : "stopped";
	if (live->release == NULL)
		return live->deployment != NULL ? "starting" : "failed";
	count(live, &counts);
	if (counts.loops > 0)
		return "crash-loop";
	if (counts.failing > 0)
		return "unhealthy";
	if (counts.waiting > 0)
		return "restarting";
	if (counts.finished == live->place_count)
		return "ended";
	if (counts.healthy + counts.finished == live->place_count)
		return "running";
	return "starting";
}
