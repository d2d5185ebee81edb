/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Processor set-up.  Layout of the descriptor table: sysenter wants the
 * kernel's stack segment after its code segment, sysexit the user's code and
 * stack segments after those.
 */
#include "cpu.h"

#include <denali/layout.h>
#include <denali/registers.h>

#include "log.h"
#include "memory.h"
#include "vm.h"

struct cpu cpu;

extern const uint32_t entry_vectors[256];
extern void entry_sysenter(void);
extern uint32_t cpu_frame_top;

static uint64_t descriptors[8] __attribute__((aligned(8)));
static struct {
	uint16_t offset_low, selector, flags, offset_high;
} gates[256] __attribute__((aligned(8)));

static struct {
	uint32_t link, esp0, ss0, rest[22];
	uint16_t trap, io_map;
} task __attribute__((aligned(8)));

/* entry.S counts from the frame's end. */
#define FROM_END(field)                                                        \
	((int)offsetof(struct trap_frame, field) -                             \
	 (int)sizeof(struct trap_frame))
_Static_assert(FROM_END(edi) == -56 && FROM_END(esi) == -52 &&
		       FROM_END(ebp) == -48 && FROM_END(ebx) == -44 &&
		       FROM_END(eip) == -20 && FROM_END(esp) == -8,
	       "as entry.S has them");

struct table_pointer {
	uint16_t limit;
	uint32_t base;
} __attribute__((packed));

#define ACCESS_CODE 0x9bu
#define ACCESS_DATA 0x93u
#define ACCESS_TASK 0x89u
#define ACCESS_USER 0x60u
#define FLAG_BIG 0x4u   /* 32-bit */
#define FLAG_PAGES 0x8u /* limit counts pages */

static uint64_t descriptor(uint32_t base, uint32_t limit, uint32_t access,
			   uint32_t flags)
{
	uint64_t d = limit & 0xffff;

	d |= (uint64_t)(base & 0xffffff) << 16;
	d |= (uint64_t)access << 40;
	d |= (uint64_t)(limit >> 16 & 0xf) << 48;
	d |= (uint64_t)flags << 52;
	d |= (uint64_t)(base >> 24) << 56;
	return d;
}

static void load_segments(void)
{
	const uint32_t flat = FLAG_BIG | FLAG_PAGES;
	struct table_pointer table = { sizeof(descriptors) - 1,
				       (uintptr_t)descriptors };

	descriptors[1] = descriptor(0, 0xfffff, ACCESS_CODE, flat);
	descriptors[2] = descriptor(0, 0xfffff, ACCESS_DATA, flat);
	descriptors[3] = descriptor(0, 0xfffff, ACCESS_CODE | ACCESS_USER,
				    flat);
	descriptors[4] = descriptor(0, 0xfffff, ACCESS_DATA | ACCESS_USER,
				    flat);
	descriptors[5] = descriptor(DENALI_RW_REGISTERS, DENALI_PAGE_SIZE - 1,
				    ACCESS_DATA | ACCESS_USER, FLAG_BIG);
	descriptors[6] = descriptor((uintptr_t)&task, sizeof(task) - 1,
				    ACCESS_TASK, 0);
	task.ss0 = SEG_KERNEL_DATA;
	task.io_map = sizeof(task); /* no I/O permission map: no port is open */
	__asm__ volatile("lgdt %0\n\t"
			 "ljmp %1, $1f\n"
			 "1:\n\t"
			 "mov %2, %%ss\n\t"
			 "mov %3, %%ds\n\t"
			 "mov %3, %%es\n\t"
			 "mov %4, %%fs\n\t"
			 "mov %4, %%gs\n\t"
			 "ltr %w5\n\t"
			 "xor %%eax, %%eax\n\t"
			 "lldt %%ax"
			 :
			 : "m"(table), "i"(SEG_KERNEL_CODE),
			   "r"(SEG_KERNEL_DATA), "r"(SEG_USER_DATA),
			   "r"(SEG_USER_THREAD), "r"(SEG_TASK)
			 : "eax", "memory");
}

/* Interrupt gates all: interrupts stay off in the kernel.  Only the software
 * interrupt of the contract may be raised by a guest. */
static void load_traps(void)
{
	struct table_pointer table = { sizeof(gates) - 1, (uintptr_t)gates };

	for (unsigned i = 0; i < 256; i++) {
		gates[i].offset_low = entry_vectors[i] & 0xffff;
		gates[i].offset_high = (uint16_t)(entry_vectors[i] >> 16);
		gates[i].selector = SEG_KERNEL_CODE;
		gates[i].flags = i == DENALI_INT_VECTOR ? 0xee00 : 0x8e00;
	}
	__asm__ volatile("lidt %0" : : "m"(table));
	if (!cpu.sysenter)
		return;
	write_msr(MSR_SYSENTER_CS, SEG_KERNEL_CODE);
	write_msr(MSR_SYSENTER_ESP, (uintptr_t)&cpu_frame_top);
	write_msr(MSR_SYSENTER_EIP, (uintptr_t)entry_sysenter);
}

#define CPUID1_EDX_TSC (1u << 4)
#define CPUID1_EDX_MSR (1u << 5)
#define CPUID1_EDX_APIC (1u << 9)
#define CPUID1_EDX_SEP (1u << 11)
#define CPUID1_EDX_PGE (1u << 13)
#define CPUID1_EDX_FXSR (1u << 24)
#define CPUID1_EDX_SSE2 (1u << 26)
#define CPUID1_ECX_TSC_DEADLINE (1u << 24)
#define CPUID1_ECX_RDRAND (1u << 30)
#define CPUID7_EBX_SMEP (1u << 7)
#define CPUID7_EBX_SMAP (1u << 20)
#define CPUID7_ECX_UMIP (1u << 2)

static void require(uint32_t have, uint32_t bit, const char *name)
{
	if (!(have & bit))
		panic("processor lacks %s, which the kernel needs", name);
}

static void enable_features(struct cpuid one)
{
	struct cpuid seven = { 0 };
	uint32_t cr4 = read_cr4() | CR4_OSFXSR | CR4_OSXMMEXCPT;

	if (cpuid(0, 0).eax >= 7)
		seven = cpuid(7, 0);
	if (one.edx & CPUID1_EDX_PGE)
		cr4 |= CR4_PGE;
	if (seven.ebx & CPUID7_EBX_SMEP)
		cr4 |= CR4_SMEP;
	if (seven.ebx & CPUID7_EBX_SMAP)
		cr4 |= CR4_SMAP;
	if (seven.ecx & CPUID7_ECX_UMIP)
		cr4 |= CR4_UMIP;
	write_cr4(cr4);
	cpu.smap = seven.ebx & CPUID7_EBX_SMAP;
}

void cpu_init(void)
{
	struct cpuid one = cpuid(1, 0);

	require(one.edx, CPUID1_EDX_TSC, "a time stamp counter");
	require(one.edx, CPUID1_EDX_MSR, "model-specific registers");
	require(one.edx, CPUID1_EDX_APIC, "a local APIC");
	require(one.edx, CPUID1_EDX_FXSR, "fxsave");
	cpu.sysenter = one.edx & CPUID1_EDX_SEP;
	cpu.sse2 = one.edx & CPUID1_EDX_SSE2;
	cpu.rdrand = one.ecx & CPUID1_ECX_RDRAND;
	cpu.tsc_deadline = one.ecx & CPUID1_ECX_TSC_DEADLINE;
	load_segments();
	load_traps();
	enable_features(one);
	write_cr0(read_cr0() | CR0_TS);
}

void cpu_set_frame(struct vm *vm)
{
	uint32_t top = (uint32_t)(uintptr_t)(&vm->frame + 1);

	task.esp0 = top;
	cpu_frame_top = top;
}

uint32_t cpu_guest_flags(void)
{
	uint32_t flags = DENALI_CPU_FXSR;

	if (cpu.sysenter)
		flags |= DENALI_CPU_SYSENTER;
	if (cpu.sse2)
		flags |= DENALI_CPU_SSE2;
	if (cpu.rdrand)
		flags |= DENALI_CPU_RDRAND;
	return flags;
}
