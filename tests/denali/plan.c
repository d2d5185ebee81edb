/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The boot plan that `denali run` writes.
 */
#include "plan.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <string.h>

#include "error.h"

Test(plan, one_group)
{
	char *arguments[] = { (char[]){ "a" }, (char[]){ "" } };
	const char *environment[] = { "K=v" };
	struct run_options options = { .image = "some/where/hello",
				       .count = 7 };
	struct image image = { .name = "hello" };
	struct denali_network network = { .mtu = 1400 };
	struct buffer bytes = { 0 };
	struct denali_plan plan;
	struct denali_plan_group group;

	options.arguments = arguments;
	options.argument_count = 2;
	options.environment = environment;
	options.environment_count = 1;
	options.stats = true;
	options.memory = 0x100000;
	cr_assert(plan_write(&options, &image, &network, &bytes) == 0);
	cr_assert(bytes.length == sizeof plan + sizeof group + 13);
	memcpy(&plan, bytes.data, sizeof plan);
	cr_expect(plan.magic == DENALI_PLAN_MAGIC &&
		  plan.version == DENALI_PLAN_VERSION &&
		  plan.length == bytes.length && plan.group_count == 1 &&
		  plan.flags == DENALI_PLAN_STATS);
	memcpy(&group, bytes.data + sizeof plan, sizeof group);
	cr_expect(group.module == 1 && group.count == 7 && group.argc == 3 &&
		  group.envc == 1 && group.memory_size == 0x100000 &&
		  group.flags == DENALI_GROUP_INPUT &&
		  group.network.mtu == 1400);
	cr_expect_str_eq(group.name, "hello");
	cr_expect(group.strings_length == 13 &&
		  memcmp(bytes.data + group.strings_offset, "hello\0a\0\0K=v\0",
			 13) == 0);
	buffer_free(&bytes);
}

Test(plan, too_many_arguments, .init = cr_redirect_stderr)
{
	char word[DENALI_STRINGS_MAX - 5];
	char *arguments[] = { word };
	struct run_options options = { .image = "some/where/hello",
				       .count = 1 };
	struct image image = { .name = "hello" };
	struct denali_network network = { 0 };
	struct buffer bytes = { 0 };

	memset(word, 'x', sizeof word);
	word[sizeof word - 2] = '\0';
	options.arguments = arguments;
	options.argument_count = 1;
	cr_expect(plan_write(&options, &image, &network, &bytes) == 0);
	buffer_free(&bytes);
	word[sizeof word - 2] = 'x';
	word[sizeof word - 1] = '\0';
	cr_expect(plan_write(&options, &image, &network, &bytes) ==
		  STATUS_ERROR);
	cr_expect_str_eq(error_last(),
			 "the arguments and environment take 3585 bytes, and a "
			 "VM has room for 3584; give it fewer or shorter ones");
	buffer_free(&bytes);
}

/* A plan of so many instances, read back. */
static uint32_t groups_of(const struct run_options *options,
			  const struct denali_network *network,
			  struct denali_plan *plan,
			  struct denali_plan_group *groups)
{
	struct image image = { .name = "hello" };
	struct buffer bytes = { 0 };

	cr_assert(plan_write(options, &image, network, &bytes) == 0);
	memcpy(plan, bytes.data, sizeof *plan);
	cr_assert(bytes.length ==
		  sizeof *plan + plan->group_count * sizeof *groups + 6);
	memcpy(groups, bytes.data + sizeof *plan,
	       plan->group_count * sizeof *groups);
	for (uint32_t i = 0; i < plan->group_count; i++)
		cr_expect(groups[i].strings_length == 6 &&
			  strcmp((char *)bytes.data + groups[i].strings_offset,
				 "hello") == 0);
	buffer_free(&bytes);
	return plan->group_count;
}

/* Instances in a row with one share are a group; each has the address that
 * comes so many after the first's as its number says. */
Test(plan, shares_in_turn)
{
	struct run_options options = {
		.image = "hello",
		.count = 8,
		.weights = { .count = 3, .values = { 100, 100, 400 } },
		.caps = { .count = 1, .values = { 125 } },
	};
	struct denali_network network = {
		.flags = DENALI_NET_PRESENT,
		.mac = { 2, 0, 0, 0, 0, 0xfe },
		.ipv4 = htonl(0x0a0000fe),
		.ipv6 = { 0xfd, [15] = 0xfe },
	};
	static const struct {
		uint32_t count, weight, first;
	} expected[] = { { 2, 100, 0 },
			 { 1, 400, 2 },
			 { 2, 100, 3 },
			 { 1, 400, 5 },
			 { 2, 100, 6 } };
	struct denali_plan_group groups[8];
	struct denali_plan plan;

	cr_assert(groups_of(&options, &network, &plan, groups) == 5);
	for (uint32_t i = 0; i < 5; i++) {
		uint32_t last = 0xfe + expected[i].first;

		cr_expect(groups[i].count == expected[i].count &&
			  groups[i].weight == expected[i].weight &&
			  groups[i].cap == 125);
		cr_expect(groups[i].flags == (i == 0 ? DENALI_GROUP_INPUT : 0));
		cr_expect(ntohl(groups[i].network.ipv4) == 0x0a000000 + last);
		cr_expect(groups[i].network.mac[5] == (uint8_t)last &&
			  groups[i].network.mac[4] == last >> 8);
		cr_expect(groups[i].network.ipv6[15] == (uint8_t)last &&
			  groups[i].network.ipv6[14] == last >> 8);
	}
}

/* Addresses that there are not stay so. */
Test(plan, shares_without_a_network)
{
	struct run_options options = {
		.image = "hello",
		.count = 2,
		.caps = { .count = 2, .values = { 1, 1000 } },
	};
	struct denali_network network = { 0 };
	struct denali_plan_group groups[2];
	struct denali_plan plan;

	cr_assert(groups_of(&options, &network, &plan, groups) == 2);
	cr_expect(groups[0].cap == 1 && groups[1].cap == 1000);
	cr_expect(groups[1].weight == 0);
	cr_expect(memcmp(&groups[1].network, &network, sizeof network) == 0);
}

Test(plan, settings)
{
	struct run_options options = {
		.image = "hello",
		.count = 3,
		.mmu = true,
		.frame_limit = 77,
		.swap_rate = 55,
		.boot_flags = DENALI_PLAN_IMMEDIATE,
		.quantum = 20,
		.tick = 200,
		.swap_block = 2,
		.disks = { { .read_only = false }, { .read_only = true } },
		.disk_count = 2,
		.swap = "1M",
	};
	struct denali_network network = { 0 };
	struct denali_plan_group group;
	struct denali_plan plan;

	cr_assert(groups_of(&options, &network, &plan, &group) == 1);
	cr_expect(plan.flags == DENALI_PLAN_IMMEDIATE && plan.quantum == 20 &&
		  plan.tick == 200 && plan.swap_block == 2);
	/* Disks are numbered from 1, that to swap to after those of VMs. */
	cr_expect(group.disk[0].number == 1 && group.disk[0].flags == 0);
	cr_expect(group.disk[1].number == 2 &&
		  group.disk[1].flags == DENALI_DISK_IS_READ_ONLY);
	cr_expect(group.disk[2].number == 0);
	cr_expect(plan.swap_disk == 3);
	cr_expect(group.flags == (DENALI_GROUP_INPUT | DENALI_GROUP_MMU) &&
		  group.frame_limit == 77 && group.swap_rate == 55);
}
