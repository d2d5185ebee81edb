/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The kernel's contract as a test's guest uses it: past the library OS, with
 * any value in any register.
 */
#ifndef GUEST_TRAP_H
#define GUEST_TRAP_H

#include <stdint.h>

#include <denali/calls.h>
#include <denali/layout.h>
#include <denali/registers.h>

static const volatile struct denali_ro_registers *const ro_registers =
	(const volatile struct denali_ro_registers *)DENALI_RO_REGISTERS;
static volatile struct denali_rw_registers *const rw_registers =
	(volatile struct denali_rw_registers *)DENALI_RW_REGISTERS;

/* One virtual instruction by sysenter. */
static inline int32_t trap(uint32_t number, uint32_t first, uint32_t second,
			   uint32_t third)
{
	int32_t result;

	__asm__ volatile("call 2f\n"
			 "2:\tpopl %%edx\n\t"
			 "addl $1f - 2b, %%edx\n\t"
			 "movl %%esp, %%ecx\n\t"
			 "sysenter\n"
			 "1:"
			 : "=a"(result), "+b"(first), "+S"(second), "+D"(third)
			 : "0"(number)
			 : "ecx", "edx", "memory", "cc");
	return result;
}

static inline uint64_t time_stamp(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}

/* Computes for so long, without a trap. */
static inline void spin(uint32_t milliseconds)
{
	uint64_t end = time_stamp() +
		       (uint64_t)ro_registers->clock.tsc_khz * milliseconds;

	while (time_stamp() < end)
		continue;
}

#endif
