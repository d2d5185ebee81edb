/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "plan.h"

#include <string.h>

#include "address.h"
#include "error.h"
#include "traffic.h"
#include "tuning.h"

/* What a supervisor may have unless it is said. */
#define VMS_DEFAULT 1024

static void add_string(struct buffer *strings, const char *text)
{
	buffer_append(strings, text, strlen(text) + 1);
}

/* The program's name is the last part of the image's path. */
static void add_strings(const struct run_options *options,
			struct buffer *strings)
{
	const char *slash = strrchr(options->image, '/');

	add_string(strings, slash != NULL ? slash + 1 : options->image);
	for (uint32_t i = 0; i < options->argument_count; i++)
		add_string(strings, options->arguments[i]);
	for (uint32_t i = 0; i < options->environment_count; i++)
		add_string(strings, options->environment[i]);
}

/* The network of the instance that many after the first; addresses that there
 * are. */
static void move_network(struct denali_network *network, uint32_t number)
{
	static const uint8_t none[16];

	if (memcmp(network->mac, none, sizeof network->mac) != 0)
		address_add(network->mac, sizeof network->mac, number);
	if (network->ipv4 != 0)
		address_add((uint8_t *)&network->ipv4, sizeof network->ipv4,
			    number);
	if (memcmp(network->ipv6, none, sizeof network->ipv6) != 0)
		address_add(network->ipv6, sizeof network->ipv6, number);
}

/* All have the first's settings but their share and addresses.  Instance 0, and
 * no other, has input. */
static void add_groups(const struct run_options *options,
		       struct denali_plan_group first, struct buffer *groups)
{
	for (uint32_t vm = 0; vm < options->count;) {
		struct denali_plan_group group = first;

		group.count = tuning_alike(options, vm);
		group.weight = tuning_turn(&options->weights, vm);
		group.cap = tuning_turn(&options->caps, vm);
		group.flags |= vm == 0 ? DENALI_GROUP_INPUT : 0;
		if (traffic_captured(options, vm))
			group.flags |= DENALI_GROUP_CAPTURE;
		move_network(&group.network, vm);
		buffer_append(groups, &group, sizeof group);
		vm += group.count;
	}
}

static uint32_t swap_disk(const struct run_options *options)
{
	if (options->swap == NULL)
		return 0;
	return options->swap_number != 0 ? options->swap_number :
					   options->disk_count + 1;
}

static void write_all(const struct run_options *options,
		      const struct buffer *groups, const struct buffer *strings,
		      struct buffer *plan)
{
	size_t policy = options->policy.flags ? sizeof options->policy : 0;
	struct denali_plan header = {
		.magic = DENALI_PLAN_MAGIC,
		.version = DENALI_PLAN_VERSION,
		.length = (uint32_t)(sizeof header + groups->length +
				     strings->length + policy),
		.group_count = (uint32_t)(groups->length /
					  sizeof(struct denali_plan_group)),
		.flags = (options->stats ? DENALI_PLAN_STATS : 0) |
			 options->boot_flags,
		.quantum = options->quantum,
		.swap_block = options->swap_block,
		.tick = options->tick,
		.vm_limit = options->vms        ? options->vms :
			    options->supervisor ? VMS_DEFAULT :
						  0,
		.swap_disk = swap_disk(options),
	};

	buffer_append(plan, &header, sizeof header);
	buffer_append(plan, groups->data, groups->length);
	buffer_append(plan, strings->data, strings->length);
	buffer_append(plan, &options->policy, policy);
}

/* Unless they have numbers, the machine has them in the order of the options,
 * and then the swap disk. */
static void add_disks(const struct run_options *options,
		      struct denali_plan_group *group)
{
	for (uint32_t i = 0; i < options->disk_count; i++) {
		const struct disk_option *disk = &options->disks[i];

		group->disk[i].number = disk->number != 0 ? disk->number :
							    (uint8_t)(i + 1);
		group->disk[i].flags = disk->read_only ?
					       DENALI_DISK_IS_READ_ONLY :
					       0;
	}
}

int plan_write(const struct run_options *options, const struct image *image,
	       const struct denali_network *network, struct buffer *plan)
{
	struct buffer strings = { 0 }, groups = { 0 };
	struct denali_plan_group first = {
		.module = 1,
		.memory_size = options->memory,
		.flags = (options->mmu ? DENALI_GROUP_MMU : 0) |
			 (options->supervisor ? DENALI_GROUP_SUPERVISOR : 0),
		.argc = options->argument_count + 1,
		.envc = options->environment_count,
		.strings_offset = (uint32_t)(sizeof(struct denali_plan) +
					     tuning_groups(options) *
						     sizeof first),
		.network = *network,
		.frame_limit = options->frame_limit,
		.swap_rate = options->swap_rate,
		.limits = options->limits,
		.frames_lost = options->lost,
		.frames_late = options->late,
	};
	size_t length;

	add_disks(options, &first);
	add_strings(options, &strings);
	length = strings.length;
	first.strings_length = (uint32_t)length;
	if (options->policy.flags != 0)
		first.policy_offset = first.strings_offset +
				      first.strings_length;
	memcpy(first.name, image->name, sizeof first.name);
	add_groups(options, first, &groups);
	if (length <= DENALI_STRINGS_MAX)
		write_all(options, &groups, &strings, plan);
	buffer_free(&groups);
	buffer_free(&strings);
	if (length > DENALI_STRINGS_MAX)
		return error("the arguments and environment take %zu bytes, "
			     "and a VM has room for %u; give it fewer or "
			     "shorter ones",
			     length, DENALI_STRINGS_MAX);
	return 0;
}
