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

#include "bootplantext.h"
#include "name.h"
#include "string.h"

/* The smallest IP packet that every link must carry, and the largest that fits
 * into a frame. */
#define MTU_MIN 68
#define MTU_MAX (DENALI_FRAME_MAX - DENALI_FRAME_MIN)

/* What a plan may ask of the network; the other flags are the kernel's. */
#define NETWORK_FLAGS (DENALI_NET_PRESENT | DENALI_NET_DHCP | DENALI_NET_SLAAC)

#define MAC_GROUP 0x01 /* first byte: the address is that of many */
#define FRAMES_MAX (DENALI_MEMORY_MAX / DENALI_PAGE_SIZE)

#define PLAN_FLAGS                                                             \
	(DENALI_PLAN_STATS | DENALI_PLAN_IMMEDIATE | DENALI_PLAN_SCATTERED)
#define GROUP_FLAGS (DENALI_GROUP_INPUT | DENALI_GROUP_MMU)

/* Numbers that are 0, for the default, or within bounds; {0} is the last. */
struct bounds {
	uint32_t offset; /* of the number, 32 bits, in its record */
	enum bootplan_error error;
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
	{ 0 }
};

static const struct bounds group_bounds[] = {
	GROUP(memory_size, MEMORY_SMALL, DENALI_MEMORY_MIN, UINT32_MAX),
	GROUP(memory_size, MEMORY_LARGE, 0, DENALI_MEMORY_MAX),
	GROUP(weight, WEIGHT, 1, DENALI_WEIGHT_MAX),
	GROUP(cap, CAP, 1, DENALI_CAP_MAX),
	GROUP(frame_limit, FRAME_LIMIT, 1, FRAMES_MAX),
	GROUP(swap_rate, SWAP_RATE, 1, DENALI_SWAP_RATE_MAX),
	{ 0 }
};
/* clang-format on */

struct check {
	const uint8_t *bytes;
	uint32_t length; /* of the plan, as it says itself */
	uint32_t module_count;
	struct bootplan plan;
	struct finding finding;
};

static enum bootplan_error fail(struct check *check, enum bootplan_error error,
				uint32_t value, uint32_t bound)
{
	check->finding.value = value;
	check->finding.bound = bound;
	return error;
}

static enum bootplan_error check_bounds(struct check *check, const void *record,
					const struct bounds *bounds)
{
	for (; bounds->most != 0; bounds++) {
		uint32_t value;

		memcpy(&value, (const uint8_t *)record + bounds->offset,
		       sizeof value);
		if (value != 0 && value < bounds->least)
			return fail(check, bounds->error, value, bounds->least);
		if (value > bounds->most)
			return fail(check, bounds->error, value, bounds->most);
	}
	return BOOTPLAN_OK;
}

static enum bootplan_error check_plan(struct check *check, uint32_t length)
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
	check->plan.bytes = check->bytes;
	check->plan.flags = plan.flags;
	check->plan.group_count = plan.group_count;
	check->plan.tick = plan.tick;
	check->plan.quantum = plan.quantum ? plan.quantum :
					     DENALI_QUANTUM_DEFAULT;
	check->plan.swap_disk = plan.swap_disk;
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
static enum bootplan_error
check_string_data(struct check *check, const struct denali_plan_group *group)
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
	return BOOTPLAN_OK;
}

static enum bootplan_error check_strings(struct check *check,
					 const struct denali_plan_group *group)
{
	uint32_t offset = group->strings_offset;
	uint32_t length = group->strings_length;
	uint32_t begin = sizeof(struct denali_plan) +
			 check->plan.group_count * sizeof *group;

	if (length > DENALI_STRINGS_MAX)
		return fail(check, BOOTPLAN_STRINGS_LENGTH, length,
			    DENALI_STRINGS_MAX);
	if (offset < begin || offset > check->length ||
	    length > check->length - offset)
		return fail(check, BOOTPLAN_STRINGS_OUTSIDE, offset,
			    check->length);
	/* A string takes a byte at least, so that the sum cannot wrap. */
	if (group->argc > length || group->envc > length)
		return fail(check, BOOTPLAN_STRINGS_COUNT, length,
			    group->argc > length ? group->argc : group->envc);
	return check_string_data(check, group);
}

/* Adds a number to a big-endian one.  Returns what does not fit any more. */
static uint32_t add_big_endian(uint8_t *bytes, uint32_t length, uint32_t number)
{
	for (uint32_t i = length; i > 0 && number > 0; i--) {
		/* No wrap: number is below 2^17. */
		number += bytes[i - 1];
		bytes[i - 1] = (uint8_t)number;
		number >>= 8;
	}
	return number;
}

static bool is_zero(const uint8_t *bytes, uint32_t length)
{
	for (uint32_t i = 0; i < length; i++)
		if (bytes[i] != 0)
			return false;
	return true;
}

/* Can the group's last instance have its own address? */
static bool range_fits(const void *first, uint32_t length, uint32_t count)
{
	uint8_t last[16];

	memcpy(last, first, length);
	return is_zero(last, length) ||
	       add_big_endian(last, length, count - 1) == 0;
}

static enum bootplan_error
check_addresses(struct check *check, const struct denali_plan_group *group)
{
	const struct denali_network *network = &group->network;
	uint32_t count = group->count;

	if (network->flags & DENALI_NET_PRESENT) {
		if (is_zero(network->mac, 6) || (network->mac[0] & MAC_GROUP))
			return BOOTPLAN_MAC;
		if (network->mtu < MTU_MIN || network->mtu > MTU_MAX)
			return fail(check, BOOTPLAN_MTU, network->mtu, MTU_MAX);
	}
	/* The first byte stays, and with it that it is nobody's group. */
	if (!range_fits(network->mac + 1, 5, count))
		return fail(check, BOOTPLAN_MAC_RANGE, count, 0);
	if (!range_fits(&network->ipv4, sizeof network->ipv4, count))
		return fail(check, BOOTPLAN_IPV4_RANGE, count, 0);
	if (!range_fits(network->ipv6, sizeof network->ipv6, count))
		return fail(check, BOOTPLAN_IPV6_RANGE, count, 0);
	return BOOTPLAN_OK;
}

static enum bootplan_error check_network(struct check *check,
					 const struct denali_plan_group *group)
{
	const struct denali_network *network = &group->network;

	if (network->flags & ~(uint32_t)NETWORK_FLAGS)
		return fail(check, BOOTPLAN_NETWORK_FLAGS, network->flags, 0);
	if (network->reserved != 0)
		return fail(check, BOOTPLAN_NETWORK_RESERVED, network->reserved,
			    0);
	if (network->ipv4_prefix > 32)
		return fail(check, BOOTPLAN_IPV4_PREFIX, network->ipv4_prefix,
			    32);
	if (network->ipv6_prefix > 128)
		return fail(check, BOOTPLAN_IPV6_PREFIX, network->ipv6_prefix,
			    128);
	return check_addresses(check, group);
}

static enum bootplan_error check_group(struct check *check,
				       const struct denali_plan_group *group)
{
	enum bootplan_error error;

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
	error = check_bounds(check, group, group_bounds);
	if (!error)
		error = check_strings(check, group);
	if (!error)
		error = check_network(check, group);
	return error;
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

static enum bootplan_error check_sharing(struct check *check, uint32_t index,
					 const struct denali_plan_group *group)
{
	struct denali_plan_group other;

	for (uint32_t i = 0; i < index; i++) {
		bootplan_group(&check->plan, i, &other);
		if (macs_overlap(&other, group))
			return fail(check, BOOTPLAN_MAC_SHARED, i, 0);
	}
	return BOOTPLAN_OK;
}

static enum bootplan_error check_all(struct check *check, const void *plan,
				     uint32_t length, uint32_t module_count)
{
	enum bootplan_error error;

	*check = (struct check){ .bytes = plan, .module_count = module_count };
	error = check_plan(check, length);
	for (uint32_t i = 0; !error && i < check->plan.group_count; i++) {
		struct denali_plan_group group;

		check->finding.item = i;
		bootplan_group(&check->plan, i, &group);
		error = check_group(check, &group);
		if (!error)
			error = check_sharing(check, i, &group);
	}
	return error;
}

enum bootplan_error bootplan_check(const void *plan, uint32_t length,
				   uint32_t module_count,
				   struct bootplan *bootplan)
{
	struct check check;
	enum bootplan_error error = check_all(&check, plan, length,
					      module_count);

	if (!error)
		*bootplan = check.plan;
	return error;
}

void bootplan_explain(const void *plan, uint32_t length, uint32_t module_count,
		      char *text, uint32_t size)
{
	struct check check;
	enum bootplan_error error = check_all(&check, plan, length,
					      module_count);

	finding_text(&bootplan_descriptions[error], &check.finding, text, size);
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

void bootplan_network(const struct denali_plan_group *group, uint32_t instance,
		      struct denali_network *network)
{
	*network = group->network;
	if (!is_zero(network->mac, 6))
		add_big_endian(network->mac, 6, instance);
	if (network->ipv4 != 0)
		add_big_endian((uint8_t *)&network->ipv4, sizeof network->ipv4,
			       instance);
	if (!is_zero(network->ipv6, sizeof network->ipv6))
		add_big_endian(network->ipv6, sizeof network->ipv6, instance);
}
