/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Fuzzer of the boot plan's checker: no plan may make it read past the end, and
 * none that it lets through may break a rule.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "bootplan.h"
#include "plan_rules.h"

#define MODULES 3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bootplan plan;
	struct denali_finding finding;
	uint32_t length = (uint32_t)size;
	const char *broken;

	if (bootplan_check(data, length, MODULES, &plan, &finding) !=
	    FINDING_NONE)
		return 0;
	broken = plan_broken_rule(&plan, length, MODULES);
	if (broken) {
		fprintf(stderr, "broken rule: %s\n", broken);
		abort();
	}
	return 0;
}
