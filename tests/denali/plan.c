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

#define PARTS_MAX 3

/* Options of some parts; what the images are called is hello, hello1... */
struct run {
	struct run_options options;
	struct part_options part[PARTS_MAX];
	struct parts parts;
	struct part image[PARTS_MAX];
	struct denali_network network;
	struct buffer bytes;
};

static void begin(struct run *run, uint32_t count)
{
	static const char *const names[] = { "hello", "hello1", "hello2" };
	uint32_t next = 0;

	run->options.parts = run->part;
	run->options.part_count = run->parts.count = count;
	run->parts.all = run->image;
	for (uint32_t i = 0; i < count; i++) {
		run->part[i].first = next;
		next += run->part[i].count;
		if (run->part[i].image == NULL)
			run->part[i].image = names[i];
		run->image[i].options = &run->part[i];
		run->image[i].module = i + 1;
		strcpy(run->image[i].image.name, names[i]);
	}
	run->options.count = next;
}

static int write_plan(struct run *run)
{
	return plan_write(&run->options, &run->parts, &run->network,
			  &run->bytes);
}

Test(plan, one_group)
{
	char *arguments[] = { (char[]){ "a" }, (char[]){ "" } };
	const char *environment[] = { "K=v" };
	struct run run = { .part[0] = { .image = "some/where/hello",
					.count = 7 } };
	struct denali_plan plan;
	struct denali_plan_group group;

	run.network.mtu = 1400;
	run.part[0].arguments = arguments;
	run.part[0].argument_count = 2;
	run.part[0].environment = environment;
	run.part[0].environment_count = 1;
	run.part[0].memory = 0x100000;
	run.options.stats = true;
	begin(&run, 1);
	cr_assert(write_plan(&run) == 0);
	cr_assert(run.bytes.length == sizeof plan + sizeof group + 13);
	memcpy(&plan, run.bytes.data, sizeof plan);
	cr_expect(plan.magic == DENALI_PLAN_MAGIC &&
		  plan.version == DENALI_PLAN_VERSION &&
		  plan.length == run.bytes.length && plan.group_count == 1 &&
		  plan.flags == DENALI_PLAN_STATS);
	memcpy(&group, run.bytes.data + sizeof plan, sizeof group);
	cr_expect(group.module == 1 && group.count == 7 && group.argc == 3 &&
		  group.envc == 1 && group.memory_size == 0x100000 &&
		  group.flags == DENALI_GROUP_INPUT &&
		  group.network.mtu == 1400);
	cr_expect_str_eq(group.name, "hello");
	cr_expect(group.strings_length == 13 &&
		  memcmp(run.bytes.data + group.strings_offset,
			 "hello\0a\0\0K=v\0", 13) == 0);
	buffer_free(&run.bytes);
}

Test(plan, too_many_arguments, .init = cr_redirect_stderr)
{
	char word[DENALI_STRINGS_MAX - 5];
	char *arguments[] = { word };
	struct run run = { .part[0] = { .count = 1 } };

	memset(word, 'x', sizeof word);
	word[sizeof word - 2] = '\0';
	run.part[0].arguments = arguments;
	run.part[0].argument_count = 1;
	begin(&run, 1);
	cr_expect(write_plan(&run) == 0);
	buffer_free(&run.bytes);
	word[sizeof word - 2] = 'x';
	word[sizeof word - 1] = '\0';
	cr_expect(write_plan(&run) == STATUS_ERROR);
	cr_expect_str_eq(error_last(),
			 "the arguments and environment take 3585 bytes, and a "
			 "VM has room for 3584; give it fewer or shorter ones");
	buffer_free(&run.bytes);
}

/* The plan of one part, read back. */
static uint32_t groups_of(struct run *run, struct denali_plan *plan,
			  struct denali_plan_group *groups)
{
	struct buffer *bytes = &run->bytes;

	begin(run, 1);
	cr_assert(write_plan(run) == 0);
	memcpy(plan, bytes->data, sizeof *plan);
	cr_assert(bytes->length ==
		  sizeof *plan + plan->group_count * sizeof *groups + 6);
	memcpy(groups, bytes->data + sizeof *plan,
	       plan->group_count * sizeof *groups);
	for (uint32_t i = 0; i < plan->group_count; i++)
		cr_expect(groups[i].strings_length == 6 &&
			  strcmp((char *)bytes->data + groups[i].strings_offset,
				 "hello") == 0);
	buffer_free(bytes);
	return plan->group_count;
}

/* Instances in a row with one share are a group; each has the address that
 * comes so many after the first's as its number says. */
Test(plan, shares_in_turn)
{
	struct run run = { .part[0] = {
				   .count = 8,
				   .weights = { .count = 3,
						.values = { 100, 100, 400 } },
				   .caps = { .count = 1, .values = { 125 } },
			   } };
	static const struct {
		uint32_t count, weight, first;
	} expected[] = { { 2, 100, 0 },
			 { 1, 400, 2 },
			 { 2, 100, 3 },
			 { 1, 400, 5 },
			 { 2, 100, 6 } };
	struct denali_plan_group groups[8];
	struct denali_plan plan;

	run.network = (struct denali_network){
		.flags = DENALI_NET_PRESENT,
		.mac = { 2, 0, 0, 0, 0, 0xfe },
		.ipv4 = htonl(0x0a0000fe),
		.ipv6 = { 0xfd, [15] = 0xfe },
	};
	cr_assert(groups_of(&run, &plan, groups) == 5);
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
	struct run run = { .part[0] = {
				   .count = 2,
				   .caps = { .count = 2,
					     .values = { 1, 1000 } },
			   } };
	struct denali_plan_group groups[2];
	struct denali_plan plan;

	cr_assert(groups_of(&run, &plan, groups) == 2);
	cr_expect(groups[0].cap == 1 && groups[1].cap == 1000);
	cr_expect(groups[1].weight == 0);
	cr_expect(memcmp(&groups[1].network, &run.network,
			 sizeof run.network) == 0);
}

Test(plan, settings)
{
	struct run run = { .part[0] = {
				   .count = 3,
				   .mmu = true,
				   .frame_limit = 77,
				   .swap_rate = 55,
				   .disks = { { .read_only = false },
					      { .read_only = true } },
				   .disk_count = 2,
			   } };
	struct denali_plan_group group;
	struct denali_plan plan;

	run.options.boot_flags = DENALI_PLAN_IMMEDIATE;
	run.options.quantum = 20;
	run.options.tick = 200;
	run.options.swap_block = 2;
	run.options.swap = "1M";
	cr_assert(groups_of(&run, &plan, &group) == 1);
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

static void expect_group(const struct run *run, uint32_t number,
			 const struct denali_plan_group *expected,
			 const char *program)
{
	struct denali_plan_group group;

	memcpy(&group,
	       run->bytes.data + sizeof(struct denali_plan) +
		       number * sizeof group,
	       sizeof group);
	cr_expect(group.module == expected->module &&
			  group.count == expected->count &&
			  group.memory_size == expected->memory_size &&
			  group.flags == expected->flags,
		  "group %u", number);
	cr_expect_eq(group.network.ipv4, expected->network.ipv4);
	cr_expect_eq(group.disk[0].number, expected->disk[0].number);
	cr_expect_str_eq(group.name, program);
	cr_assert(group.strings_offset + group.strings_length <=
		  run->bytes.length);
	cr_expect_str_eq((char *)run->bytes.data + group.strings_offset,
			 program);
	cr_expect_eq(group.policy_offset != 0, number == 2);
}

/* Parts have settings of their own; instances, addresses and disks are
 * numbered on. */
Test(plan, parts)
{
	struct run run = { .part = {
				   { .count = 1,
				     .memory = 0x100000,
				     .disk_count = 1 },
				   { .count = 4,
				     .disk_count = 1,
				     .weights = { .count = 2,
						  .values = { 5, 5 } } },
				   { .count = 1,
				     .memory = 0x200000,
				     .mmu = true,
				     .policy.flags = DENALI_POLICY_IN },
			   } };
	struct denali_plan plan;

	run.network = (struct denali_network){ .flags = DENALI_NET_PRESENT,
					       .ipv4 = htonl(0x0a00000f) };
	run.options.swap = "1M";
	begin(&run, 3);
	cr_assert(write_plan(&run) == 0);
	memcpy(&plan, run.bytes.data, sizeof plan);
	cr_assert(plan.group_count == 3 && plan.length == run.bytes.length);
	cr_expect(plan.swap_disk == 3);
	expect_group(
		&run, 0,
		&(struct denali_plan_group){ .module = 1,
					     .count = 1,
					     .memory_size = 0x100000,
					     .flags = DENALI_GROUP_INPUT,
					     .network.ipv4 = htonl(0x0a00000f),
					     .disk[0].number = 1 },
		"hello");
	expect_group(
		&run, 1,
		&(struct denali_plan_group){ .module = 2,
					     .count = 4,
					     .network.ipv4 = htonl(0x0a000010),
					     .disk[0].number = 2 },
		"hello1");
	expect_group(&run, 2,
		     &(struct denali_plan_group){
			     .module = 3,
			     .count = 1,
			     .memory_size = 0x200000,
			     .flags = DENALI_GROUP_MMU,
			     .network.ipv4 = htonl(0x0a000014) },
		     "hello2");
	buffer_free(&run.bytes);
}

static void expect_environment(const struct run *run, uint32_t number,
			       const char *text)
{
	struct denali_plan_group group;
	const char *strings;

	memcpy(&group,
	       run->bytes.data + sizeof(struct denali_plan) +
		       number * sizeof group,
	       sizeof group);
	strings = (const char *)run->bytes.data + group.strings_offset;
	cr_assert(group.envc == 1 && group.argc == 1);
	cr_expect_str_eq(strings + strlen(strings) + 1, text);
	cr_expect_eq(group.strings_length,
		     strlen(strings) + 1 + strlen(text) + 1);
}

/* VMs of several images know each other, unless one is told something else, or
 * addresses are not known. */
Test(plan, hosts)
{
	const char *own[] = { "DENALI_HOSTS=a=1.2.3.4" };
	struct run run = {
		.part = { { .count = 1 }, { .count = 300 }, { .count = 1 } }
	};

	run.network.ipv4 = htonl(0x0a00000f);
	begin(&run, 3);
	strcpy(run.image[2].image.name, "no name");
	run.part[2].environment = own;
	run.part[2].environment_count = 1;
	cr_assert(write_plan(&run) == 0);
	for (uint32_t i = 0; i < 2; i++)
		expect_environment(&run, i,
				   "DENALI_HOSTS=hello=10.0.0.15 "
				   "hello1=10.0.0.16-10.0.1.59");
	expect_environment(&run, 2, own[0]);
	buffer_free(&run.bytes);
	run.network.ipv4 = 0;
	cr_assert(write_plan(&run) == 0);
	expect_environment(&run, 2, own[0]);
	cr_expect_null(memmem(run.bytes.data, run.bytes.length, "hello1=", 7));
	buffer_free(&run.bytes);
}

/* The bound on strings is each part's own. */
Test(plan, strings_of_parts)
{
	char word[DENALI_STRINGS_MAX - 8];
	char *arguments[] = { word };
	struct run run = { .part = { { .count = 1 }, { .count = 1 } } };

	memset(word, 'x', sizeof word);
	word[sizeof word - 1] = '\0';
	run.part[0].arguments = run.part[1].arguments = arguments;
	run.part[0].argument_count = run.part[1].argument_count = 1;
	begin(&run, 2);
	cr_expect(write_plan(&run) == 0);
	buffer_free(&run.bytes);
}
