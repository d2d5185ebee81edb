/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Supervisor instructions about VMs.
 */
#include "bootplan.h"
#include "console.h"
#include "disk.h"
#include "loader.h"
#include "netconfig.h"
#include "options.h"
#include "ownplan.h"
#include "sched.h"
#include "stations.h"
#include "string.h"
#include "supervisor.h"
#include "traffic.h"
#include "vm.h"

/* Modules of a plan are images' numbers. */
#define MODULES (DENALI_SUPERVISOR_IMAGES + 1)
/* Places that vm_next looks at in one go. */
#define NEXT_STEPS 1024u

static union supervisor_body *const body = &supervisor_body;

/* ---- making ---- */

/* What a plan may say to the host, and must not say here. */
static bool is_hosts(const struct denali_plan_group *group, uint32_t length)
{
	const uint32_t flags = DENALI_GROUP_INPUT | DENALI_GROUP_MMU |
			       DENALI_GROUP_CAPTURE | DENALI_GROUP_PAUSED;
	struct denali_plan plan;

	memcpy(&plan, body->bytes, sizeof(plan));
	if (plan.length != length || plan.group_count != 1 ||
	    group->count != 1 || group->flags & ~flags)
		return true;
	for (unsigned i = 0; i < DENALI_DISKS; i++)
		if (group->disk[i].number)
			return true;
	return plan.flags | plan.quantum | plan.swap_block | plan.tick |
	       plan.vm_limit | plan.swap_disk;
}

static int32_t check_group(const struct denali_plan_group *group)
{
	const struct loaded_image *image = supervisor_image(group->module);

	if (!image)
		return DENALI_ENOENT;
	if (!image->sealed ||
	    (group->memory_size && group->memory_size < image->info.end))
		return DENALI_EINVAL;
	if (stations_others(&group->network, 0))
		return DENALI_EBUSY;
	return 0;
}

int32_t supervisor_vm_create(struct vm *self)
{
	uint32_t length = self->frame.esi;
	struct denali_plan_group group;
	struct bootplan checked, *plan;
	struct denali_finding finding;
	struct vm *vm;
	int32_t error;

	if (length > DENALI_VM_PLAN_MAX)
		return DENALI_EINVAL;
	error = supervisor_fetch(self->frame.ebx, length);
	if (error)
		return error;
	if (bootplan_check(body->bytes, length, MODULES, &checked, &finding))
		return DENALI_EBAD - (int32_t)finding.number;
	bootplan_group(&checked, 0, &group);
	error = is_hosts(&group, length) ? DENALI_EINVAL : check_group(&group);
	if (error)
		return error;
	plan = ownplan_copy(&checked, length);
	vm = plan ? vm_create(plan, 0, 0, supervisor_image(group.module)) : 0;
	if (vm)
		return (int32_t)vm->id;
	ownplan_free(plan);
	return DENALI_ENOMEM;
}

int32_t supervisor_vm_destroy(struct vm *vm)
{
	vm_end(vm);
	return 0;
}

int32_t supervisor_vm_stop(struct vm *vm)
{
	vm_stop(vm);
	return 0;
}

int32_t supervisor_vm_pause(struct vm *vm)
{
	if (!options_make(vm))
		return DENALI_ENOMEM;
	sched_pause(vm);
	return 0;
}

int32_t supervisor_vm_resume(struct vm *vm)
{
	if (vm_is_paused(vm))
		sched_resume(vm);
	return 0;
}

int32_t supervisor_vm_input(struct vm *vm)
{
	uint32_t length = supervisor->frame.edi, done = 0;
	int32_t error;

	if (length > DENALI_SUPERVISOR_BYTES || !vm_is_child(vm))
		return DENALI_EINVAL;
	if (!length) {
		console_input_end(vm);
		return 0;
	}
	error = supervisor_fetch(supervisor->frame.esi, length);
	if (error)
		return error;
	while (done < length && console_input(vm, body->bytes[done]))
		done++;
	return (int32_t)done;
}

/* ---- looking ---- */

int32_t supervisor_vm_next(struct vm *self)
{
	uint32_t place = self->frame.ebx == UINT32_MAX ?
				 0 :
				 (self->frame.ebx & 0xffff) + 1;

	for (uint32_t steps = 0; place < vm_places(); place++, steps++) {
		const struct vm *vm = vm_at(place);

		if (steps == NEXT_STEPS) {
			self->frame.ebx = place - 1;
			return SUPERVISOR_AGAIN;
		}
		if (vm && vm->state < VM_DEAD)
			return (int32_t)vm->id;
	}
	return DENALI_ENOENT;
}

int32_t supervisor_vm_inspect(struct vm *vm)
{
	struct denali_vm_status *status = &body->status;
	struct denali_plan_group group;

	bootplan_group(vm->plan, vm->group, &group);
	*status = (struct denali_vm_status){
		.vm = vm->id,
		.image = vm->image->number,
		.state = vm->state < VM_DEAD ? vm->state :
					       DENALI_VM_STATE_ENDED,
		.resident = vm->place >= VM_ENTERING,
		.memory_size = vm->memory_size,
		.frame_limit = vm->frames_limit - vm_overhead_frames(vm),
		.weight = vm->weight,
		.cap = vm->cap,
		.swap_rate = group.swap_rate ? group.swap_rate :
					       DENALI_SWAP_RATE_DEFAULT,
		.flags = group.flags,
		.limits = group.limits,
	};
	memcpy(status->name, vm_name(vm), sizeof(status->name));
	disk_fill_info(vm, status->disk);
	vm_network(vm, &status->network);
	ledger_fill(vm, &status->ledger);
	return 0;
}

/* ---- changing ---- */

/* Have the VM's own plan say something else; 0, or what is wrong with that. */
static int32_t change_group(struct vm *vm, const struct denali_plan_group *to)
{
	struct denali_plan_group *group = ownplan_group(vm), old = *group;
	struct bootplan checked;
	struct denali_finding finding;

	*group = *to;
	if (!bootplan_check(vm->plan->bytes, ownplan_length(vm), MODULES,
			    &checked, &finding))
		return 0;
	*group = old;
	return DENALI_EBAD - (int32_t)finding.number;
}

/* Frames may be taken back, but those that it has, and given again. */
static int32_t check_frame_limit(const struct vm *vm, uint32_t asked)
{
	struct denali_plan_group group;
	uint32_t limit = vm_frame_limit(vm, asked);

	bootplan_group(vm->plan, vm->group, &group);
	if (limit > vm_frame_limit(vm, group.frame_limit))
		return DENALI_EINVAL;
	/* What leaves is for a while in neither number. */
	if (vm->place == VM_LEAVING ||
	    limit + vm_overhead_frames(vm) <
		    vm->ledger.frames + vm->ledger.pages_out)
		return DENALI_EBUSY;
	return 0;
}

int32_t supervisor_vm_tune(struct vm *vm)
{
	const struct denali_tuning tuning = body->tuning;
	const uint32_t mask = tuning.mask;
	struct denali_plan_group group;
	int32_t error = 0;

	if (mask & ~(uint32_t)DENALI_TUNE_ALL || tuning.capture > 1)
		return DENALI_EINVAL;
	if (mask & DENALI_TUNE_FRAME_LIMIT)
		error = check_frame_limit(vm, tuning.frame_limit);
	if (!error && !ownplan_give(vm))
		error = DENALI_ENOMEM;
	if (error)
		return error;
	group = *ownplan_group(vm);
	if (mask & DENALI_TUNE_WEIGHT)
		group.weight = tuning.weight;
	if (mask & DENALI_TUNE_CAP)
		group.cap = tuning.cap;
	if (mask & DENALI_TUNE_SWAP_RATE)
		group.swap_rate = tuning.swap_rate;
	if (mask & DENALI_TUNE_LIMITS)
		group.limits = tuning.limits;
	if (mask & DENALI_TUNE_CAPTURE)
		group.flags = (group.flags & ~(uint32_t)DENALI_GROUP_CAPTURE) |
			      tuning.capture * DENALI_GROUP_CAPTURE;
	error = change_group(vm, &group);
	if (error)
		return error;
	if ((mask & DENALI_TUNE_LIMITS &&
	     !(traffic_set_limits(vm, &group.limits) &&
	       disk_limit(vm, &group.limits))) ||
	    (mask & DENALI_TUNE_CAPTURE &&
	     !traffic_set_capture(vm, tuning.capture)))
		return DENALI_ENOMEM;
	if (mask & DENALI_TUNE_FRAME_LIMIT)
		vm->frames_limit = vm_frame_limit(vm, tuning.frame_limit) +
				   vm_overhead_frames(vm);
	if (mask & (DENALI_TUNE_WEIGHT | DENALI_TUNE_CAP))
		sched_tune(vm, &group);
	return 0;
}

int32_t supervisor_vm_policy(struct vm *vm)
{
	struct denali_finding finding;
	enum finding error = policy_check(&body->policy, &finding);

	if (error)
		return DENALI_EBAD - (int32_t)error;
	return traffic_set_policy(vm, &body->policy) ? 0 : DENALI_ENOMEM;
}

int32_t supervisor_vm_disk(struct vm *vm)
{
	return disk_attach(vm, &body->extents);
}

int32_t supervisor_vm_address(struct vm *vm)
{
	struct denali_network network = body->network;
	struct denali_finding finding;
	enum finding error;

	if (!(vm->nic.flags & network.flags & DENALI_NET_PRESENT))
		return DENALI_EINVAL;
	error = network_check(&network, 1, &finding);
	if (error)
		return DENALI_EBAD - (int32_t)error;
	if (stations_others(&network, vm))
		return DENALI_EBUSY;
	if (!ownplan_give(vm))
		return DENALI_ENOMEM;
	ownplan_group(vm)->network = network;
	vm_network(vm, &network);
	nic_move(vm, &network);
	if (vm->place == VM_IN)
		vm_refresh(vm);
	return 0;
}
