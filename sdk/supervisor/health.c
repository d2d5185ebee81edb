/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Refused connections come back at once, so one that starts is asked soon
 * again, and then ever less often.
 *
 * A host that starts has as many to ask as it has services.  All at once would
 * be asked before they listen, and more would answer than the NIC's queue has
 * places; so they take turns, those before the others that have not been asked
 * yet.
 */
#include "health.h"

#include "host.h"
#include "live.h"

#define DELAY_LEAST 10
#define DELAY_MOST 1000

static void ask(struct timer *timer);

static int64_t start_limit(const struct settings *settings)
{
	int64_t own = (int64_t)settings->interval * settings->failures;

	if (settings->check == CHECK_NONE || own < HEALTH_START)
		return HEALTH_START;
	return own;
}

static void well(struct instance *instance)
{
	bool was = instance->state == INSTANCE_HEALTHY;

	instance->failures = 0;
	if (instance->healthy == 0)
		instance->healthy = clock_monotonic();
	instance->state = INSTANCE_HEALTHY;
	health_go_on(instance);
	if (!was)
		live_healthy(instance);
}

static void not_yet(struct instance *instance)
{
	const struct settings *settings = &instance->release->settings;
	int64_t now = clock_monotonic();

	if (now - instance->started >= start_limit(settings)) {
		live_unhealthy(instance, settings->check == CHECK_HTTP ?
						 "it does not answer well at "
						 "its health check" :
						 "it takes no connection");
		return;
	}
	instance->delay = instance->delay == 0 ? DELAY_LEAST :
						 2 * instance->delay;
	if (instance->delay > DELAY_MOST)
		instance->delay = DELAY_MOST;
	timer_set(&instance->check, now + instance->delay, ask);
}

static void unwell(struct instance *instance)
{
	const struct settings *settings = &instance->release->settings;

	instance->failures++;
	if (instance->failures >= settings->failures) {
		live_unhealthy(instance, "its health checks fail");
		return;
	}
	instance->state = INSTANCE_FAILING;
	timer_set(&instance->check, clock_monotonic() + settings->interval,
		  ask);
}

static void answered(struct probe *probe, bool good)
{
	struct instance *instance = timer_owner(probe, struct instance, probe);

	turn_end(&instance->turn);
	if (good)
		well(instance);
	else if (instance->state == INSTANCE_STARTING)
		not_yet(instance);
	else
		unwell(instance);
}

static void begin(struct instance *instance)
{
	const struct settings *settings = &instance->release->settings;

	probe_begin(&instance->probe, instance->ipv4, settings->check_port,
		    settings->check == CHECK_HTTP ? settings->check_path : NULL,
		    settings->timeout, answered);
}

static void has_turn(struct turn *turn)
{
	begin(timer_owner(turn, struct instance, turn));
}

static void ask(struct timer *timer)
{
	struct instance *instance = timer_owner(timer, struct instance, check);

	if (instance->state == INSTANCE_STARTING)
		turn_take(&instance->turn, instance->delay == 0, has_turn);
	else
		begin(instance);
}

static void has_run(struct timer *timer)
{
	well(timer_owner(timer, struct instance, check));
}

void health_begin(struct instance *instance)
{
	instance->delay = 0;
	if (instance->release->settings.check_port != 0)
		ask(&instance->check);
	else
		timer_set(&instance->check, clock_monotonic() + HEALTH_RUN,
			  has_run);
}

void health_go_on(struct instance *instance)
{
	const struct settings *settings = &instance->release->settings;

	if (settings->check != CHECK_NONE)
		timer_set(&instance->check,
			  clock_monotonic() + settings->interval, ask);
}

void health_end(struct instance *instance)
{
	timer_clear(&instance->check);
	turn_end(&instance->turn);
	probe_cancel(&instance->probe);
}
