/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "deployment.h"

#include <stdio.h>
#include <stdlib.h>

#include "deploymentrow.h"
#include "disks.h"
#include "engine.h"
#include "host.h"
#include "launch.h"
#include "places.h"
#include "shares.h"

#define RETRY 5000

const char *deployment_word(enum deployment_state state)
{
	static const char *const words[DEPLOYMENT_STATES] = {
		"starting", "checking", "switching",
		"draining", "done",     "failed",
	};

	return words[state];
}

static void come_to(struct live *live, enum deployment_state state)
{
	live->deployment->state = state;
	live->deployment->time[state] = clock_wall();
	engine_wants(live->id);
	api_wake(live->id);
}

static bool is_new(const struct deployment *deployment,
		   const struct place *place)
{
	return deployment != NULL && deployment->places != NULL &&
	       place >= deployment->places &&
	       place < deployment->places + deployment->count;
}

bool deployment_replaces(const struct live *live)
{
	return live->deployment != NULL && live->deployment->replaces &&
	       live->deployment->state < DEPLOYMENT_DRAINING;
}

bool deployment_hides(const struct live *live, const struct instance *instance)
{
	return instance->place != NULL &&
	       is_new(live->deployment, instance->place);
}

/* ---- its end ---- */

static void drop(struct live *live)
{
	struct deployment *deployment = live->deployment;

	live->deployment = NULL;
	timer_clear(&deployment->retry);
	release_drop(deployment->release);
	free(deployment);
	engine_wants(live->id);
	engine_sweep();
	api_wake(live->id);
}

/* The new instances are nobody's any more. */
static void destroy_new(struct deployment *deployment)
{
	struct place *places = deployment->places;

	deployment->places = NULL;
	if (places == NULL)
		return;
	for (uint32_t i = 0; i < deployment->count; i++)
		if (places[i].instance != NULL)
			launch_destroy(places[i].instance);
	places_free(places, deployment->count, false);
}

static void try_again(struct timer *timer)
{
	(void)timer;
	for (struct live *live = live_next(NULL); live != NULL;
	     live = live_next(live))
		if (live->deployment != NULL && live->deployment->unsaved)
			engine_wants(live->id);
}

static void save_failure(struct live *live)
{
	struct deployment *deployment = live->deployment;

	deployment->unsaved = !deployment_save_failure(live);
	if (deployment->unsaved)
		timer_set(&deployment->retry, clock_monotonic() + RETRY,
			  try_again);
	else
		drop(live);
}

static void fail(struct live *live, const char *why, uint64_t instance)
{
	struct deployment *deployment = live->deployment;

	if (deployment->state >= DEPLOYMENT_DRAINING)
		return;
	snprintf(deployment->reason, sizeof deployment->reason, "%s", why);
	deployment->instance = instance;
	come_to(live, DEPLOYMENT_FAILED);
	destroy_new(deployment);
	save_failure(live);
}

static void finish(struct live *live)
{
	come_to(live, DEPLOYMENT_DONE);
	deployment_save_end(live);
	drop(live);
}

void deployment_end(struct live *live, const char *why)
{
	if (live->deployment == NULL)
		return;
	if (live->deployment->state == DEPLOYMENT_DRAINING)
		finish(live);
	else
		fail(live, why, 0);
	/* The row may be gone, or the disk full: it goes in any case. */
	if (live->deployment != NULL)
		drop(live);
}

/* ---- its steps ---- */

static void make_places(struct live *live, uint32_t version, uint32_t count)
{
	struct deployment *deployment = live->deployment;
	const char *problem;

	deployment->release = release_make(live->id, live->name, version,
					   &problem);
	if (deployment->release == NULL) {
		fail(live, problem, 0);
		return;
	}
	deployment->places = places_make(live, deployment->release, count);
	deployment->count = count;
	if (deployment->places == NULL)
		fail(live, "the host has no memory", 0);
}

void deployment_begin(struct live *live, uint32_t version, uint32_t count,
		      int64_t changes)
{
	struct deployment *deployment = calloc(1, sizeof *deployment);

	if (deployment == NULL)
		return;
	deployment->version = version;
	deployment->changes = changes;
	deployment->replaces = disks_writable(live->id);
	live->deployment = deployment;
	come_to(live, DEPLOYMENT_STARTING);
	make_places(live, version, count);
}

static void start(struct live *live)
{
	struct deployment *deployment = live->deployment;

	if (deployment->replaces) {
		places_drop(live, false);
		if (live->instances > 0)
			return;
	}
	for (uint32_t i = 0; i < deployment->count; i++) {
		const char *problem = launch(&deployment->places[i]);

		if (problem != NULL) {
			fail(live, problem, 0);
			return;
		}
		/* A VM can be over before this is. */
		if (live->deployment == NULL ||
		    deployment->state != DEPLOYMENT_STARTING)
			return;
	}
	come_to(live, DEPLOYMENT_CHECKING);
}

static bool all_well(const struct deployment *deployment)
{
	for (uint32_t i = 0; i < deployment->count; i++) {
		const struct place *place = &deployment->places[i];

		if (!place->finished &&
		    (place->instance == NULL ||
		     place->instance->state != INSTANCE_HEALTHY))
			return false;
	}
	return true;
}

static void switch_over(struct live *live)
{
	struct deployment *deployment = live->deployment;
	const char *problem;

	come_to(live, DEPLOYMENT_SWITCHING);
	deployment->time[DEPLOYMENT_DRAINING] = clock_wall();
	problem = deployment_save_switch(live);
	if (problem != NULL) {
		deployment->time[DEPLOYMENT_DRAINING] = 0;
		fail(live, problem, 0);
		return;
	}
	places_drop(live, true);
	live->places = deployment->places;
	live->place_count = deployment->count;
	live->release = deployment->release;
	live->changes = deployment->changes;
	live->problem[0] = '\0';
	deployment->places = NULL;
	deployment->release = NULL;
	come_to(live, DEPLOYMENT_DRAINING);
	shares_changed();
}

static bool old_are_gone(const struct live *live)
{
	for (const struct instance *at = live->first; at != NULL;
	     at = at->next_of_live)
		if (at->place == NULL)
			return false;
	return true;
}

void deployment_step(struct live *live)
{
	struct deployment *deployment = live->deployment;

	if (deployment == NULL)
		return;
	switch (deployment->state) {
	case DEPLOYMENT_STARTING:
		start(live);
		break;
	case DEPLOYMENT_CHECKING:
		if (all_well(deployment))
			switch_over(live);
		break;
	case DEPLOYMENT_DRAINING:
		if (old_are_gone(live))
			finish(live);
		break;
	case DEPLOYMENT_FAILED:
		save_failure(live);
		break;
	default:
		break;
	}
}

bool deployment_unhealthy(struct live *live, const struct instance *instance,
			  const char *why)
{
	if (!deployment_hides(live, instance))
		return false;
	fail(live, why, instance->id);
	return true;
}

bool deployment_ended(struct live *live, struct place *place, uint64_t instance,
		      bool good)
{
	const struct settings *settings = &place->release->settings;

	if (!is_new(live->deployment, place))
		return false;
	/* A service that serves nobody may have done what it was to do. */
	if (good && settings->restart != RESTART_ALWAYS &&
	    settings->check_port == 0)
		place->finished = true;
	else
		fail(live, live->problem, instance);
	return true;
}
