/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The virtual MMU as a test's guest uses it.
 */
#ifndef GUEST_MMU_H
#define GUEST_MMU_H

#include "trap.h"

static inline int32_t mmu_load(uint32_t space, uint32_t page, uint32_t prot,
			       const volatile void *from)
{
	return trap(DENALI_MMU_LOAD, space, page | prot, (uint32_t)from);
}

static inline int32_t mmu_flush(uint32_t space)
{
	return trap(DENALI_MMU_FLUSH, space, 0, 0);
}

/* From the context in the registers on; again, if only an event came. */
static inline int32_t mmu_run(uint32_t space)
{
	int32_t why;

	do
		why = trap(DENALI_MMU_RUN, space, 0, 0);
	while (why == DENALI_MMU_EVENT);
	return why;
}

#endif
