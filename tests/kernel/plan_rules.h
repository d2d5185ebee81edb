/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What must hold of every boot plan that the checker lets through; stated anew,
 * and not as the checker states it.
 */
#ifndef TESTS_PLAN_RULES_H
#define TESTS_PLAN_RULES_H

#include "bootplan.h"

/* A null pointer, or the rule that the plan breaks.  length is that of the
 * bytes it was checked from. */
const char *plan_broken_rule(const struct bootplan *plan, uint32_t length,
			     uint32_t module_count);

#endif
