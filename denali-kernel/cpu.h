/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The processor: features, segments, traps, and the state the kernel keeps for
 * each processor (today one).
 */
#ifndef CPU_H
#define CPU_H

#include <stdbool.h>
#include <stdint.h>

#include "x86.h"

struct vm;

struct cpu {
	struct vm *current;      /* whose address space is loaded, or null */
	struct vm *running;      /* whose turn it is, or null */
	bool in_guest;           /* time since accounted is that VM's own */
	bool in_space;           /* a space of current's is loaded (mmu.h) */
	struct vm *vector_owner; /* whose x87/SSE state the registers hold */
	struct vm *billed;       /* for whom the kernel works, or null */
	uint64_t accounted;      /* TSC up to which time has been billed */
	uint64_t started;        /* TSC when the first VM could run */
	uint64_t quantum_end;    /* ns */
	bool sysenter, smap, tsc_deadline, rdrand, sse2;
	uint64_t idle_cycles;  /* TSC cycles with nothing to run */
	uint64_t other_cycles; /* in the kernel, for no VM in particular */
};

extern struct cpu cpu;

/* Check that the processor has what the kernel needs (log and power off if
 * not), turn its protections on, load segments and traps. */
void cpu_init(void);

/* The VM whose registers the next trap saves. */
void cpu_set_frame(struct vm *vm);

/* DENALI_CPU_* for guests. */
uint32_t cpu_guest_flags(void);

/* Open and close the kernel's access to guest pages (SMAP).  Nothing but
 * copies may stand between the two. */
static inline void user_access_begin(void)
{
	if (cpu.smap)
		__asm__ volatile("stac" : : : "memory");
}

static inline void user_access_end(void)
{
	if (cpu.smap)
		__asm__ volatile("clac" : : : "memory");
}

#endif
