/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Plans of single VMs.  The VMs of a group of the boot plan share the group,
 * which is in the boot loader's module.  A VM that a supervisor has made, or
 * has changed, has a plan of its own, in memory of the kernel's that can be
 * written to.
 */
#ifndef OWNPLAN_H
#define OWNPLAN_H

#include <stdbool.h>
#include <stdint.h>

#include <denali/supervisor.h>

#include "bootplan.h"

struct vm;

_Static_assert(DENALI_VM_PLAN_MAX + sizeof(struct bootplan) <= DENALI_PAGE_SIZE,
	       "a plan fits into a page");

/* A copy of a checked plan; null if memory is short. */
struct bootplan *ownplan_copy(const struct bootplan *checked, uint32_t length);

/* Give the VM its own if it has none; false if memory is short. */
bool ownplan_give(struct vm *vm);

/* Has it one?  Its one group then. */
bool ownplan_has(const struct vm *vm);
struct denali_plan_group *ownplan_group(const struct vm *vm);

uint32_t ownplan_length(const struct vm *vm);

/* Free one that ownplan_copy has made; of any other plan, or none, nothing
 * changes. */
void ownplan_free(const struct bootplan *plan);

/* Bytes of the kernel's that it takes. */
uint32_t ownplan_bytes(const struct vm *vm);

#endif
