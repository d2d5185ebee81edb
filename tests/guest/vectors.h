/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Whether the x87 and SSE registers stay as they are, whatever interrupts.
 */
#ifndef GUEST_VECTORS_H
#define GUEST_VECTORS_H

#include <stdint.h>

/* Keeps value in both while it spins, then looks at both. */
static inline int vectors_kept(uint32_t value, uint32_t spins)
{
	uint32_t from_sse;
	uint32_t from_x87;

	__asm__ volatile("movd %3, %%xmm5\n\t"
			 "pushl %3\n\t"
			 "fildl (%%esp)\n"
			 "1:\tdecl %2\n\t"
			 "jnz 1b\n\t"
			 "fistpl (%%esp)\n\t"
			 "popl %1\n\t"
			 "movd %%xmm5, %0"
			 : "=&r"(from_sse), "=&r"(from_x87), "+&r"(spins)
			 : "r"(value)
			 : "memory", "cc");
	return from_sse == value && from_x87 == value;
}

#endif
