/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "adopt.h"

#include <ilwaco/supervisor.h>

#include "health.h"
#include "host.h"
#include "kernelimages.h"
#include "launch.h"
#include "live.h"
#include "messages.h"
#include "own.h"
#include "places.h"
#include "pool.h"
#include "services.h"

/* The service in memory, with places that have no instance yet. */
static struct live *prepare(const struct service *service)
{
	struct live *live = live_make(service->id, service->tenant,
				      service->name);
	const char *problem;

	if (live == NULL || live->release != NULL)
		return live;
	live->wanted = true;
	live->release = release_make(live->id, live->name, service->version,
				     &problem);
	if (live->release == NULL)
		return NULL;
	live->changes = service->changes;
	live->places = places_make(live, live->release, service->count);
	if (live->places != NULL)
		live->place_count = service->count;
	return live;
}

static void take(struct place *place, const struct instance *named,
		 const struct denali_vm_status *status)
{
	struct live *live = place->live;
	struct instance *instance = instance_add(named->id, status->vm);

	if (instance == NULL) {
		ilw_vm_destroy(status->vm);
		return;
	}
	instance->service = live->id;
	instance->tenant = live->tenant;
	instance->version = named->version;
	instance->slot = named->slot;
	instance->ipv4 = status->network.ipv4;
	instance->release = place->release;
	instance->started = instance->healthy = clock_monotonic();
	instance->started_wall = clock_wall();
	instance->state = INSTANCE_HEALTHY;
	launch_adopt(instance, place);
	kernel_image_adopt(place->release->digest, status->image);
	if (place->release->image == 0)
		place->release->image = status->image;
	else
		kernel_image_put(status->image);
	pool_take_one(instance->ipv4);
	health_go_on(instance);
}

static bool adopt(const struct denali_vm_status *status)
{
	struct instance named;
	struct service service;
	struct live *live;

	if (!instance_parse_vm_name(status->name, &named) ||
	    status->state == DENALI_VM_STATE_PAUSED ||
	    !service_read(named.service, &service) || !service.running ||
	    named.version != service.version || named.slot >= service.count)
		return false;
	live = prepare(&service);
	if (live == NULL || named.slot >= live->place_count ||
	    live->places[named.slot].instance != NULL)
		return false;
	take(&live->places[named.slot], &named, status);
	return true;
}

void adopt_all(void)
{
	struct denali_vm_status status;
	uint32_t kept = 0, ended = 0;
	int32_t vm = ilw_vm_next(ILW_VM_FIRST);

	for (; vm >= 0; vm = ilw_vm_next((uint32_t)vm)) {
		if ((uint32_t)vm == own_vm() ||
		    ilw_vm_inspect((uint32_t)vm, &status) < 0 ||
		    status.state == DENALI_VM_STATE_ENDED)
			continue;
		if (adopt(&status)) {
			kept++;
			continue;
		}
		ilw_vm_destroy((uint32_t)vm);
		ended++;
	}
	if (kept + ended > 0)
		host_log("of the VMs from before, %u go on and %u were ended",
			 (unsigned)kept, (unsigned)ended);
}
