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

#include <stdbool.h>
#include <stdint.h>

#include <denali/plan.h>

#include "finding.h"

struct bootplan {
	const uint8_t *bytes;
	uint32_t flags;       /* DENALI_PLAN_* */
	uint32_t group_count; /* 1 to DENALI_PLAN_GROUPS */
	uint32_t vm_count;    /* over all groups, 1 to DENALI_VMS_MAX */
	uint32_t quantum;     /* us; the plan's, or the default */
	uint32_t swap_block;  /* pages; the same */
	uint32_t tick;        /* us; 0: none */
	uint32_t vm_limit;    /* VMs at once, vm_count to DENALI_VMS_MAX */
	uint32_t swap_disk;   /* from 1; 0: none */
};

/* Check the length bytes at plan, of a host with module_count modules, the plan
 * itself among them.  Returns FINDING_NONE and fills *bootplan, or says what is
 * wrong first and leaves it alone.  plan need not be aligned. */
enum finding bootplan_check(const void *plan, uint32_t length,
			    uint32_t module_count, struct bootplan *bootplan,
			    struct denali_finding *finding);

/* Copy group number index, below group_count, of a checked plan. */
void bootplan_group(const struct bootplan *bootplan, uint32_t index,
		    struct denali_plan_group *group);

/* Its name, in the plan. */
const char *bootplan_name(const struct bootplan *bootplan, uint32_t index);

/* The group's strings: argc arguments, then envc of the environment, each with
 * its NUL, strings_length bytes in all; not null even if there are none. */
const char *bootplan_strings(const struct bootplan *bootplan,
			     const struct denali_plan_group *group);

/* Copy the group's policy; false, and one that lets all pass, if there is
 * none. */
bool bootplan_policy(const struct bootplan *bootplan,
		     const struct denali_plan_group *group,
		     struct denali_policy *policy);

#endif
