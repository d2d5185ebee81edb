/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Rules of checked boot plans.
 */
#include "plan_rules.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>

#include "netconfig.h"

#define RULE(condition)                                                        \
	do {                                                                   \
		if (!(condition))                                              \
			return #condition;                                     \
	} while (0)

static const char *broken_strings_rule(const struct bootplan *plan,
				       const struct denali_plan_group *group,
				       uint32_t length)
{
	const char *string = bootplan_strings(plan, group);
	const char *end = string + group->strings_length;

	RULE(group->strings_length <= DENALI_STRINGS_MAX);
	RULE(string >= (const char *)plan->bytes);
	RULE(end <= (const char *)plan->bytes + length);
	for (uint64_t i = 0; i < (uint64_t)group->argc + group->envc; i++) {
		RULE(string < end);
		RULE(memchr(string, 0, (size_t)(end - string)) != NULL);
		RULE(i < group->argc || strchr(string, '=') > string);
		string += strlen(string) + 1;
	}
	RULE(string == end);
	return NULL;
}

static const char *broken_network_rule(const struct denali_plan_group *group)
{
	struct denali_network last;

	network_instance(&group->network, group->count - 1, &last);
	RULE(ntohl(last.ipv4) >= ntohl(group->network.ipv4));
	RULE(memcmp(last.ipv6, group->network.ipv6, 16) >= 0);
	RULE(memcmp(last.mac, group->network.mac, 6) >= 0);
	RULE(last.mac[0] == group->network.mac[0]);
	RULE(last.ipv4_prefix <= 32 && last.ipv6_prefix <= 128);
	if (last.flags & DENALI_NET_PRESENT) {
		RULE(last.mtu >= 68 && last.mtu <= 1500);
		RULE((last.mac[0] & 1) == 0);
	}
	return NULL;
}

static const char *broken_policy_rule(const struct bootplan *plan,
				      const struct denali_plan_group *group,
				      uint32_t length)
{
	struct denali_policy policy;
	uint64_t end = (uint64_t)group->policy_offset + sizeof policy;

	if (!bootplan_policy(plan, group, &policy))
		return NULL;
	RULE(end <= length && group->policy_offset >= 48 + 208);
	RULE(policy.flags <= 3 && policy.rule_count <= 16);
	for (uint32_t i = 0; i < 16; i++) {
		const struct denali_rule *r = &policy.rule[i];

		RULE(r->direction <= 1 && r->port_first <= r->port_last);
		RULE(r->protocol == 0 || r->protocol == 6 || r->protocol == 17);
		RULE(r->family == 0 || r->family == 4 || r->family == 6);
		RULE(r->prefix <= (r->family == 6 ? 128 : r->family * 8));
		RULE(i < policy.rule_count || r->port_last == 0);
	}
	return NULL;
}

/* Each of the machine's disks has one writer, or readers. */
static const char *broken_disk_rule(const struct bootplan *plan, uint32_t index,
				    const struct denali_plan_group *group)
{
	uint8_t owners[256] = { 0 };

	for (uint32_t i = 0; i < DENALI_DISKS; i++)
		if (group->disk[i].flags == 0)
			owners[group->disk[i].number] = 1;
	owners[0] = 0;
	RULE(plan->swap_disk <= 255);
	RULE(!owners[plan->swap_disk]);
	RULE(group->count == 1 || !memchr(owners, 1, sizeof owners));
	for (uint32_t k = 0; k < plan->group_count; k++) {
		struct denali_plan_group other;

		bootplan_group(plan, k, &other);
		for (uint32_t i = 0; k != index && i < DENALI_DISKS; i++)
			RULE(!owners[other.disk[i].number]);
	}
	return NULL;
}

static const char *broken_group_rule(const struct bootplan *plan,
				     uint32_t index, uint32_t length,
				     uint32_t module_count)
{
	struct denali_plan_group group;
	const char *broken;

	bootplan_group(plan, index, &group);
	RULE(group.module >= 1 && group.module < module_count);
	RULE(group.count >= 1);
	RULE(group.memory_size == 0 ||
	     (group.memory_size >= DENALI_MEMORY_MIN &&
	      group.memory_size <= DENALI_MEMORY_MAX));
	RULE(group.memory_size % 4096 == 0);
	RULE(group.flags <= 31 && group.weight <= 10000 && group.cap <= 1000);
	RULE(group.frame_limit <= DENALI_MEMORY_MAX / 4096);
	RULE(group.swap_rate <= 1000000);
	RULE(memchr(group.name, 0, DENALI_NAME_MAX) != NULL);
	RULE(group.limits.rx_frames <= 1000000000);
	broken = broken_strings_rule(plan, &group, length);
	if (!broken)
		broken = broken_policy_rule(plan, &group, length);
	if (!broken)
		broken = broken_disk_rule(plan, index, &group);
	return broken ? broken : broken_network_rule(&group);
}

const char *plan_broken_rule(const struct bootplan *plan, uint32_t length,
			     uint32_t module_count)
{
	const char *broken = NULL;
	uint64_t vms = 0;

	RULE(plan->quantum >= 10 && plan->quantum <= 1000000);
	RULE(plan->tick == 0 || plan->tick >= 100);
	RULE(plan->tick <= 1000000);
	RULE(plan->swap_block >= 1 && plan->swap_block <= 64);
	RULE(plan->vm_limit >= plan->vm_count && plan->vm_limit <= 65536);
	RULE(plan->group_count >= 1);
	RULE(plan->group_count <= DENALI_PLAN_GROUPS);
	RULE(sizeof(struct denali_plan) +
		     plan->group_count * sizeof(struct denali_plan_group) <=
	     length);
	for (uint32_t i = 0; !broken && i < plan->group_count; i++) {
		struct denali_plan_group group;

		broken = broken_group_rule(plan, i, length, module_count);
		bootplan_group(plan, i, &group);
		vms += group.count;
	}
	RULE(broken || (vms == plan->vm_count && vms <= DENALI_VMS_MAX));
	return broken;
}
