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
SPOIL(groups_outside, f->plan.group_count = 4);
SPOIL(groups_cut, f->plan.length = 48 + 3 * 208 - 1);

SPOIL(quantum_short, f->plan.quantum = 9);
SPOIL(quantum_long, f->plan.quantum = 1000001);
SPOIL(tick_short, f->plan.tick = 99);
SPOIL(tick_long, f->plan.tick = 0xffffffff);
SPOIL(swap_block, f->plan.swap_block = 65);

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
SPOIL(strings_past_end, f->group[0].strings_length = 33);
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
	      "boot plan is not as long as it says (47, module has 704)"),
	FAULT(length_long, BOOTPLAN_LENGTH,
	      "boot plan is not as long as it says (705, module has 704)"),
	{ "plan_cut", BOOTPLAN_LENGTH,
	  "boot plan is not as long as it says (704, module has 703)", nothing,
	  703 },
	FAULT(flags, BOOTPLAN_FLAGS, "unknown flags (0x00000081)"),
	FAULT(groups_none, BOOTPLAN_GROUP_COUNT,
	      "no groups, or too many (0, at most 256)"),
	FAULT(groups_many, BOOTPLAN_GROUP_COUNT,
	      "no groups, or too many (257, at most 256)"),
	FAULT(groups_outside, BOOTPLAN_GROUPS_OUTSIDE,
	      "groups are not inside the plan (4 groups, plan has 704 "
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
	      "(offset 671, plan has 704)"),
	FAULT(strings_past_end, BOOTPLAN_STRINGS_OUTSIDE,
	      "group 0: strings are not between the groups and the plan's end "
	      "(offset 672, plan has 704)"),
	FAULT(strings_offset, BOOTPLAN_STRINGS_OUTSIDE,
	      "group 0: strings are not between the groups and the plan's end "
	      "(offset 705, plan has 704)"),
	FAULT(strings_wrap, BOOTPLAN_STRINGS_OUTSIDE,
	      "group 0: strings are not between the groups and the plan's end "
	      "(offset 4294967280, plan has 704)"),
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
};

const uint32_t plan_fault_count = sizeof plan_faults / sizeof *plan_faults;
