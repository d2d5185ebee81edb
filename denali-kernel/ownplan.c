/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A plan of its own lies right behind its struct bootplan, and begins with its
 * length; so nothing else need be noted about it.
 */
#include "ownplan.h"

#include "log.h"
#include "netconfig.h"
#include "pool.h"
#include "string.h"
#include "vm.h"

#define SMALL 512u
_Static_assert(DENALI_VM_PLAN_MAX >= sizeof(struct denali_plan) +
					     sizeof(struct denali_plan_group) +
					     DENALI_STRINGS_MAX,
	       "room for any group");

static struct pool records = { .size = SMALL };
static struct pool pages = { .size = PAGE_SIZE };

static struct pool *pool_for(uint32_t length)
{
	return length + sizeof(struct bootplan) > SMALL ? &pages : &records;
}

static struct denali_plan *header_of(const struct bootplan *plan)
{
	return (struct denali_plan *)(void *)(uintptr_t)(plan + 1);
}

struct bootplan *ownplan_copy(const struct bootplan *checked, uint32_t length)
{
	struct bootplan *plan = pool_take(pool_for(length));

	if (!plan)
		return 0;
	*plan = *checked;
	plan->bytes = memcpy(header_of(plan), checked->bytes, length);
	return plan;
}

static bool is_own(const struct bootplan *plan)
{
	return plan->bytes == (const uint8_t *)header_of(plan);
}

bool ownplan_has(const struct vm *vm)
{
	return is_own(vm->plan);
}

uint32_t ownplan_length(const struct vm *vm)
{
	return header_of(vm->plan)->length;
}

struct denali_plan_group *ownplan_group(const struct vm *vm)
{
	ensure(ownplan_has(vm));
	return (struct denali_plan_group *)(header_of(vm->plan) + 1);
}

/* What of a group of several is this one's. */
static void extract(const struct vm *vm, const struct denali_plan_group *group,
		    struct bootplan *to)
{
	struct denali_plan *header = header_of(to);
	struct denali_plan_group *own = (void *)(header + 1);

	*own = *group;
	network_instance(&group->network, vm->instance, &own->network);
	own->count = 1;
	own->strings_offset = sizeof(*header) + sizeof(*own);
	own->policy_offset = 0;
	memcpy(own + 1, bootplan_strings(vm->plan, group),
	       group->strings_length);
	*header = (struct denali_plan){
		.magic = DENALI_PLAN_MAGIC,
		.version = DENALI_PLAN_VERSION,
		.length = own->strings_offset + own->strings_length,
		.group_count = 1,
	};
	*to = *vm->plan;
	to->bytes = (uint8_t *)header;
}

bool ownplan_give(struct vm *vm)
{
	struct denali_plan_group group;
	struct bootplan *plan;

	if (ownplan_has(vm))
		return true;
	bootplan_group(vm->plan, vm->group, &group);
	plan = pool_take(pool_for((uint32_t)sizeof(struct denali_plan) +
				  (uint32_t)sizeof(group) +
				  group.strings_length));
	if (!plan)
		return false;
	extract(vm, &group, plan);
	vm->plan = plan;
	vm->group = 0;
	vm->instance = 0;
	return true;
}

void ownplan_free(const struct bootplan *plan)
{
	if (plan && is_own(plan))
		pool_give(pool_for(header_of(plan)->length),
			  (void *)(uintptr_t)plan);
}

uint32_t ownplan_bytes(const struct vm *vm)
{
	return ownplan_has(vm) ? pool_for(ownplan_length(vm))->size : 0;
}
