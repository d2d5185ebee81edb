/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Plans of one VM.
 */
#include <string.h>

#include <ilwaco/supervisor.h>

void ilw_plan_begin(struct ilw_plan *plan, uint32_t image, const char *name)
{
	memset(plan, 0, sizeof(*plan));
	plan->plan.magic = DENALI_PLAN_MAGIC;
	plan->plan.version = DENALI_PLAN_VERSION;
	plan->plan.group_count = 1;
	plan->group.module = image;
	plan->group.count = 1;
	plan->group.strings_offset = offsetof(struct ilw_plan, strings);
	strncpy(plan->group.name, name, DENALI_NAME_MAX - 1);
}

static bool add(struct ilw_plan *plan, const char *text)
{
	uint32_t length = strlen(text) + 1;
	uint32_t used = plan->group.strings_length;

	if (length > sizeof(plan->strings) - used)
		return false;
	memcpy(plan->strings + used, text, length);
	plan->group.strings_length += length;
	return true;
}

bool ilw_plan_argument(struct ilw_plan *plan, const char *text)
{
	if (!add(plan, text))
		return false;
	plan->group.argc++;
	return true;
}

bool ilw_plan_environment(struct ilw_plan *plan, const char *text)
{
	if (!add(plan, text))
		return false;
	plan->group.envc++;
	return true;
}

void ilw_plan_policy(struct ilw_plan *plan, const struct denali_policy *policy)
{
	plan->policy = *policy;
	plan->group.policy_offset = offsetof(struct ilw_plan, policy);
}

int32_t ilw_plan_create(struct ilw_plan *plan)
{
	plan->plan.length = offsetof(struct ilw_plan, strings) +
			    plan->group.strings_length;
	return ilw_vm_create(&plan->plan, plan->plan.length);
}
