/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "shares.h"

#include <stdlib.h>

#include <ilwaco/supervisor.h>

#include "host.h"
#include "live.h"
#include "tenants.h"
#include "timers.h"

/* How soon what is due is given, so that many changes are one; and how often
 * it is looked at: on a machine that idles ever less often. */
#define SOON 100
#define PERIOD 2000
#define PERIOD_MOST 32000

#define BYTES_LEAST 4096

/* Busy is who had a thousandth of the processor; a machine that idles for four
 * fifths has enough for all. */
#define BUSY 1000
#define IDLE_ENOUGH(idle, all) ((idle) / 4 >= (all) / 5)

struct share {
	struct share *next;
	int64_t tenant;
	uint64_t weights;   /* of its busy instances, as their services say */
	uint32_t busy;      /* how many those are */
	uint32_t percent;   /* of a processor: its limit */
	uint64_t bandwidth; /* its limit */
	struct side {
		uint64_t said; /* of it, for instances of which that is said */
		uint32_t open; /* how many are the others */
	} in, out;
};

static struct share *shares;
static struct timer soon;
static uint64_t cycles, idle_cycles; /* of the machine, when last looked at */
static int64_t period = PERIOD;
static bool changed;

static struct share *share_of(int64_t tenant)
{
	struct share *share = shares;

	while (share != NULL && share->tenant != tenant)
		share = share->next;
	if (share != NULL)
		return share;
	share = calloc(1, sizeof *share);
	if (share == NULL)
		return NULL;
	share->tenant = tenant;
	share->percent = (uint32_t)tenant_limit(tenant, LIMIT_CPU);
	share->bandwidth = tenant_limit(tenant, LIMIT_BANDWIDTH);
	share->next = shares;
	shares = share;
	return share;
}

static void forget_all(void)
{
	while (shares != NULL) {
		struct share *share = shares;

		shares = share->next;
		free(share);
	}
}

/* ---- what is due ---- */

/* A hundredth of the processor is worth 100: a tenant that may use all of it
 * has 10,000 for its instances.  One that is idle has what it would have if it
 * were not. */
static uint32_t weight_of(const struct share *share, uint32_t weight, bool busy)
{
	uint64_t worth = share->percent < 100 ? share->percent * 100 : 10000;
	uint64_t all = share->weights + (busy ? 0 : weight);
	uint64_t due = worth * weight / (all == 0 ? 1 : all);

	return due < 1                 ? 1 :
	       due > DENALI_WEIGHT_MAX ? DENALI_WEIGHT_MAX :
					 (uint32_t)due;
}

static uint32_t cap_of(const struct share *share, uint32_t cap, bool busy)
{
	uint32_t users = share->busy + (busy ? 0 : 1);
	uint64_t most = (uint64_t)share->percent * 10 /
			(users == 0 ? 1 : users);

	if (share->percent >= 100)
		return cap;
	most = most < 1 ? 1 : most;
	return cap != 0 && cap < most ? cap : (uint32_t)most;
}

uint32_t share_weight(int64_t tenant, const struct settings *settings)
{
	const struct share *share = share_of(tenant);

	shares_changed();
	return share == NULL ? 1 : weight_of(share, settings->weight, false);
}

uint32_t share_cap(int64_t tenant, const struct settings *settings)
{
	const struct share *share = share_of(tenant);

	return share == NULL ? 1 : cap_of(share, settings->cap, false);
}

/* Bytes a second.  Instances of which nothing is said divide what others leave
 * of the tenant's limit, and are let live; 0: what a machine can do is less. */
static uint32_t bytes_of(const struct share *share, const struct side *side,
			 uint32_t said, uint32_t open)
{
	uint64_t left = share->bandwidth - side->said;

	if (said != 0 || share->bandwidth >= DENALI_LIMIT_MAX)
		return said;
	left = side->said < share->bandwidth ? left / (open + (open == 0)) : 0;
	return left < BYTES_LEAST ? BYTES_LEAST : (uint32_t)left;
}

void share_bytes(int64_t tenant, const struct settings *settings,
		 struct denali_limits *limits)
{
	const struct share *share = share_of(tenant);

	limits->rx_bytes = settings->in;
	limits->tx_bytes = settings->out;
	if (share == NULL)
		return;
	limits->rx_bytes = bytes_of(share, &share->in, settings->in,
				    share->in.open + 1);
	limits->tx_bytes = bytes_of(share, &share->out, settings->out,
				    share->out.open + 1);
}

/* What was changed of its service holds for an instance at once. */
static const struct settings *settings_of(const struct instance *instance)
{
	return instance->place != NULL ? &instance->place->release->settings :
					 &instance->release->settings;
}

/* ---- who is busy, and who is there ---- */

static void count_side(struct side *side, uint32_t said)
{
	side->said += said;
	side->open += said == 0;
}

static void look_at(struct instance *instance, uint64_t elapsed)
{
	struct denali_vm_status status;
	struct share *share = share_of(instance->tenant);
	uint64_t used;

	if (ilw_vm_inspect(instance->vm, &status) < 0 || share == NULL)
		return;
	count_side(&share->in, settings_of(instance)->in);
	count_side(&share->out, settings_of(instance)->out);
	used = status.ledger.guest_cycles + status.ledger.kernel_cycles;
	instance->busy = (used - instance->cycles) > elapsed / BUSY;
	instance->cycles = used;
	if (!instance->busy)
		return;
	share->weights += settings_of(instance)->weight;
	share->busy++;
}

static void tune(struct instance *instance, bool limits)
{
	const struct settings *settings = settings_of(instance);
	const struct share *share = share_of(instance->tenant);
	struct denali_tuning tuning = { .mask = DENALI_TUNE_WEIGHT |
						DENALI_TUNE_CAP };

	if (share == NULL)
		return;
	tuning.weight = weight_of(share, settings->weight, instance->busy);
	tuning.cap = cap_of(share, settings->cap, instance->busy);
	if (limits)
		tuning.mask |= DENALI_TUNE_LIMITS;
	else if (tuning.weight == instance->weight &&
		 tuning.cap == instance->cap)
		return;
	instance->weight = (uint16_t)tuning.weight;
	instance->cap = (uint16_t)tuning.cap;
	tuning.limits.rx_bytes = bytes_of(share, &share->in, settings->in,
					  share->in.open);
	tuning.limits.tx_bytes = bytes_of(share, &share->out, settings->out,
					  share->out.open);
	ilw_vm_tune(instance->vm, &tuning);
}

static void give(struct timer *timer)
{
	struct instance *instance = NULL;
	struct denali_machine machine = { 0 };
	uint64_t elapsed, idle;

	(void)timer;
	ilw_machine(&machine);
	elapsed = machine.cycles - cycles;
	idle = machine.idle_cycles - idle_cycles;
	cycles = machine.cycles;
	idle_cycles = machine.idle_cycles;
	period = period < PERIOD_MOST ? 2 * period : PERIOD_MOST;
	if (changed || !IDLE_ENOUGH(idle, elapsed)) {
		period = PERIOD;
		forget_all();
		while ((instance = instance_next(instance)) != NULL)
			look_at(instance, elapsed);
		while ((instance = instance_next(instance)) != NULL)
			tune(instance, changed);
	}
	changed = false;
	if (instances_count() > 0)
		timer_set(&soon, clock_monotonic() + period, give);
}

void shares_changed(void)
{
	int64_t due = clock_monotonic() + SOON;

	changed = true;
	if (!timer_is_set(&soon) || soon.due > due)
		timer_set(&soon, due, give);
}
