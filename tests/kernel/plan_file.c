/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The good boot plan.
 */
#include "plan_file.h"

#include <stddef.h>
#include <string.h>

static const uint8_t first_mac[6] = { 0x52, 0x54, 0x00, 0x00, 0x00, 0xff };
static const uint8_t other_mac[6] = { 0x52, 0x54, 0x00, 0x00, 0x01, 0x02 };
static const uint8_t first_ipv4[4] = { 10, 0, 2, 254 };
static const uint8_t first_ipv6[16] = { 0xfd, 0, [14] = 0xff, [15] = 0xff };

static void make_strings(struct plan_file *file)
{
	static const char strings[] = "hello\0a b\0\0HOME=/\0EMPTY=\0x";

	memcpy(file->strings, strings, sizeof strings);
	file->group[0].argc = 3;
	file->group[0].envc = 2;
	file->group[0].strings_offset = offsetof(struct plan_file, strings);
	file->group[0].strings_length = 25;
	file->group[1].argc = 0;
	file->group[1].strings_offset = sizeof *file;
	file->group[2].argc = 1;
	file->group[2].strings_offset = offsetof(struct plan_file, strings);
	file->group[2].strings_length = 6;
}

static void make_network(struct denali_network *network, const uint8_t *mac)
{
	network->flags = DENALI_NET_PRESENT;
	network->mtu = 1500;
	memcpy(network->mac, mac, sizeof network->mac);
	network->ipv4_prefix = 24;
	network->ipv6_prefix = 64;
}

static void make_policy(struct plan_file *file)
{
	file->group[0].policy_offset = offsetof(struct plan_file, policy);
	file->policy.flags = DENALI_POLICY_IN | DENALI_POLICY_OUT;
	file->policy.rule_count = 2;
	file->policy.rule[0] = (struct denali_rule){
		.direction = DENALI_RULE_IN,
		.protocol = 6,
		.port_first = 80,
		.port_last = 80
	};
	file->policy.rule[1] = (struct denali_rule){
		.direction = DENALI_RULE_OUT,
		.family = 4,
		.prefix = 32,
		.port_last = 65535
	};
}

void plan_file_make(struct plan_file *file)
{
	memset(file, 0, sizeof *file);
	file->plan.magic = DENALI_PLAN_MAGIC;
	file->plan.version = DENALI_PLAN_VERSION;
	file->plan.length = sizeof *file;
	file->plan.group_count = 3;
	file->plan.flags = DENALI_PLAN_STATS;
	file->group[0].module = 1;
	file->group[0].count = 3;
	file->group[0].memory_size = 0x100000;
	file->group[0].flags = DENALI_GROUP_INPUT;
	file->group[1].module = 2;
	file->group[1].count = 1;
	file->group[2].module = 1;
	file->group[2].count = 1;
	make_network(&file->group[0].network, first_mac);
	memcpy(&file->group[0].network.ipv4, first_ipv4, sizeof first_ipv4);
	memcpy(file->group[0].network.ipv6, first_ipv6, sizeof first_ipv6);
	make_network(&file->group[2].network, other_mac);
	file->group[2].network.flags |= DENALI_NET_DHCP | DENALI_NET_SLAAC;
	strcpy(file->group[0].name, "first");
	file->group[0].disk[1].number = 2;
	file->group[0].disk[1].flags = DENALI_DISK_IS_READ_ONLY;
	file->group[1].disk[0].number = 3;
	file->group[2].disk[7] = file->group[0].disk[1];
	make_strings(file);
	make_policy(file);
}
