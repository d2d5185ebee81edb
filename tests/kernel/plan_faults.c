/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * One fault for each rule that a boot plan can break.
 */
#include "plan_file.h"

#include <string.h>

/* One statement that spoils the file f. */
#define SPOIL(name, statement)                                                 \
	static void name(struct plan_file *f)                                  \
	{                                                                      \
		statement;                                                     \
	}                                                                      \
	static void name(struct plan_file *f)

SPOIL(nothing, (void)f);

SPOIL(magic, f->plan.magic = 0x464c457f);
SPOIL(version, f->plan.version = 1);
SPOIL(length_short, f->plan.length = 47);
SPOIL(length_long, f->plan.length = sizeof *f + 1);
SPOIL(flags, f->plan.flags = 0x81);
SPOIL(groups_none, f->plan.group_count = 0);
SPOIL(groups_many, f->plan.group_count = DENALI_PLAN_GROUPS + 1);
SPOIL(groups_outside, f->plan.group_count = 6);
SPOIL(groups_cut, f->plan.length = 48 + 3 * 208 - 1);

SPOIL(quantum_short, f->plan.quantum = 9);
SPOIL(quantum_long, f->plan.quantum = 1000001);
SPOIL(tick_short, f->plan.tick = 99);
SPOIL(tick_long, f->plan.tick = 0xffffffff);
SPOIL(swap_block, f->plan.swap_block = 65);

SPOIL(vm_limit, f->plan.vm_limit = DENALI_VMS_MAX + 1);
SPOIL(vm_limit_small, f->plan.vm_limit = 4);
SPOIL(swap_disk, f->plan.swap_disk = 256);
SPOIL(reserved, f->plan.reserved[0] = 1);
SPOIL(reserved_last, f->plan.reserved[1] = 0x80000000);

SPOIL(module_zero, f->group[1].module = 0);
SPOIL(module_large, f->group[1].module = PLAN_FILE_MODULES);
SPOIL(count_zero, f->group[0].count = 0);
SPOIL(count_large, f->group[0].count = 0xffffffff);
SPOIL(count_sum, f->group[1].count = DENALI_VMS_MAX - 2);
SPOIL(memory_alignment, f->group[2].memory_size = 12345);
SPOIL(memory_small, f->group[0].memory_size = 0x1000);
SPOIL(memory_large, f->group[0].memory_size = 0xfffff000);
SPOIL(group_flags, f->group[2].flags = 0x80);
SPOIL(weight, f->group[1].weight = 10001);
SPOIL(cap, f->group[1].cap = 1001);
SPOIL(frame_limit, f->group[0].frame_limit = 0xbffff + 1);
SPOIL(swap_rate, f->group[2].swap_rate = 1000001);
SPOIL(name_unterminated, memset(f->group[1].name, 'x', DENALI_NAME_MAX));
SPOIL(name_control, strcpy(f->group[1].name, "a\nb"));

SPOIL(strings_long, f->group[0].strings_length = DENALI_STRINGS_MAX + 1);
SPOIL(strings_in_groups, f->group[0].strings_offset--);
SPOIL(strings_past_end, f->group[0].strings_length = 425);
SPOIL(strings_offset, f->group[0].strings_offset = sizeof *f + 1);
SPOIL(strings_wrap, f->group[0].strings_offset = 0xfffffff0);
SPOIL(strings_unterminated, f->group[0].strings_length = 26);
SPOIL(strings_few, f->group[0].argc = 4);
SPOIL(strings_many, f->group[0].envc = 1);
SPOIL(argc_large, f->group[0].argc = 0xfffffffe);
SPOIL(envc_large, f->group[0].envc = 0xffffffff);
static void argc_envc_wrap(struct plan_file *f)
{
	f->group[1].argc = 0x80000000;
	f->group[1].envc = 0x80000000;
}
SPOIL(environment, f->strings[15] = '-');
SPOIL(environment_no_name, f->strings[11] = '=');

SPOIL(network_flags, f->group[0].network.flags |= DENALI_NET_TX_CHECKSUM);
SPOIL(network_reserved, f->group[0].network.reserved = 0x100);
SPOIL(mtu_zero, f->group[0].network.mtu = 0);
SPOIL(mtu_large, f->group[0].network.mtu = 1501);
SPOIL(ipv4_prefix, f->group[0].network.ipv4_prefix = 33);
SPOIL(ipv6_prefix, f->group[0].network.ipv6_prefix = 129);
SPOIL(mac_zero, memset(f->group[0].network.mac, 0, 6));
SPOIL(mac_broadcast, memset(f->group[0].network.mac, 0xff, 6));
SPOIL(mac_range, memset(f->group[0].network.mac + 1, 0xff, 5));
SPOIL(ipv4_range, memset(&f->group[0].network.ipv4, 0xff, 4));
SPOIL(ipv6_range, memset(f->group[0].network.ipv6, 0xff, 16));
SPOIL(mac_shared_last, f->group[2].network.mac[5] = 1);
SPOIL(mac_shared_first,
      memcpy(f->group[2].network.mac, f->group[0].network.mac, 6));
static void mac_shared_around(struct plan_file *f)
{
	f->group[2].network.mac[4] = 0;
	f->group[2].network.mac[5] = 0xf0;
	f->group[2].count = 16;
}

SPOIL(limit_first, f->group[0].limits.tx_bytes = DENALI_LIMIT_MAX + 1);
SPOIL(limit_last, f->group[1].limits.disk_requests = 0xffffffff);
static void supervisors(struct plan_file *f)
{
	f->group[1].flags = DENALI_GROUP_SUPERVISOR;
	f->group[2].flags = DENALI_GROUP_SUPERVISOR;
}
SPOIL(supervisor_count, f->group[0].flags |= DENALI_GROUP_SUPERVISOR);

SPOIL(disk_flags, f->group[1].disk[0].flags = 4);
SPOIL(disk_none, f->group[2].disk[3].flags = DENALI_DISK_IS_READ_ONLY);
SPOIL(disk_swap, f->plan.swap_disk = 3);
SPOIL(disk_instances, f->group[0].disk[1].flags = 0);
SPOIL(disk_twice, f->group[1].disk[7].number = 3);
SPOIL(disk_shared, f->group[2].disk[7].flags = 0);
SPOIL(disk_shared_first, f->group[1].disk[4].number = 2);

SPOIL(policy_in_groups, f->group[1].policy_offset = 671);
SPOIL(policy_past_end, f->group[0].policy_offset++);
SPOIL(policy_wrap, f->group[0].policy_offset = 0xffffffff);
SPOIL(policy_flags, f->policy.flags = 4);
SPOIL(policy_rules, f->policy.rule_count = 17);
SPOIL(policy_direction, f->policy.rule[1].direction = 2);
SPOIL(policy_protocol, f->policy.rule[0].protocol = 1);
SPOIL(policy_family, f->policy.rule[0].family = 5);
SPOIL(policy_prefix, f->policy.rule[1].prefix = 33);
SPOIL(policy_prefix_any, f->policy.rule[0].prefix = 1);
SPOIL(policy_ports, f->policy.rule[0].port_first = 81);
SPOIL(policy_unused, f->policy.rule_count = 1);
SPOIL(policy_unused_last, f->policy.rule[15].address[15] = 1);

/* A fault without a length of its own. */
/* clang-format off */
#define FAULT(name, error, text) { #name, error, text, name, 0 }
/* clang-format on */

const struct plan_fault plan_faults[] = {
	{ "plan_short", BOOTPLAN_TOO_SHORT,
	  "too short for a boot plan (47, at least 48)", nothing, 47 },
	FAULT(magic, BOOTPLAN_MAGIC, "not a boot plan (magic 0x464c457f)"),
	FAULT(version, BOOTPLAN_VERSION,
	      "boot plan of another version (plan has 1, kernel has 3)"),
	FAULT(length_short, BOOTPLAN_LENGTH,
	      "boot plan is not as long as it says (47, module has 1096)"),
	FAULT(length_long, BOOTPLAN_LENGTH,
	      "boot plan is not as long as it says (1097, module has 1096)"),
	{ "plan_cut", BOOTPLAN_LENGTH,
	  "boot plan is not as long as it says (1096, module has 1095)",
	  nothing, 1095 },
	FAULT(flags, BOOTPLAN_FLAGS, "unknown flags (0x00000081)"),
	FAULT(groups_none, BOOTPLAN_GROUP_COUNT,
	      "no groups, or too many (0, at most 256)"),
	FAULT(groups_many, BOOTPLAN_GROUP_COUNT,
	      "no groups, or too many (257, at most 256)"),
	FAULT(groups_outside, BOOTPLAN_GROUPS_OUTSIDE,
	      "groups are not inside the plan (6 groups, plan has 1096 "
	      "bytes)"),
	FAULT(groups_cut, BOOTPLAN_GROUPS_OUTSIDE,
	      "groups are not inside the plan (3 groups, plan has 671 "
	      "bytes)"),
	FAULT(quantum_short, BOOTPLAN_QUANTUM,
	      "quantum is too short or too long (9, the bound is 10)"),
	FAULT(quantum_long, BOOTPLAN_QUANTUM,
	      "quantum is too short or too long (1000001, the bound is "
	      "1000000)"),
	FAULT(tick_short, BOOTPLAN_TICK,
	      "tick is too short or too long (99, the bound is 100)"),
	FAULT(tick_long, BOOTPLAN_TICK,
	      "tick is too short or too long (4294967295, the bound is "
	      "1000000)"),
	FAULT(swap_block, BOOTPLAN_SWAP_BLOCK,
	      "too many pages in a swap block (65, at most 64)"),

	FAULT(vm_limit, BOOTPLAN_VM_LIMIT,
	      "VM limit is too large (65537, at most 65536)"),
	FAULT(vm_limit_small, BOOTPLAN_VM_LIMIT_SMALL,
	      "VM limit is below the number of VMs (4, at least 5)"),
	FAULT(swap_disk, BOOTPLAN_SWAP_DISK,
	      "no such disk to swap to (256, at most 255)"),
	FAULT(reserved, BOOTPLAN_RESERVED,
	      "reserved field is not 0 (0x00000001)"),
	FAULT(reserved_last, BOOTPLAN_RESERVED,
	      "reserved field is not 0 (0x80000000)"),

	FAULT(module_zero, BOOTPLAN_NO_SUCH_MODULE,
	      "group 1: no such module (0, the last is 2)"),
	FAULT(module_large, BOOTPLAN_NO_SUCH_MODULE,
	      "group 1: no such module (3, the last is 2)"),
	FAULT(count_zero, BOOTPLAN_NO_INSTANCE, "group 0: count is 0"),
	FAULT(count_large, BOOTPLAN_VM_COUNT,
	      "group 0: too many VMs with this group's (count 4294967295, at "
	      "most 65536 in all)"),
	FAULT(count_sum, BOOTPLAN_VM_COUNT,
	      "group 1: too many VMs with this group's (count 65534, at most "
	      "65536 in all)"),
	FAULT(memory_alignment, BOOTPLAN_MEMORY_ALIGNMENT,
	      "group 2: memory size is not a multiple of 4096 (12345)"),
	FAULT(memory_small, BOOTPLAN_MEMORY_SMALL,
	      "group 0: memory size is too small (4096, at least 262144)"),
	FAULT(memory_large, BOOTPLAN_MEMORY_LARGE,
	      "group 0: memory size is too large (4294963200, at most "
	      "3221221376)"),
	FAULT(group_flags, BOOTPLAN_GROUP_FLAGS,
	      "group 2: unknown flags (0x00000080)"),
	FAULT(weight, BOOTPLAN_WEIGHT,
	      "group 1: weight is too large (10001, at most 10000)"),
	FAULT(cap, BOOTPLAN_CAP,
	      "group 1: cap is more than the processor (1001, at most 1000)"),
	FAULT(frame_limit, BOOTPLAN_FRAME_LIMIT,
	      "group 0: frame limit is too large (786432, at most 786431)"),
	FAULT(swap_rate, BOOTPLAN_SWAP_RATE,
	      "group 2: swap rate is too large (1000001, at most 1000000)"),
	FAULT(name_unterminated, BOOTPLAN_NAME_UNTERMINATED,
	      "group 1: name has no end"),
	FAULT(name_control, BOOTPLAN_NAME_CONTROL,
	      "group 1: control character in the name"),

	FAULT(strings_long, BOOTPLAN_STRINGS_LENGTH,
	      "group 0: arguments and environment are too long (3585, at most "
	      "3584)"),
	FAULT(strings_in_groups, BOOTPLAN_STRINGS_OUTSIDE,
	      "group 0: strings are not between the groups and the plan's end "
	      "(offset 671, plan has 1096)"),
	FAULT(strings_past_end, BOOTPLAN_STRINGS_OUTSIDE,
	      "group 0: strings are not between the groups and the plan's end "
	      "(offset 672, plan has 1096)"),
	FAULT(strings_offset, BOOTPLAN_STRINGS_OUTSIDE,
	      "group 0: strings are not between the groups and the plan's end "
	      "(offset 1097, plan has 1096)"),
	FAULT(strings_wrap, BOOTPLAN_STRINGS_OUTSIDE,
	      "group 0: strings are not between the groups and the plan's end "
	      "(offset 4294967280, plan has 1096)"),
	FAULT(strings_unterminated, BOOTPLAN_STRINGS_UNTERMINATED,
	      "group 0: last string has no end"),
	FAULT(strings_few, BOOTPLAN_STRINGS_COUNT,
	      "group 0: not as many strings as argc and envc say (5, needed "
	      "6)"),
	FAULT(strings_many, BOOTPLAN_STRINGS_COUNT,
	      "group 0: not as many strings as argc and envc say (5, needed "
	      "4)"),
	FAULT(argc_large, BOOTPLAN_STRINGS_COUNT,
	      "group 0: not as many strings as argc and envc say (25, needed "
	      "4294967294)"),
	FAULT(envc_large, BOOTPLAN_STRINGS_COUNT,
	      "group 0: not as many strings as argc and envc say (25, needed "
	      "4294967295)"),
	FAULT(argc_envc_wrap, BOOTPLAN_STRINGS_COUNT,
	      "group 1: not as many strings as argc and envc say (0, needed "
	      "2147483648)"),
	FAULT(environment, BOOTPLAN_ENVIRONMENT,
	      "group 0: string of the environment is not NAME=VALUE (number "
	      "3)"),
	FAULT(environment_no_name, BOOTPLAN_ENVIRONMENT,
	      "group 0: string of the environment is not NAME=VALUE (number "
	      "3)"),

	FAULT(network_flags, BOOTPLAN_NETWORK_FLAGS,
	      "group 0: unknown network flags (0x00000005)"),
	FAULT(network_reserved, BOOTPLAN_NETWORK_RESERVED,
	      "group 0: reserved network field is not 0 (0x0100)"),
	FAULT(mtu_zero, BOOTPLAN_MTU,
	      "group 0: no MTU the network can have (0, at most 1500)"),
	FAULT(mtu_large, BOOTPLAN_MTU,
	      "group 0: no MTU the network can have (1501, at most 1500)"),
	FAULT(ipv4_prefix, BOOTPLAN_IPV4_PREFIX,
	      "group 0: IPv4 prefix is too long (33, at most 32)"),
	FAULT(ipv6_prefix, BOOTPLAN_IPV6_PREFIX,
	      "group 0: IPv6 prefix is too long (129, at most 128)"),
	FAULT(mac_zero, BOOTPLAN_MAC,
	      "group 0: Ethernet address is zero or that of a group"),
	FAULT(mac_broadcast, BOOTPLAN_MAC,
	      "group 0: Ethernet address is zero or that of a group"),
	FAULT(mac_range, BOOTPLAN_MAC_RANGE,
	      "group 0: too many instances for the Ethernet address (3)"),
	FAULT(ipv4_range, BOOTPLAN_IPV4_RANGE,
	      "group 0: too many instances for the IPv4 address (3)"),
	FAULT(ipv6_range, BOOTPLAN_IPV6_RANGE,
	      "group 0: too many instances for the IPv6 address (3)"),
	FAULT(mac_shared_last, BOOTPLAN_MAC_SHARED,
	      "group 2: Ethernet addresses overlap those of another group "
	      "(group 0)"),
	FAULT(mac_shared_first, BOOTPLAN_MAC_SHARED,
	      "group 2: Ethernet addresses overlap those of another group "
	      "(group 0)"),
	FAULT(mac_shared_around, BOOTPLAN_MAC_SHARED,
	      "group 2: Ethernet addresses overlap those of another group "
	      "(group 0)"),

	FAULT(limit_first, BOOTPLAN_LIMIT,
	      "group 0: limit is too large (1000000001, at most 1000000000)"),
	FAULT(limit_last, BOOTPLAN_LIMIT,
	      "group 1: limit is too large (4294967295, at most 1000000000)"),
	FAULT(supervisors, BOOTPLAN_SUPERVISOR, "group 2: a second supervisor"),
	FAULT(supervisor_count, BOOTPLAN_SUPERVISOR_COUNT,
	      "group 0: more than one instance of a supervisor (3)"),
	FAULT(disk_flags, BOOTPLAN_DISK_FLAGS,
	      "group 1: unknown disk flags, or flags without a disk (its "
	      "number 0: 0x04)"),
	FAULT(disk_none, BOOTPLAN_DISK_FLAGS,
	      "group 2: unknown disk flags, or flags without a disk (its "
	      "number 3: 0x02)"),
	FAULT(disk_swap, BOOTPLAN_DISK_SWAP,
	      "group 1: one of its disks is the one to swap to (3)"),
	FAULT(disk_instances, BOOTPLAN_DISK_INSTANCES,
	      "group 0: several instances would write one disk (2, 3 "
	      "instances)"),
	FAULT(disk_twice, BOOTPLAN_DISK_TWICE,
	      "group 1: has one disk twice (3)"),
	FAULT(disk_shared, BOOTPLAN_DISK_SHARED,
	      "group 2: a disk is also another group's, and not read-only for "
	      "both (2, group 0)"),
	FAULT(disk_shared_first, BOOTPLAN_DISK_SHARED,
	      "group 1: a disk is also another group's, and not read-only for "
	      "both (2, group 0)"),

	FAULT(policy_in_groups, BOOTPLAN_POLICY_OUTSIDE,
	      "group 1: policy is not between the groups and the plan's end "
	      "(offset 671, plan has 1096)"),
	FAULT(policy_past_end, BOOTPLAN_POLICY_OUTSIDE,
	      "group 0: policy is not between the groups and the plan's end "
	      "(offset 705, plan has 1096)"),
	FAULT(policy_wrap, BOOTPLAN_POLICY_OUTSIDE,
	      "group 0: policy is not between the groups and the plan's end "
	      "(offset 4294967295, plan has 1096)"),
	FAULT(policy_flags, POLICY_FLAGS,
	      "group 0: policy: unknown flags (0x00000004)"),
	FAULT(policy_rules, POLICY_RULE_COUNT,
	      "group 0: policy: too many rules (17, at most 16)"),
	FAULT(policy_direction, POLICY_DIRECTION,
	      "group 0: policy rule 1: neither in nor out (2)"),
	FAULT(policy_protocol, POLICY_PROTOCOL,
	      "group 0: policy rule 0: neither TCP nor UDP nor any protocol "
	      "(1)"),
	FAULT(policy_family, POLICY_FAMILY,
	      "group 0: policy rule 0: neither IPv4 nor IPv6 nor both (5)"),
	FAULT(policy_prefix, POLICY_PREFIX,
	      "group 0: policy rule 1: prefix is too long (33, at most 32)"),
	FAULT(policy_prefix_any, POLICY_PREFIX,
	      "group 0: policy rule 0: prefix is too long (1, at most 0)"),
	FAULT(policy_ports, POLICY_PORTS,
	      "group 0: policy rule 0: first port is above the last (81, 80)"),
	FAULT(policy_unused, POLICY_UNUSED,
	      "group 0: policy rule 1: past the last and not zero"),
	FAULT(policy_unused_last, POLICY_UNUSED,
	      "group 0: policy rule 15: past the last and not zero"),
};

const uint32_t plan_fault_count = sizeof plan_faults / sizeof *plan_faults;
