/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the checkers of untrusted input find wrong, by the contract's numbers.
 * The texts are for others to make: the kernel has none of them.
 *
 * A checker returns the first finding it makes, FINDING_NONE if there is none,
 * and fills in the struct as far as the finding uses it.
 */
#ifndef KERNEL_FINDING_H
#define KERNEL_FINDING_H

#include <denali/findings.h>

#define FINDING_NUMBER(number, name, item, text, values) name = (number),
enum finding { FINDING_NONE, DENALI_FINDINGS(FINDING_NUMBER) };
#undef FINDING_NUMBER

/* What a checker returns where the numbers matter. */
static inline enum finding finding_fail(struct denali_finding *finding,
					enum finding number, uint32_t value,
					uint32_t bound)
{
	finding->value = value;
	finding->bound = bound;
	return number;
}

#endif
