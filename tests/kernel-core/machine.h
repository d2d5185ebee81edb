/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A stand-in for the machine below the kernel's memory and time code: physical
 * memory is host memory mapped where the kernel's window is, privileged
 * instructions are recorded or do nothing.  Included before every kernel file
 * here (it takes the place of x86.h).
 */
#ifndef X86_H
#define X86_H

#include <stdint.h>

#define CR0_TS 0x8u
#define EFLAGS_TF 0x100u
#define EFLAGS_IF 0x200u
#define EFLAGS_DF 0x400u
#define EFLAGS_NT 0x4000u
#define EFLAGS_AC 0x40000u
#define EFLAGS_GUEST 0x240dd5u

#define MSR_SYSENTER_CS 0x174u

#define EXCEPTION_NMI 2
#define EXCEPTION_NO_MATH 7
#define EXCEPTION_PAGE_FAULT 14
#define EXCEPTION_MACHINE_CHECK 18

#define FAULT_WRITE 0x2u
#define FAULT_RESERVED 0x8u
#define FAULT_FETCH 0x10u

extern uint32_t machine_cr2, machine_cr3;
extern uint64_t machine_sysenter_cs;

static inline void invlpg(uint32_t address)
{
	(void)address;
}

static inline void write_cr3(uint32_t value)
{
	machine_cr3 = value;
}

static inline uint32_t read_cr2(void)
{
	return machine_cr2;
}

static inline void write_msr(uint32_t msr, uint64_t value)
{
	if (msr == MSR_SYSENTER_CS)
		machine_sysenter_cs = value;
}

/* Made by the one test whose code uses ports and the TSC. */
uint8_t inb(uint16_t port);
void outb(uint16_t port, uint8_t value);
uint64_t rdtsc(void);

static inline void cpu_pause(void)
{
}

static inline void load_fs_gs(uint32_t selector)
{
	(void)selector;
}

/* Map bytes of physical memory from 0 on in the window; once a test. */
void machine_init(uint32_t bytes);

/* A zeroed struct vm, or several, aligned as the kernel's are. */
struct vm;
struct vm *machine_vms(uint32_t count);

#endif
