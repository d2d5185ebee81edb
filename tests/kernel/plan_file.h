/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A small good boot plan as a C struct, and one way of spoiling it for each
 * rule of <denali/plan.h>.  For the tests of the checker and the fuzzer's
 * seeds.
 */
#ifndef TESTS_PLAN_FILE_H
#define TESTS_PLAN_FILE_H

#include <stdint.h>

#include <denali/plan.h>

#include "bootplan.h"

#define PLAN_FILE_MODULES 3 /* the plan and two images */

struct plan_file {
	struct denali_plan plan;
	/* [0]: three instances with a NIC; [1]: one without; [2]: one with. */
	struct denali_plan_group group[3];
	char strings[32];
	struct denali_policy policy; /* group [0]'s: two rules */
};
_Static_assert(sizeof(struct plan_file) == 48 + 3 * 208 + 32 + 392,
	       "no padding");

/* Fill in a good plan. */
void plan_file_make(struct plan_file *file);

struct plan_fault {
	const char *name;
	enum finding error;
	const char *text; /* what it must be as text */
	void (*spoil)(struct plan_file *file);
	uint32_t length; /* 0: the whole plan */
};

extern const struct plan_fault plan_faults[];
extern const uint32_t plan_fault_count;

#endif
