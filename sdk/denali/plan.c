/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "disks.h"
#include "error.h"
#include "hosts.h"
#include "traffic.h"
#include "tuning.h"

/* What a supervisor may have unless it is said. */
#define VMS_DEFAULT 1024

static void add_string(struct buffer *strings, const char *text)
{
	buffer_append(strings, text, strlen(text) + 1);
}

/* The program's name is the last part of the image's path. */
static void add_strings(const struct part_options *part, const char *hosts,
			struct buffer *strings)
{
	const char *slash = strrchr(part->image, '/');

	add_string(strings, slash != NULL ? slash + 1 : part->image);
	for (uint32_t i = 0; i < part->argument_count; i++)
		add_string(strings, part->arguments[i]);
	for (uint32_t i = 0; i < part->environment_count; i++)
		add_string(strings, part->environment[i]);
	if (hosts != NULL)
		add_string(strings, hosts);
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

/* A plan in the making.  What groups point to stands in rest, after them. */
struct making {
	const struct run_options *options;
	const struct denali_network *network; /* instance 0's */
	const char *hosts; /* what all VMs are told of each other, or null */
	struct buffer groups, rest;
	uint32_t rest_offset; /* in the plan */
	uint32_t disks;       /* of the parts so far */
};

/* All of a part have the first's settings but their share and addresses.
 * Instance 0 of the host, and no other, has input. */
static void add_groups(struct making *making, const struct part_options *part,
		       const struct denali_plan_group *first)
{
	for (uint32_t i = 0; i < part->count;) {
		struct denali_plan_group group = *first;
		uint32_t vm = part->first + i;

		group.count = tuning_alike(making->options, part, i);
		group.weight = tuning_turn(&part->weights, i);
		group.cap = tuning_turn(&part->caps, i);
		group.flags |= vm == 0 ? DENALI_GROUP_INPUT : 0;
		if (traffic_captured(making->options, vm))
			group.flags |= DENALI_GROUP_CAPTURE;
		move_network(&group.network, vm);
		buffer_append(&making->groups, &group, sizeof group);
		i += group.count;
	}
}

/* Unless they have numbers, the machine has them in the order of the options,
 * and then the swap disk. */
static void add_disks(struct making *making, const struct part_options *part,
		      struct denali_plan_group *group)
{
	for (uint32_t i = 0; i < part->disk_count; i++) {
		const struct disk_option *disk = &part->disks[i];
		uint8_t next = (uint8_t)++making->disks;

		group->disk[i].number = disk->number != 0 ? disk->number : next;
		group->disk[i].flags = disk->read_only ?
					       DENALI_DISK_IS_READ_ONLY :
					       0;
	}
}

static void add_policy(struct making *making, const struct part_options *part,
		       struct denali_plan_group *group)
{
	if (part->policy.flags == 0)
		return;
	group->policy_offset = making->rest_offset +
			       (uint32_t)making->rest.length;
	buffer_append(&making->rest, &part->policy, sizeof part->policy);
}

static int add_part(struct making *making, const struct part *part)
{
	const struct part_options *options = part->options;
	const char *hosts = hosts_given(options) ? NULL : making->hosts;
	size_t begin = making->rest.length, length;
	struct denali_plan_group first = {
		.module = part->module,
		.memory_size = options->memory,
		.flags = (options->mmu ? DENALI_GROUP_MMU : 0) |
			 (options->supervisor ? DENALI_GROUP_SUPERVISOR : 0),
		.argc = options->argument_count + 1,
		.envc = options->environment_count + (hosts != NULL),
		.strings_offset = making->rest_offset + (uint32_t)begin,
		.network = *making->network,
		.frame_limit = options->frame_limit,
		.swap_rate = options->swap_rate,
		.limits = options->limits,
		.frames_lost = options->lost,
		.frames_late = options->late,
	};

	add_disks(making, options, &first);
	add_strings(options, hosts, &making->rest);
	length = making->rest.length - begin;
	if (length > DENALI_STRINGS_MAX)
		return error("the arguments and environment take %zu bytes, "
			     "and a VM has room for %u; give it fewer or "
			     "shorter ones",
			     length, DENALI_STRINGS_MAX);
	first.strings_length = (uint32_t)length;
	add_policy(making, options, &first);
	memcpy(first.name, part->image.name, sizeof first.name);
	add_groups(making, options, &first);
	return 0;
}

static uint32_t swap_disk(const struct run_options *options)
{
	if (options->swap == NULL)
		return 0;
	return options->swap_number != 0 ? options->swap_number :
					   disks_count(options) + 1;
}

static bool has_supervisor(const struct run_options *options)
{
	for (uint32_t i = 0; i < options->part_count; i++)
		if (options->parts[i].supervisor)
			return true;
	return false;
}

static void write_all(const struct making *making, struct buffer *plan)
{
	const struct run_options *options = making->options;
	struct denali_plan header = {
		.magic = DENALI_PLAN_MAGIC,
		.version = DENALI_PLAN_VERSION,
		.length = making->rest_offset + (uint32_t)making->rest.length,
		.group_count = (uint32_t)(making->groups.length /
					  sizeof(struct denali_plan_group)),
		.flags = (options->stats ? DENALI_PLAN_STATS : 0) |
			 options->boot_flags,
		.quantum = options->quantum,
		.swap_block = options->swap_block,
		.tick = options->tick,
		.vm_limit = options->vms            ? options->vms :
			    has_supervisor(options) ? VMS_DEFAULT :
						      0,
		.swap_disk = swap_disk(options),
	};

	buffer_append(plan, &header, sizeof header);
	buffer_append(plan, making->groups.data, making->groups.length);
	buffer_append(plan, making->rest.data, making->rest.length);
}

int plan_write(const struct run_options *options, const struct parts *parts,
	       const struct denali_network *network, struct buffer *plan)
{
	char *hosts = hosts_table(parts, network);
	struct making making = { .options = options,
				 .network = network,
				 .hosts = hosts };
	uint32_t groups = 0;
	int status = 0;

	for (uint32_t i = 0; i < options->part_count; i++)
		groups += tuning_groups(options, &options->parts[i]);
	making.rest_offset =
		(uint32_t)(sizeof(struct denali_plan) +
			   groups * sizeof(struct denali_plan_group));
	for (uint32_t i = 0; i < parts->count && status == 0; i++)
		status = add_part(&making, &parts->all[i]);
	if (status == 0)
		write_all(&making, plan);
	buffer_free(&making.groups);
	buffer_free(&making.rest);
	free(hosts);
	return status;
}
