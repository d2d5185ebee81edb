/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The processor's instructions that C has no word for, and its constants.
 */
#ifndef X86_H
#define X86_H

#include <stdint.h>

#define CR0_MP 0x2u
#define CR0_TS 0x8u
#define CR0_NE 0x20u
#define CR0_WP 0x10000u
#define CR0_PG 0x80000000u

#define CR4_PAE 0x20u
#define CR4_PGE 0x80u
#define CR4_OSFXSR 0x200u
#define CR4_OSXMMEXCPT 0x400u
#define CR4_UMIP 0x800u
#define CR4_SMEP 0x100000u
#define CR4_SMAP 0x200000u

#define EFLAGS_ONE 0x2u /* always set */
#define EFLAGS_TF 0x100u
#define EFLAGS_IF 0x200u
#define EFLAGS_DF 0x400u
#define EFLAGS_NT 0x4000u
#define EFLAGS_AC 0x40000u
/* What a guest may set: CF PF AF ZF SF TF DF OF AC ID. */
#define EFLAGS_GUEST 0x240dd5u

#define MSR_APIC_BASE 0x1bu
#define MSR_SYSENTER_CS 0x174u
#define MSR_SYSENTER_ESP 0x175u
#define MSR_SYSENTER_EIP 0x176u
#define MSR_TSC_DEADLINE 0x6e0u
#define MSR_EFER 0xc0000080u
#define EFER_NXE 0x800u

#define EXCEPTION_DEBUG 1
#define EXCEPTION_NMI 2
#define EXCEPTION_NO_MATH 7
#define EXCEPTION_PAGE_FAULT 14
#define EXCEPTION_MACHINE_CHECK 18

#define FAULT_PRESENT 0x1u
#define FAULT_WRITE 0x2u
#define FAULT_USER 0x4u
#define FAULT_RESERVED 0x8u
#define FAULT_FETCH 0x10u

static inline void outb(uint16_t port, uint8_t value)
{
	__asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline void outw(uint16_t port, uint16_t value)
{
	__asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

static inline void outl(uint16_t port, uint32_t value)
{
	__asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port));
}

static inline uint8_t inb(uint16_t port)
{
	uint8_t value;
	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline uint16_t inw(uint16_t port)
{
	uint16_t value;
	__asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline uint32_t inl(uint16_t port)
{
	uint32_t value;
	__asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline uint64_t rdtsc(void)
{
	uint64_t value;
	__asm__ volatile("rdtsc" : "=A"(value));
	return value;
}

static inline uint64_t read_msr(uint32_t msr)
{
	uint64_t value;
	__asm__ volatile("rdmsr" : "=A"(value) : "c"(msr));
	return value;
}

static inline void write_msr(uint32_t msr, uint64_t value)
{
	__asm__ volatile("wrmsr" : : "c"(msr), "A"(value) : "memory");
}

static inline uint32_t read_cr0(void)
{
	uint32_t value;
	__asm__ volatile("mov %%cr0, %0" : "=r"(value));
	return value;
}

static inline void write_cr0(uint32_t value)
{
	__asm__ volatile("mov %0, %%cr0" : : "r"(value) : "memory");
}

static inline uint32_t read_cr2(void)
{
	uint32_t value;
	__asm__ volatile("mov %%cr2, %0" : "=r"(value));
	return value;
}

static inline void write_cr3(uint32_t value)
{
	__asm__ volatile("mov %0, %%cr3" : : "r"(value) : "memory");
}

static inline uint32_t read_cr4(void)
{
	uint32_t value;
	__asm__ volatile("mov %%cr4, %0" : "=r"(value));
	return value;
}

static inline void write_cr4(uint32_t value)
{
	__asm__ volatile("mov %0, %%cr4" : : "r"(value) : "memory");
}

static inline void clear_ts(void)
{
	__asm__ volatile("clts" : : : "memory");
}

/* To look is cheaper than to load. */
static inline void load_fs_gs(uint32_t selector)
{
	uint32_t gs, fs;

	__asm__ volatile("mov %%gs, %0\n\t"
			 "mov %%fs, %1"
			 : "=r"(gs), "=r"(fs));
	if (gs == selector && fs == selector)
		return;
	__asm__ volatile("mov %0, %%gs\n\t"
			 "mov %0, %%fs"
			 :
			 : "r"(selector));
}

static inline void invlpg(uint32_t address)
{
	__asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}

static inline void fxsave(void *state)
{
	__asm__ volatile("fxsave (%0)" : : "r"(state) : "memory");
}

static inline void fxrstor(const void *state)
{
	__asm__ volatile("fxrstor (%0)" : : "r"(state) : "memory");
}

static inline void cpu_pause(void)
{
	__asm__ volatile("pause" : : : "memory");
}

/* Let interrupts in until one has been handled. */
static inline void wait_for_interrupt(void)
{
	__asm__ volatile("sti; hlt; cli" : : : "memory");
}

/* Let those interrupts in that wait now. */
static inline void let_interrupts_in(void)
{
	__asm__ volatile("sti; nop; cli" : : : "memory");
}

struct cpuid {
	uint32_t eax, ebx, ecx, edx;
};

static inline struct cpuid cpuid(uint32_t leaf, uint32_t subleaf)
{
	struct cpuid r;
	__asm__ volatile("cpuid"
			 : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
			 : "a"(leaf), "c"(subleaf));
	return r;
}

#endif
