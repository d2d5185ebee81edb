/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "live.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <denali/calls.h>

#include "deployment.h"
#include "engine.h"
#include "host.h"
#include "launch.h"
#include "places.h"
#include "ports.h"
#include "services.h"
#include "shares.h"

#define BUCKETS 1024

static struct live *buckets[BUCKETS];
bool live_stopping;

/* ---- which there are ---- */

static struct live **place_of(int64_t service)
{
	struct live **place = &buckets[(uint64_t)service % BUCKETS];

	while (*place != NULL && (*place)->id != service)
		place = &(*place)->next;
	return place;
}

struct live *live_find(int64_t service)
{
	return *place_of(service);
}

struct live *live_next(const struct live *live)
{
	uint64_t bucket = 0;

	if (live != NULL) {
		if (live->next != NULL)
			return live->next;
		bucket = (uint64_t)live->id % BUCKETS + 1;
	}
	while (bucket < BUCKETS && buckets[bucket] == NULL)
		bucket++;
	return bucket < BUCKETS ? buckets[bucket] : NULL;
}

struct live *live_make(int64_t service, int64_t tenant, const char *name)
{
	struct live **place = place_of(service);

	if (*place != NULL)
		return *place;
	*place = calloc(1, sizeof **place);
	if (*place == NULL)
		return NULL;
	(*place)->id = service;
	(*place)->tenant = tenant;
	snprintf((*place)->name, sizeof(*place)->name, "%s", name);
	(*place)->since = clock_wall();
	return *place;
}

/* Nothing of it is to run: it goes when nothing does. */
static void wind_up(struct live *live)
{
	struct live **place = place_of(live->id);

	deployment_end(live, "the service was stopped");
	places_drop(live, false);
	if (live->instances > 0) {
		ports_forward(live);
		return;
	}
	*place = live->next;
	free(live);
	shares_changed();
	api_wake(TOPIC_HOST);
}

/* ---- making it so ---- */

static void set_count(struct live *live, uint32_t count)
{
	struct place *places;
	uint32_t kept = count < live->place_count ? count : live->place_count;

	if (count == live->place_count)
		return;
	places = places_make(live, live->release, count);
	if (places == NULL)
		return;
	for (uint32_t i = 0; i < kept; i++)
		place_move(&live->places[i], &places[i]);
	if (live->places != NULL)
		places_free(live->places, live->place_count, true);
	live->places = places;
	live->place_count = count;
	shares_changed();
}

static void change(struct live *live, uint32_t version)
{
	const char *problem;
	struct release *release = release_make(live->id, live->name, version,
					       &problem);

	if (release == NULL) {
		snprintf(live->problem, sizeof live->problem, "%s", problem);
		return;
	}
	for (uint32_t i = 0; i < live->place_count; i++)
		place_change(&live->places[i], release);
	release_drop(live->release);
	live->release = release;
	shares_changed();
}

static void serve(struct live *live, const struct service *wanted)
{
	if (live->release == NULL || live->changes != wanted->changes ||
	    live->release->version != wanted->version)
		change(live, wanted->version);
	live->changes = wanted->changes;
	if (live->release == NULL)
		return;
	set_count(live, wanted->count);
	for (uint32_t i = 0; i < live->place_count; i++)
		place_start(&live->places[i]);
}

static void run(struct live *live, const struct service *wanted)
{
	if (live->deployment == NULL && wanted->target != 0)
		deployment_begin(live, wanted->target, wanted->target_count,
				 wanted->changes);
	if (wanted->version != 0 && !deployment_replaces(live))
		serve(live, wanted);
	deployment_step(live);
	ports_forward(live);
}

static void note_state(struct live *live)
{
	const char *state = live_state(live);

	if (state != live->state) {
		live->state = state;
		live->since = clock_wall();
		api_wake(live->id);
	}
}

void live_settle(int64_t service)
{
	struct live *live = live_find(service);
	struct service wanted;
	bool there = service_read(service, &wanted) && wanted.running &&
		     !live_stopping;

	/* Without a version there is nothing to start. */
	there = there && (wanted.version != 0 || wanted.target != 0);
	if (live == NULL && there)
		live = live_make(service, wanted.tenant, wanted.name);
	if (live == NULL)
		return;
	live->queued = false;
	live->wanted = there;
	if (!there) {
		note_state(live);
		wind_up(live);
		return;
	}
	run(live, &wanted);
	note_state(live);
}

/* ---- what instances come to ---- */

void live_healthy(struct instance *instance)
{
	struct live *live = instance->live;

	live->problem[0] = '\0';
	engine_wants(live->id);
}

void live_unhealthy(struct instance *instance, const char *why)
{
	struct live *live = instance->live;

	engine_wants(live->id);
	snprintf(live->problem, sizeof live->problem, "%s", why);
	if (deployment_unhealthy(live, instance, why))
		return;
	/* Who has no check may listen when it likes. */
	if (instance->state == INSTANCE_STARTING &&
	    instance->release->settings.check == CHECK_NONE)
		return;
	instance->restart = true;
	launch_stop(instance);
}

static void describe(struct live *live, uint32_t cause, uint32_t detail)
{
	static const char *const texts[] = {
		[DENALI_CAUSE_EXCEPTION] = "a processor exception",
		[DENALI_CAUSE_PAGE_FAULT] = "a bad access to memory",
		[DENALI_CAUSE_RING] = "a bad ring",
		[DENALI_CAUSE_MEMORY] = "having no memory left",
		[DENALI_CAUSE_STOPPED] = "the host",
		[DENALI_CAUSE_SWAP] = "an error of the swap disk",
	};

	if (cause == DENALI_CAUSE_EXIT)
		snprintf(live->problem, sizeof live->problem,
			 "it ended with status %u", (unsigned)detail);
	else
		snprintf(live->problem, sizeof live->problem,
			 "it was ended by %s",
			 cause <= DENALI_CAUSE_SWAP ? texts[cause] : "a fault");
}

void live_ended(struct instance *instance, uint32_t cause, uint32_t detail)
{
	struct live *live = instance->live;
	struct place *place = instance->place;
	bool good = cause == DENALI_CAUSE_EXIT && detail == 0;
	bool again = instance->restart;
	int64_t healthy = instance->healthy;
	uint64_t id = instance->id;

	if (place != NULL && !again)
		describe(live, cause, detail);
	launch_forget(instance);
	engine_wants(live->id);
	if (place == NULL)
		return;
	if (!deployment_ended(live, place, id, good))
		place_ended(place, good, again, healthy);
}
