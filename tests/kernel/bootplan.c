/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Tests of the boot plan's checker.
 */
#include <criterion/criterion.h>

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "bootplan.h"
#include "netconfig.h"
#include "plan_file.h"
#include "plan_rules.h"
#include "sdk/denali/finding.h"

#define FINDING_NAME(number, name, item, text, values) name,

/* Checks a copy in memory of exactly that length, so that reading past its end
 * is noticed, at an odd address. */
static enum finding check_copy(const void *file, uint32_t length, char *text,
			       const char **broken)
{
	uint8_t *memory = malloc(length + 1);
	struct bootplan plan;
	struct denali_finding finding;
	enum finding error;

	memcpy(memory + 1, file, length);
	error = bootplan_check(memory + 1, length, PLAN_FILE_MODULES, &plan,
			       &finding);
	cr_expect_eq(finding.number, error);
	finding_text(&finding, text, FINDING_TEXT_MAX);
	if (!error)
		*broken = plan_broken_rule(&plan, length, PLAN_FILE_MODULES);
	free(memory);
	return error;
}

static enum finding check_module(const void *module, uint32_t length,
				 uint32_t modules, struct bootplan *plan)
{
	struct denali_finding finding;

	return bootplan_check(module, length, modules, plan, &finding);
}

static enum finding check_file(const struct plan_file *file,
			       struct bootplan *plan)
{
	return check_module(file, sizeof *file, PLAN_FILE_MODULES, plan);
}

Test(bootplan, good)
{
	struct plan_file file;
	struct bootplan plan;
	struct denali_plan_group group;

	plan_file_make(&file);
	cr_assert_eq(check_file(&file, &plan), FINDING_NONE);
	cr_assert_eq(plan.flags, DENALI_PLAN_STATS);
	cr_assert_eq(plan.group_count, 3);
	cr_assert_eq(plan.vm_count, 5);
	bootplan_group(&plan, 0, &group);
	cr_assert_arr_eq(&group, &file.group[0], sizeof group);
	cr_assert_arr_eq(bootplan_strings(&plan, &group),
			 "hello\0a b\0\0HOME=/\0EMPTY=", 25);
	bootplan_group(&plan, 1, &group);
	cr_assert_eq(group.module, 2);
	cr_assert_not_null(bootplan_strings(&plan, &group));
	cr_assert_null(plan_broken_rule(&plan, sizeof file, 3));
}

Test(bootplan, every_fault_is_named)
{
	for (uint32_t i = 0; i < plan_fault_count; i++) {
		const struct plan_fault *fault = &plan_faults[i];
		uint32_t length = fault->length ? fault->length :
						  sizeof(struct plan_file);
		struct plan_file file;
		char text[FINDING_TEXT_MAX];
		const char *broken;
		enum finding error;

		plan_file_make(&file);
		fault->spoil(&file);
		error = check_copy(&file, length, text, &broken);
		cr_expect_str_eq(text, fault->text, "%s: %s", fault->name,
				 text);
		cr_expect_eq(error, fault->error, "%s: %d", fault->name, error);
	}
}

Test(bootplan, every_error_has_a_fault)
{
	static const enum finding all[] = { DENALI_FINDINGS_BOOTPLAN(
		FINDING_NAME) DENALI_FINDINGS_POLICY(FINDING_NAME) };

	for (uint32_t k = 0; k < sizeof all / sizeof all[0]; k++) {
		uint32_t i = 0;

		while (i < plan_fault_count && plan_faults[i].error != all[k])
			i++;
		cr_expect_lt(i, plan_fault_count, "%d", all[k]);
	}
}

Test(bootplan, error_leaves_result_alone)
{
	struct plan_file file;
	struct bootplan plan;
	struct bootplan untouched;

	memset(&plan, 0xa5, sizeof plan);
	memset(&untouched, 0xa5, sizeof untouched);
	plan_file_make(&file);
	file.group[2].flags = 0x80;
	cr_assert_eq(check_file(&file, &plan), BOOTPLAN_GROUP_FLAGS);
	cr_assert_arr_eq(&plan, &untouched, sizeof plan);
}

Test(bootplan, bounds_are_exact)
{
	struct plan_file file;
	struct bootplan plan;

	plan_file_make(&file);
	file.group[1].count = DENALI_VMS_MAX - 4;
	file.group[1].disk[0].flags = DENALI_DISK_IS_READ_ONLY;
	file.plan.vm_limit = DENALI_VMS_MAX;
	cr_assert_eq(check_file(&file, &plan), FINDING_NONE);
	cr_assert_eq(plan.vm_count, DENALI_VMS_MAX);

	plan_file_make(&file);
	file.group[2].network.mac[5] = 0x02; /* next after the first group's */
	cr_assert_eq(check_file(&file, &plan), FINDING_NONE);

	plan_file_make(&file);
	file.group[0].network.mtu = 68;
	file.group[0].memory_size = DENALI_MEMORY_MAX;
	file.group[2].memory_size = DENALI_MEMORY_MIN;
	file.group[0].network.ipv4 = htonl(0xfffffffd);
	cr_assert_eq(check_file(&file, &plan), FINDING_NONE);
	file.group[0].network.ipv4 = htonl(0xfffffffe);
	cr_assert_eq(check_file(&file, &plan), BOOTPLAN_IPV4_RANGE);
}

Test(bootplan, settings)
{
	struct plan_file file;
	struct bootplan plan;

	plan_file_make(&file);
	cr_assert_eq(check_file(&file, &plan), FINDING_NONE);
	cr_assert_eq(plan.quantum, DENALI_QUANTUM_DEFAULT);
	cr_assert_eq(plan.swap_block, DENALI_SWAP_BLOCK_MAX);
	cr_assert_eq(plan.tick, 0);
	cr_assert_eq(plan.vm_limit, 5);
	cr_assert_eq(plan.swap_disk, 0);

	file.plan.flags = DENALI_PLAN_IMMEDIATE | DENALI_PLAN_SCATTERED;
	file.plan.quantum = DENALI_QUANTUM_MIN;
	file.plan.tick = DENALI_TICK_MIN;
	file.plan.swap_block = 1;
	file.plan.vm_limit = 6;
	file.plan.swap_disk = 255;
	file.group[0].flags = DENALI_GROUP_MMU | DENALI_GROUP_PAUSED;
	file.group[1].flags = DENALI_GROUP_SUPERVISOR;
	file.group[2].flags = DENALI_GROUP_CAPTURE;
	file.group[0].limits.rx_bytes = DENALI_LIMIT_MAX;
	file.group[0].weight = file.group[0].cap = 1;
	file.group[0].frame_limit = file.group[0].swap_rate = 1;
	file.group[1].weight = DENALI_WEIGHT_MAX;
	file.group[1].cap = DENALI_CAP_MAX;
	file.group[1].frame_limit = DENALI_MEMORY_MAX / DENALI_PAGE_SIZE;
	file.group[1].swap_rate = DENALI_SWAP_RATE_MAX;
	cr_assert_eq(check_file(&file, &plan), FINDING_NONE);
	cr_assert_eq(plan.quantum, DENALI_QUANTUM_MIN);
	cr_assert_eq(plan.tick, DENALI_TICK_MIN);
	cr_assert_eq(plan.swap_block, 1);
	cr_assert_eq(plan.vm_limit, 6);
	cr_assert_eq(plan.swap_disk, 255);

	file.plan.quantum = DENALI_QUANTUM_MAX;
	file.plan.tick = DENALI_TICK_MAX;
	file.plan.swap_block = DENALI_SWAP_BLOCK_MAX;
	cr_assert_eq(check_file(&file, &plan), FINDING_NONE);
}

Test(bootplan, addresses_without_a_nic_may_repeat)
{
	struct plan_file file;
	struct bootplan plan;

	plan_file_make(&file);
	file.group[2].network = file.group[0].network;
	file.group[2].network.flags = 0;
	cr_assert_eq(check_file(&file, &plan), FINDING_NONE);
}

Test(bootplan, plan_may_be_shorter_than_its_module)
{
	struct {
		struct plan_file file;
		uint8_t padding[100];
	} module;
	struct bootplan plan;

	plan_file_make(&module.file);
	memset(module.padding, 0xff, sizeof module.padding);
	cr_assert_eq(check_module(&module, sizeof module, PLAN_FILE_MODULES,
				  &plan),
		     FINDING_NONE);
	module.file.group[1].strings_offset++;
	cr_assert_eq(check_module(&module, sizeof module, PLAN_FILE_MODULES,
				  &plan),
		     BOOTPLAN_STRINGS_OUTSIDE);
}

Test(bootplan, instances_get_addresses_of_their_own)
{
	static const uint8_t mac[] = { 0x52, 0x54, 0, 0, 1, 1 };
	static const uint8_t ipv6[16] = { 0xfd, [13] = 1, [14] = 0, [15] = 1 };
	struct plan_file file;
	struct denali_network network;

	plan_file_make(&file);
	network_instance(&file.group[0].network, 0, &network);
	cr_assert_arr_eq(&network, &file.group[0].network, sizeof network);
	network_instance(&file.group[0].network, 2, &network);
	cr_assert_arr_eq(network.mac, mac, sizeof mac);
	cr_assert_eq(network.ipv4, htonl(0x0a000300));
	cr_assert_arr_eq(network.ipv6, ipv6, sizeof ipv6);
	cr_assert_eq(network.mtu, 1500);
	cr_assert_eq(network.ipv4_prefix, 24);
}

Test(bootplan, no_address_stays_none)
{
	struct plan_file file;
	struct denali_network network;

	plan_file_make(&file);
	memset(file.group[0].network.mac, 0, 6);
	memset(file.group[0].network.ipv6, 0, 16);
	file.group[0].network.ipv4 = 0;
	network_instance(&file.group[0].network, 2, &network);
	cr_assert_arr_eq(&network, &file.group[0].network, sizeof network);
}

Test(bootplan, no_truncated_plan_passes)
{
	struct plan_file file;
	char text[FINDING_TEXT_MAX];
	const char *broken;

	plan_file_make(&file);
	for (uint32_t length = 0; length < sizeof file; length++)
		cr_assert_neq(check_copy(&file, length, text, &broken),
			      FINDING_NONE, "%u bytes", length);
}

/* Every byte, set to each of some telling values. */
Test(bootplan, what_passes_keeps_the_rules)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x02, 0x3d, 0x20, 0x7f,
					  0x80, 0xbf, 0xc0, 0xf0, 0xff };
	struct plan_file good;
	uint32_t passed = 0;

	plan_file_make(&good);
	for (uint32_t i = 0; i < sizeof good; i++) {
		for (uint32_t v = 0; v < sizeof values; v++) {
			struct plan_file file = good;
			char text[FINDING_TEXT_MAX];
			const char *broken;

			((uint8_t *)&file)[i] = values[v];
			if (check_copy(&file, sizeof file, text, &broken))
				continue;
			passed++;
			cr_assert_null(broken, "byte %u = 0x%02x: %s", i,
				       values[v], broken);
		}
	}
	cr_assert_gt(passed, 0);
}

Test(bootplan, largest_plan)
{
	uint32_t length = sizeof(struct denali_plan) +
			  DENALI_PLAN_GROUPS * sizeof(struct denali_plan_group);
	uint8_t *module = calloc(1, length);
	struct denali_plan *header = (void *)module;
	struct denali_plan_group *groups = (void *)(header + 1);
	struct plan_file file;
	struct bootplan plan;

	plan_file_make(&file);
	*header = file.plan;
	header->length = length;
	header->group_count = DENALI_PLAN_GROUPS;
	for (uint32_t i = 0; i < DENALI_PLAN_GROUPS; i++) {
		groups[i] = file.group[2];
		groups[i].argc = 0;
		groups[i].strings_offset = length;
		groups[i].strings_length = 0;
		groups[i].network.mac[4] = (uint8_t)i;
		groups[i].count = 256;
	}
	cr_assert_eq(check_module(module, length, 2, &plan), FINDING_NONE);
	cr_assert_eq(plan.vm_count, DENALI_VMS_MAX);
	groups[255].count = 257;
	cr_assert_eq(check_module(module, length, 2, &plan), BOOTPLAN_VM_COUNT);
	free(module);
}
