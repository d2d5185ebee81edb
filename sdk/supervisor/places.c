/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "places.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine.h"
#include "health.h"
#include "host.h"
#include "launch.h"

struct place *places_make(struct live *live, struct release *release,
			  uint32_t count)
{
	struct place *places = calloc(count, sizeof *places);

	if (places == NULL)
		return NULL;
	for (uint32_t i = 0; i < count; i++) {
		places[i].live = live;
		places[i].release = release;
		places[i].slot = i;
		release_hold(release);
	}
	return places;
}

void places_free(struct place *places, uint32_t count, bool drain)
{
	for (uint32_t i = 0; i < count; i++) {
		timer_clear(&places[i].again);
		if (places[i].instance != NULL)
			instance_retire(places[i].instance, drain);
		release_drop(places[i].release);
	}
	free(places);
}

void places_drop(struct live *live, bool drain)
{
	if (live->places != NULL)
		places_free(live->places, live->place_count, drain);
	live->places = NULL;
	live->place_count = 0;
	release_drop(live->release);
	live->release = NULL;
}

static void start_again(struct timer *timer)
{
	place_start(timer_owner(timer, struct place, again));
}

static void back_off(struct place *place)
{
	int64_t delay = BACKOFF_MOST;

	if (place->failed < 6)
		delay = BACKOFF_LEAST << place->failed;
	place->failed++;
	timer_set(&place->again, clock_monotonic() + delay, start_again);
}

void place_start(struct place *place)
{
	struct live *live = place->live;
	const char *problem;

	if (place->instance != NULL || place->finished ||
	    timer_is_set(&place->again) || live_stopping)
		return;
	problem = launch(place);
	if (problem != NULL) {
		snprintf(live->problem, sizeof live->problem, "%s", problem);
		back_off(place);
	}
	engine_wants(live->id);
}

void place_ended(struct place *place, bool good, bool again, int64_t healthy)
{
	enum manifest_restart policy = place->release->settings.restart;

	place->instance = NULL;
	if (!again && (policy == RESTART_NEVER ||
		       (policy == RESTART_ON_FAILURE && good))) {
		place->finished = true;
		return;
	}
	if (healthy != 0 && clock_monotonic() - healthy >= BACKOFF_WELL)
		place->failed = 0;
	place->live->restarts++;
	back_off(place);
}

void place_move(struct place *from, struct place *to)
{
	to->failed = from->failed;
	to->finished = from->finished;
	to->instance = from->instance;
	from->instance = NULL;
	if (to->instance != NULL)
		to->instance->place = to;
	if (timer_is_set(&from->again))
		timer_set(&to->again, from->again.due, start_again);
}

void place_change(struct place *place, struct release *release)
{
	release_hold(release);
	release_drop(place->release);
	place->release = release;
}

static void drained(struct timer *timer)
{
	struct instance *instance = timer_owner(timer, struct instance, check);

	engine_wants(instance->service);
	launch_stop(instance);
}

void instance_retire(struct instance *instance, bool drain)
{
	launch_leave(instance);
	if (!drain || instance->state == INSTANCE_WAITING) {
		launch_stop(instance);
		return;
	}
	if (instance->state >= INSTANCE_DRAINING)
		return;
	health_end(instance);
	instance->state = INSTANCE_DRAINING;
	timer_set(&instance->check, clock_monotonic() + DRAIN, drained);
}
