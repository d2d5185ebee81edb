/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A VM is made paused: before it runs, others know of it and it has its disks.
 */
#include "launch.h"

#include <stdio.h>
#include <string.h>

#include <ilwaco/supervisor.h>

#include "disks.h"
#include "health.h"
#include "host.h"
#include "kernelimages.h"
#include "messages.h"
#include "pool.h"
#include "secrets.h"
#include "shares.h"
#include "tenants.h"

#define PAGE 4096

static bool add_secret(void *context, const char *assignment)
{
	return ilw_plan_environment(context, assignment);
}

static bool add_strings(struct ilw_plan *plan, const struct settings *settings)
{
	const char *at = settings->strings;

	for (int i = 0; i < settings->argc; i++, at += strlen(at) + 1)
		if (!ilw_plan_argument(plan, at))
			return false;
	for (int i = 0; i < settings->envc; i++, at += strlen(at) + 1)
		if (!ilw_plan_environment(plan, at))
			return false;
	return true;
}

static void set_group(struct denali_plan_group *group,
		      const struct instance *instance)
{
	const struct settings *settings = &instance->release->settings;

	group->flags = DENALI_GROUP_PAUSED;
	group->memory_size = settings->memory;
	group->frame_limit = (settings->frames != 0 ? settings->frames :
						      settings->memory) /
			     PAGE;
	group->weight = share_weight(instance->tenant, settings);
	group->cap = share_cap(instance->tenant, settings);
	share_bytes(instance->tenant, settings, &group->limits);
	if (instance->ipv4 != 0)
		pool_network(instance->ipv4, &group->network);
}

static int32_t hold_image(struct release *release)
{
	int32_t number;

	if (release->image != 0)
		return (int32_t)release->image;
	number = kernel_image_get(release->digest);
	if (number > 0)
		release->image = (uint32_t)number;
	return number;
}

/* The VM of an instance that is described but has none. */
static int32_t create(const struct instance *instance, const char **problem)
{
	static struct ilw_plan plan;
	int32_t error = hold_image(instance->release);
	char name[DENALI_NAME_MAX];

	if (error < 0) {
		*problem = error == DENALI_ENOENT ? "its image cannot be read" :
						    ilw_supervisor_error(error);
		return error;
	}
	instance_vm_name(instance, name);
	ilw_plan_begin(&plan, instance->release->image, name);
	set_group(&plan.group, instance);
	if (!add_strings(&plan, &instance->release->settings) ||
	    !secrets_each(instance->service, add_secret, &plan)) {
		*problem = "its arguments, environment and secrets are longer "
			   "than 3328 bytes";
		return DENALI_EINVAL;
	}
	error = ilw_plan_create(&plan);
	if (error == DENALI_ENOMEM)
		*problem = "the host has no memory for it, or as many VMs as "
			   "it may have";
	else if (error == DENALI_EINVAL)
		*problem = "its image does not fit into its memory";
	else if (error < 0)
		*problem = ilw_supervisor_error(error);
	return error;
}

void launch_adopt(struct instance *instance, struct place *place)
{
	struct live *live = place->live;

	instance->live = live;
	instance->place = place;
	place->instance = instance;
	instance->next_of_live = live->first;
	live->first = instance;
	live->instances++;
	release_hold(instance->release);
	messages_began(instance);
}

/* How many have no place any more, and have not ended. */
static uint32_t leftovers;

void launch_leave(struct instance *instance)
{
	if (instance->place == NULL)
		return;
	instance->place->instance = NULL;
	instance->place = NULL;
	leftovers++;
}

static struct instance *add(const struct instance *described, uint32_t vm)
{
	struct instance *instance = instance_add(described->id, vm);
	struct instance *next;

	if (instance == NULL)
		return NULL;
	next = instance->next_of_vm;
	*instance = *described;
	instance->vm = vm;
	instance->next_of_vm = next;
	instance->started = clock_monotonic();
	instance->started_wall = clock_wall();
	instance->state = INSTANCE_WAITING;
	launch_adopt(instance, instance->place);
	return instance;
}

void launch_go_on(struct instance *instance)
{
	int32_t error;

	if (instance->state != INSTANCE_WAITING)
		return;
	error = disks_attach(instance);
	if (error == DENALI_EBUSY)
		return;
	if (error < 0) {
		live_unhealthy(instance, disks_problem());
		return;
	}
	instance->state = INSTANCE_STARTING;
	instance->started = clock_monotonic();
	ilw_vm_resume(instance->vm);
	health_begin(instance);
}

/* ---- room among the tenant's others ---- */

struct crowd {
	uint64_t instances, memory;
	struct instance *leftover; /* which was to end first */
};

static struct crowd crowd_of(int64_t tenant)
{
	struct crowd crowd = { 0 };
	struct instance *at = NULL;

	while ((at = instance_next(at)) != NULL) {
		if (at->tenant != tenant || at->state == INSTANCE_ENDING)
			continue;
		crowd.instances++;
		crowd.memory += settings_memory(&at->release->settings);
		if (at->place == NULL &&
		    (crowd.leftover == NULL ||
		     at->check.due < crowd.leftover->check.due))
			crowd.leftover = at;
	}
	return crowd;
}

/* Instances that are to go are not counted against the tenant's limits, and may
 * have long to go.  So that they are no way to have ever more, there is room
 * for as many as for the others: one more, and the next to go goes now.  While
 * none is to go, as when a host starts, nothing is looked at. */
static void make_room(int64_t tenant, const struct settings *settings)
{
	uint64_t instances, memory;
	struct crowd crowd;

	if (leftovers == 0)
		return;
	instances = 2 * tenant_limit(tenant, LIMIT_INSTANCES);
	memory = 2 * tenant_limit(tenant, LIMIT_MEMORY);
	crowd = crowd_of(tenant);
	while (crowd.leftover != NULL &&
	       (crowd.instances + 1 > instances ||
		crowd.memory + settings_memory(settings) > memory)) {
		launch_destroy(crowd.leftover);
		crowd = crowd_of(tenant);
	}
}

const char *launch(struct place *place)
{
	struct live *live = place->live;
	struct instance described = { .id = instance_new_id(),
				      .version = place->release->version,
				      .slot = place->slot,
				      .service = live->id,
				      .tenant = live->tenant,
				      .live = live,
				      .release = place->release,
				      .place = place };
	const char *problem = NULL;
	struct instance *instance;
	int32_t vm;

	make_room(live->tenant, &place->release->settings);
	described.ipv4 = pool_take();
	if (described.ipv4 == 0)
		return "the host has no address left for it";
	vm = create(&described, &problem);
	instance = vm < 0 ? NULL : add(&described, (uint32_t)vm);
	if (instance == NULL) {
		if (vm >= 0)
			ilw_vm_destroy((uint32_t)vm);
		pool_give(described.ipv4);
		return problem != NULL ? problem : "the host has no memory";
	}
	launch_go_on(instance);
	return NULL;
}

/* ---- the end ---- */

static void grace_over(struct timer *timer)
{
	launch_destroy(timer_owner(timer, struct instance, check));
}

void launch_stop(struct instance *instance)
{
	if (instance->state >= INSTANCE_STOPPING)
		return;
	if (instance->state == INSTANCE_WAITING) {
		launch_destroy(instance);
		return;
	}
	health_end(instance);
	instance->state = INSTANCE_STOPPING;
	timer_set(&instance->check,
		  clock_monotonic() + instance->release->settings.grace,
		  grace_over);
	ilw_vm_stop(instance->vm);
}

void launch_destroy(struct instance *instance)
{
	if (instance->state == INSTANCE_ENDING)
		return;
	health_end(instance);
	instance->state = INSTANCE_ENDING;
	ilw_vm_destroy(instance->vm);
}

static void unlink_from(struct live *live, struct instance *instance)
{
	struct instance **at = &live->first;

	while (*at != instance)
		at = &(*at)->next_of_live;
	*at = instance->next_of_live;
	live->instances--;
}

void launch_forget(struct instance *instance)
{
	messages_ended(instance);
	disks_detach(instance);
	if (instance->place != NULL)
		instance->place->instance = NULL;
	else
		leftovers--;
	unlink_from(instance->live, instance);
	pool_give(instance->ipv4);
	release_drop(instance->release);
	instance_remove(instance);
}
