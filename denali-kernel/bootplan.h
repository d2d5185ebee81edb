/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The boot plan: from the bytes of an untrusted module to groups of VMs.
 *
 * The format and its rules are the contract's, <denali/plan.h>.  Everything is
 * checked before the first VM is made.
 *
 * A plan is not copied as a whole: a struct bootplan points into the module,
 * whose bytes must neither change nor go away while it is used.  That holds in
 * the kernel, since modules are memory that no guest is ever given.
 */
#ifndef KERNEL_BOOTPLAN_H
#define KERNEL_BOOTPLAN_H

#include <stdint.h>

#include <denali/plan.h>

struct bootplan {
	const uint8_t *bytes;
	uint32_t flags;       /* DENALI_PLAN_* */
	uint32_t group_count; /* 1 to DENALI_PLAN_GROUPS */
	uint32_t vm_count;    /* over all groups, 1 to DENALI_VMS_MAX */
	uint32_t quantum;     /* us; the plan's, or the default */
	uint32_t swap_block;  /* pages; the same */
	uint32_t tick;        /* us; 0: none */
	uint32_t swap_disk;   /* from 1; 0: none */
};

enum bootplan_error {
	BOOTPLAN_OK,
	/* The plan. */
	BOOTPLAN_TOO_SHORT,
	BOOTPLAN_MAGIC,
	BOOTPLAN_VERSION,
	BOOTPLAN_LENGTH,
	BOOTPLAN_FLAGS,
	BOOTPLAN_GROUP_COUNT,
	BOOTPLAN_GROUPS_OUTSIDE,
	BOOTPLAN_QUANTUM,
	BOOTPLAN_TICK,
	BOOTPLAN_SWAP_BLOCK,
	/* A group. */
	BOOTPLAN_NO_SUCH_MODULE,
	BOOTPLAN_NO_INSTANCE,
	BOOTPLAN_VM_COUNT,
	BOOTPLAN_MEMORY_ALIGNMENT,
	BOOTPLAN_MEMORY_SMALL,
	BOOTPLAN_MEMORY_LARGE,
	BOOTPLAN_GROUP_FLAGS,
	BOOTPLAN_NAME_UNTERMINATED,
	BOOTPLAN_NAME_CONTROL,
	BOOTPLAN_WEIGHT,
	BOOTPLAN_CAP,
	BOOTPLAN_FRAME_LIMIT,
	BOOTPLAN_SWAP_RATE,
	/* Its strings. */
	BOOTPLAN_STRINGS_LENGTH,
	BOOTPLAN_STRINGS_OUTSIDE,
	BOOTPLAN_STRINGS_UNTERMINATED,
	BOOTPLAN_STRINGS_COUNT,
	BOOTPLAN_ENVIRONMENT,
	/* Its network. */
	BOOTPLAN_NETWORK_FLAGS,
	BOOTPLAN_NETWORK_RESERVED,
	BOOTPLAN_MTU,
	BOOTPLAN_IPV4_PREFIX,
	BOOTPLAN_IPV6_PREFIX,
	BOOTPLAN_MAC,
	BOOTPLAN_MAC_RANGE,
	BOOTPLAN_IPV4_RANGE,
	BOOTPLAN_IPV6_RANGE,
	BOOTPLAN_MAC_SHARED,
	BOOTPLAN_ERRORS
};

/* Check the length bytes at plan, of a host with module_count modules, the plan
 * itself among them.  Returns BOOTPLAN_OK and fills *bootplan, or says what is
 * wrong first and leaves it alone.  plan need not be aligned. */
enum bootplan_error bootplan_check(const void *plan, uint32_t length,
				   uint32_t module_count,
				   struct bootplan *bootplan);

/* What is wrong, without a number.  Never null; constant. */
const char *bootplan_error_text(enum bootplan_error error);

/* What bootplan_check finds wrong, with the group and the numbers that matter:
 * "group 3: memory size is not a multiple of 4096 (12345)".  Checks the plan
 * again.  Writes at most size bytes, NUL included; FINDING_TEXT_MAX is always
 * enough. */
void bootplan_explain(const void *plan, uint32_t length, uint32_t module_count,
		      char *text, uint32_t size);

/* Copy group number index, below group_count, of a checked plan. */
void bootplan_group(const struct bootplan *bootplan, uint32_t index,
		    struct denali_plan_group *group);

/* Its name, in the plan. */
const char *bootplan_name(const struct bootplan *bootplan, uint32_t index);

/* The group's strings: argc arguments, then envc of the environment, each with
 * its NUL, strings_length bytes in all; not null even if there are none. */
const char *bootplan_strings(const struct bootplan *bootplan,
			     const struct denali_plan_group *group);

/* The network configuration of the group's instance number instance, below the
 * group's count: the group's own with the instance added to its addresses. */
void bootplan_network(const struct denali_plan_group *group, uint32_t instance,
		      struct denali_network *network);

#endif
