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

/* How soon what is due is given, so that many changes are one. */
#define SOON 100

struct share {
	struct share *next;
	int64_t tenant;
	uint64_t weights; /* of its instances, as their services have them */
	uint32_t percent; /* of a processor: its limit */
};

static struct share *shares;
static struct timer soon;

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
	share->next = shares;
	shares = share;
	return share;
}

/* A hundredth of the processor is worth 100: a tenant that may use all of it
 * has 10,000 for its instances. */
static uint32_t part(const struct share *share, uint32_t weight)
{
	uint64_t worth = share->percent < 100 ? share->percent * 100 : 10000;
	uint64_t due = worth * weight /
		       (share->weights + (share->weights == 0 ? weight : 0));

	return due < 1                 ? 1 :
	       due > DENALI_WEIGHT_MAX ? DENALI_WEIGHT_MAX :
					 (uint32_t)due;
}

uint32_t share_weight(int64_t tenant, const struct settings *settings)
{
	const struct share *share = share_of(tenant);

	shares_changed();
	return share == NULL ? 1 : part(share, settings->weight);
}

uint32_t share_cap(int64_t tenant, const struct settings *settings)
{
	const struct share *share = share_of(tenant);
	uint32_t most = share == NULL ? 1 : share->percent * 10;

	if (settings->cap != 0 && settings->cap < most)
		return settings->cap;
	return most >= DENALI_CAP_MAX ? settings->cap : most;
}

static void forget_all(void)
{
	while (shares != NULL) {
		struct share *share = shares;

		shares = share->next;
		free(share);
	}
}

static void tune(const struct instance *instance)
{
	const struct settings *settings = &instance->release->settings;
	struct denali_tuning tuning = { .mask = DENALI_TUNE_WEIGHT |
						DENALI_TUNE_CAP |
						DENALI_TUNE_LIMITS };

	/* What was changed of its service holds for it at once. */
	if (instance->place != NULL)
		settings = &instance->place->release->settings;
	tuning.weight = share_weight(instance->tenant, settings);
	tuning.cap = share_cap(instance->tenant, settings);
	tuning.limits.rx_bytes = settings->in;
	tuning.limits.tx_bytes = settings->out;
	ilw_vm_tune(instance->vm, &tuning);
}

static void give(struct timer *timer)
{
	const struct instance *instance = NULL;

	(void)timer;
	forget_all();
	while ((instance = instance_next(instance)) != NULL) {
		struct share *share = share_of(instance->tenant);

		if (share != NULL)
			share->weights += instance->release->settings.weight;
	}
	while ((instance = instance_next(instance)) != NULL)
		tune(instance);
	timer_clear(&soon);
}

void shares_changed(void)
{
	if (!timer_is_set(&soon))
		timer_set(&soon, clock_monotonic() + SOON, give);
}
