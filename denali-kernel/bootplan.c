/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The boot plan's checker: first the plan itself, then each group, with its
 * strings and its network, then that no two VMs get one Ethernet address.
 *
 * A check returns the first error it meets and has then noted in the finding
 * which group and which numbers it is about.  No sum of two numbers from the
 * plan is ever formed before both are bounded.
 */
#include "bootplan.h"

#include <stdbool.h>
#include <stddef.h>

#include "name.h"
#include "netconfig.h"
#include "string.h"

#define FRAMES_MAX (DENALI_MEMORY_MAX / DENALI_PAGE_SIZE)

#define PLAN_FLAGS                                                             \
	(DENALI_PLAN_STATS | DENALI_PLAN_IMMEDIATE | DENALI_PLAN_SCATTERED |   \
	 DENALI_PLAN_FIXED | DENALI_PLAN_ROUTED)
#define GROUP_FLAGS                                                            \
	(DENALI_GROUP_INPUT | DENALI_GROUP_MMU | DENALI_GROUP_SUPERVISOR |     \
	 DENALI_GROUP_CAPTURE | DENALI_GROUP_PAUSED)

/* Numbers that are 0, for the default, or within bounds; {0} is the last. */
struct bounds {
	uint32_t offset; /* of the number, 32 bits, in its record */
	enum finding error;
	uint32_t least, most;
};

/* clang-format off */
#define PLAN(field, name, least, most) \
	{ offsetof(struct denali_plan, field), BOOTPLAN_##name, least, most }
#define GROUP(field, name, least, most) \
	{ offsetof(struct denali_plan_group, field), BOOTPLAN_##name, \
	  least, most }

static const struct bounds plan_bounds[] = {
	PLAN(quantum, QUANTUM, DENALI_QUANTUM_MIN, DENALI_QUANTUM_MAX),
	PLAN(tick, TICK, DENALI_TICK_MIN, DENALI_TICK_MAX),
	PLAN(swap_block, SWAP_BLOCK, 1, DENALI_SWAP_BLOCK_MAX),
	PLAN(vm_limit, VM_LIMIT, 0, DENALI_VMS_MAX),
	PLAN(swap_disk, SWAP_DISK, 0, UINT8_MAX),
	PLAN(reserved[0], RESERVED, 0, 0),
	PLAN(reserved[1], RESERVED, 0, 0),
	{ 0 }
};

static const struct bounds group_bounds[] = {
	GROUP(memory_size, MEMORY_SMALL, DENALI_MEMORY_MIN, UINT32_MAX),
	GROUP(memory_size, MEMORY_LARGE, 0, DENALI_MEMORY_MAX),
	GROUP(weight, WEIGHT, 1, DENALI_WEIGHT_MAX),
	GROUP(cap, CAP, 1, DENALI_CAP_MAX),
	GROUP(frame_limit, FRAME_LIMIT, 1, FRAMES_MAX),
	GROUP(swap_rate, SWAP_RATE, 1, DENALI_SWAP_RATE_MAX),
	GROUP(limits.tx_bytes, LIMIT, 0, DENALI_LIMIT_MAX),
	GROUP(limits.tx_frames, LIMIT, 0, DENALI_LIMIT_MAX),
	GROUP(limits.rx_bytes, LIMIT, 0, DENALI_LIMIT_MAX),
	GROUP(limits.rx_frames, LIMIT, 0, DENALI_LIMIT_MAX),
	GROUP(limits.disk_bytes, LIMIT, 0, DENALI_LIMIT_MAX),
	GROUP(limits.disk_requests, LIMIT, 0, DENALI_LIMIT_MAX),
	{ 0 }
};
/* clang-format on */

struct check {
	const uint8_t *bytes;
	uint32_t length; /* of the plan, as it says itself */
	uint32_t module_count;
	bool supervised; /* by a group so far */
	struct bootplan plan;
	struct denali_finding *finding;
};

static enum finding fail(struct check *check, enum finding error,
			 uint32_t value, uint32_t bound)
{
	return finding_fail(check->finding, error, value, bound);
}

static enum finding check_bounds(struct check *check, const void *record,
				 const struct bounds *bounds)
{
	for (; bounds->error; bounds++) {
		uint32_t value;

		memcpy(&value, (const uint8_t *)record + bounds->offset,
		       sizeof value);
		if (value != 0 && value < bounds->least)
			return fail(check, bounds->error, value, bounds->least);
		if (value > bounds->most)
			return fail(check, bounds->error, value, bounds->most);
	}
	return FINDING_NONE;
}

static enum finding check_plan(struct check *check, uint32_t length)
{
	struct denali_plan plan;

	if (length < sizeof plan)
		return fail(check, BOOTPLAN_TOO_SHORT, length, sizeof plan);
	memcpy(&plan, check->bytes, sizeof plan);
	if (plan.magic != DENALI_PLAN_MAGIC)
		return fail(check, BOOTPLAN_MAGIC, plan.magic, 0);
	if (plan.version != DENALI_PLAN_VERSION)
		return fail(check, BOOTPLAN_VERSION, plan.version,
			    DENALI_PLAN_VERSION);
	if (plan.length < sizeof plan || plan.length > length)
		return fail(check, BOOTPLAN_LENGTH, plan.length, length);
	if (plan.flags & ~(uint32_t)PLAN_FLAGS)
		return fail(check, BOOTPLAN_FLAGS, plan.flags, 0);
	if (plan.group_count == 0 || plan.group_count > DENALI_PLAN_GROUPS)
		return fail(check, BOOTPLAN_GROUP_COUNT, plan.group_count,
			    DENALI_PLAN_GROUPS);
	if (plan.group_count * sizeof(struct denali_plan_group) >
	    plan.length - sizeof plan)
		return fail(check, BOOTPLAN_GROUPS_OUTSIDE, plan.group_count,
			    plan.length);
	check->length = plan.length;
	check->plan = (struct bootplan){ .bytes = check->bytes,
					 .flags = plan.flags,
					 .group_count = plan.group_count,
					 .tick = plan.tick,
					 .vm_limit = plan.vm_limit,
					 .swap_disk = plan.swap_disk };
	check->plan.quantum = plan.quantum ? plan.quantum :
					     DENALI_QUANTUM_DEFAULT;
	check->plan.swap_block = plan.swap_block ? plan.swap_block :
						   DENALI_SWAP_BLOCK_MAX;
	return check_bounds(check, &plan, plan_bounds);
}

/* Is the string, whose NUL is known to be there, a name, `=` and a value? */
static bool is_assignment(const char *string)
{
	const char *c = string;

	while (*c != '\0' && *c != '=')
		c++;
	return *c == '=' && c != string;
}

/* The strings proper: their number, and the form of the last envc. */
static enum finding check_string_data(struct check *check,
				      const struct denali_plan_group *group)
{
	const char *data = bootplan_strings(&check->plan, group);
	uint32_t length = group->strings_length;
	uint32_t start = 0;
	uint32_t count = 0;

	if (length > 0 && data[length - 1] != '\0')
		return BOOTPLAN_STRINGS_UNTERMINATED;
	for (uint32_t i = 0; i < length; i++) {
		if (data[i] != '\0')
			continue;
		if (count >= group->argc && !is_assignment(data + start))
			return fail(check, BOOTPLAN_ENVIRONMENT, count, 0);
		count++;
		start = i + 1;
	}
	if (count != group->argc + group->envc)
		return fail(check, BOOTPLAN_STRINGS_COUNT, count,
			    group->argc + group->envc);
	return FINDING_NONE;
}

/* Are these bytes between the groups and the plan's end? */
static bool is_inside(const struct check *check, uint32_t offset,
		      uint32_t length)
{
	uint32_t begin = sizeof(struct denali_plan) +
			 check->plan.group_count *
				 sizeof(struct denali_plan_group);

	return offset >= begin && offset <= check->length &&
	       length <= check->length - offset;
}

static enum finding check_strings(struct check *check,
				  const struct denali_plan_group *group)
{
	uint32_t offset = group->strings_offset;
	uint32_t length = group->strings_length;

	if (length > DENALI_STRINGS_MAX)
		return fail(check, BOOTPLAN_STRINGS_LENGTH, length,
			    DENALI_STRINGS_MAX);
	if (!is_inside(check, offset, length))
		return fail(check, BOOTPLAN_STRINGS_OUTSIDE, offset,
			    check->length);
	/* A string takes a byte at least, so that the sum cannot wrap. */
	if (group->argc > length || group->envc > length)
		return fail(check, BOOTPLAN_STRINGS_COUNT, length,
			    group->argc > length ? group->argc : group->envc);
	return check_string_data(check, group);
}

static enum finding check_policy(struct check *check,
				 const struct denali_plan_group *group)
{
	struct denali_policy policy;

	if (group->policy_offset != 0 &&
	    !is_inside(check, group->policy_offset, sizeof policy))
		return fail(check, BOOTPLAN_POLICY_OUTSIDE,
			    group->policy_offset, check->length);
	bootplan_policy(&check->plan, group, &policy);
	return policy_check(&policy, check->finding);
}

static enum finding check_disks(struct check *check,
				const struct denali_plan_group *group)
{
	const struct denali_plan_disk *disk = group->disk;

	for (uint32_t i = 0; i < DENALI_DISKS; i++) {
		uint32_t number = disk[i].number, flags = disk[i].flags;

		if (flags &
		    (number ? ~(uint32_t)DENALI_DISK_IS_READ_ONLY : UINT32_MAX))
			return fail(check, BOOTPLAN_DISK_FLAGS, i, flags);
		if (number == 0)
			continue;
		if (number == check->plan.swap_disk)
			return fail(check, BOOTPLAN_DISK_SWAP, number, 0);
		if (!flags && group->count > 1)
			return fail(check, BOOTPLAN_DISK_INSTANCES, number,
				    group->count);
		for (uint32_t j = 0; j < i; j++)
			if (disk[j].number == number)
				return fail(check, BOOTPLAN_DISK_TWICE, number,
					    0);
	}
	return FINDING_NONE;
}

static enum finding check_group(struct check *check,
				const struct denali_plan_group *group)
{
	enum finding error;

	if (group->module == 0 || group->module >= check->module_count)
		return fail(check, BOOTPLAN_NO_SUCH_MODULE, group->module,
			    check->module_count - 1);
	if (group->count == 0)
		return BOOTPLAN_NO_INSTANCE;
	if (group->count > DENALI_VMS_MAX - check->plan.vm_count)
		return fail(check, BOOTPLAN_VM_COUNT, group->count,
			    DENALI_VMS_MAX);
	check->plan.vm_count += group->count;
	if (group->flags & ~(uint32_t)GROUP_FLAGS)
		return fail(check, BOOTPLAN_GROUP_FLAGS, group->flags, 0);
	if (!name_ends(group->name))
		return BOOTPLAN_NAME_UNTERMINATED;
	if (!name_is_plain(group->name))
		return BOOTPLAN_NAME_CONTROL;
	if (group->memory_size % DENALI_PAGE_SIZE)
		return fail(check, BOOTPLAN_MEMORY_ALIGNMENT,
			    group->memory_size, 0);
	if (group->flags & DENALI_GROUP_SUPERVISOR) {
		if (check->supervised)
			return BOOTPLAN_SUPERVISOR;
		if (group->count > 1)
			return fail(check, BOOTPLAN_SUPERVISOR_COUNT,
				    group->count, 0);
		check->supervised = true;
	}
	error = check_bounds(check, group, group_bounds);
	if (!error)
		error = check_strings(check, group);
	if (!error)
		error = network_check(&group->network, group->count,
				      check->finding);
	if (!error)
		error = check_policy(check, group);
	return error ? error : check_disks(check, group);
}

/* An Ethernet address as a number. */
static uint64_t mac_number(const uint8_t *mac)
{
	uint64_t number = 0;

	for (uint32_t i = 0; i < 6; i++)
		number = number << 8 | mac[i];
	return number;
}

/* Do two groups with NICs have an Ethernet address in common? */
static bool macs_overlap(const struct denali_plan_group *a,
			 const struct denali_plan_group *b)
{
	uint64_t first_a = mac_number(a->network.mac);
	uint64_t first_b = mac_number(b->network.mac);

	return (a->network.flags & b->network.flags & DENALI_NET_PRESENT) &&
	       first_a < first_b + b->count && first_b < first_a + a->count;
}

/* A disk that both groups have and one may write; 0: none. */
static uint32_t disk_overlap(const struct denali_plan_group *a,
			     const struct denali_plan_group *b)
{
	for (uint32_t i = 0; i < DENALI_DISKS; i++)
		for (uint32_t j = 0; j < DENALI_DISKS; j++)
			if (a->disk[i].number == b->disk[j].number &&
			    !(a->disk[i].flags & b->disk[j].flags) &&
			    a->disk[i].number != 0)
				return a->disk[i].number;
	return 0;
}

static enum finding check_sharing(struct check *check, uint32_t index,
				  const struct denali_plan_group *group)
{
	struct denali_plan_group other;

	for (uint32_t i = 0; i < index; i++) {
		uint32_t disk;

		bootplan_group(&check->plan, i, &other);
		if (macs_overlap(&other, group))
			return fail(check, BOOTPLAN_MAC_SHARED, i, 0);
		disk = disk_overlap(&other, group);
		if (disk)
			return fail(check, BOOTPLAN_DISK_SHARED, disk, i);
	}
	return FINDING_NONE;
}

static enum finding check_all(struct check *check, uint32_t length)
{
	struct bootplan *plan = &check->plan;
	enum finding error = check_plan(check, length);

	for (uint32_t i = 0; !error && i < plan->group_count; i++) {
		struct denali_plan_group group;

		check->finding->group = i;
		bootplan_group(plan, i, &group);
		error = check_group(check, &group);
		if (!error)
			error = check_sharing(check, i, &group);
	}
	if (error)
		return error;
	check->finding->group = DENALI_FINDING_NO_GROUP;
	if (plan->vm_limit == 0)
		plan->vm_limit = plan->vm_count;
	if (plan->vm_limit < plan->vm_count)
		return fail(check, BOOTPLAN_VM_LIMIT_SMALL, plan->vm_limit,
			    plan->vm_count);
	return FINDING_NONE;
}

enum finding bootplan_check(const void *plan, uint32_t length,
			    uint32_t module_count, struct bootplan *bootplan,
			    struct denali_finding *finding)
{
	struct check check = { .bytes = plan,
			       .module_count = module_count,
			       .finding = finding };

	*finding = (struct denali_finding){ .group = DENALI_FINDING_NO_GROUP };
	finding->number = check_all(&check, length);
	if (!finding->number)
		*bootplan = check.plan;
	return (enum finding)finding->number;
}

const char *bootplan_name(const struct bootplan *bootplan, uint32_t index)
{
	return (const char *)bootplan->bytes + sizeof(struct denali_plan) +
	       index * sizeof(struct denali_plan_group) +
	       offsetof(struct denali_plan_group, name);
}

void bootplan_group(const struct bootplan *bootplan, uint32_t index,
		    struct denali_plan_group *group)
{
	memcpy(group,
	       bootplan->bytes + sizeof(struct denali_plan) +
		       index * sizeof *group,
	       sizeof *group);
}

const char *bootplan_strings(const struct bootplan *bootplan,
			     const struct denali_plan_group *group)
{
	return (const char *)bootplan->bytes + group->strings_offset;
}

bool bootplan_policy(const struct bootplan *bootplan,
		     const struct denali_plan_group *group,
		     struct denali_policy *policy)
{
	memset(policy, 0, sizeof *policy);
	if (group->policy_offset != 0)
		memcpy(policy, bootplan->bytes + group->policy_offset,
		       sizeof *policy);
	return group->policy_offset != 0;
}
