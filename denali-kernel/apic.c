/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Local APIC driver.  The timer's input is divided by 16: fine enough for
 * wake-ups, and 32 bits last for a minute at 1 GHz.
 */
#include "apic.h"

#include "cpu.h"
#include "memory.h"
#include "paging.h"

#define APIC_EOI 0xb0
#define APIC_SPURIOUS 0xf0
#define APIC_LVT_TIMER 0x320
#define APIC_LVT_LINT0 0x350
#define APIC_LVT_LINT1 0x360
#define APIC_LVT_ERROR 0x370
#define APIC_INITIAL 0x380
#define APIC_CURRENT 0x390
#define APIC_DIVIDE 0x3e0

#define SPURIOUS_ENABLE 0x100
#define LVT_MASKED 0x10000
#define LVT_EXTINT 0x700
#define LVT_NMI 0x400
#define LVT_TSC_DEADLINE 0x40000
#define DIVIDE_BY_16 0x3
#define APIC_BASE_ENABLE 0x800u

static volatile uint32_t *registers;

static void apic_write(unsigned offset, uint32_t value)
{
	registers[offset / 4] = value;
}

void apic_init(void)
{
	uint64_t base = read_msr(MSR_APIC_BASE);

	write_msr(MSR_APIC_BASE, base | APIC_BASE_ENABLE);
	registers = mmio_map(base & 0xffffff000ull, PAGE_SIZE);
	apic_write(APIC_SPURIOUS, SPURIOUS_ENABLE | VECTOR_SPURIOUS);
	apic_write(APIC_LVT_LINT0, LVT_EXTINT);
	apic_write(APIC_LVT_LINT1, LVT_NMI);
	apic_write(APIC_LVT_ERROR, LVT_MASKED);
	apic_write(APIC_DIVIDE, DIVIDE_BY_16);
	apic_write(APIC_LVT_TIMER,
		   VECTOR_TIMER | (cpu.tsc_deadline ? LVT_TSC_DEADLINE : 0));
}

void apic_end(void)
{
	apic_write(APIC_EOI, 0);
}

uint32_t apic_count(void)
{
	return registers[APIC_CURRENT / 4];
}

void apic_arm(uint32_t ticks)
{
	apic_write(APIC_INITIAL, ticks ? ticks : 1);
}

void apic_arm_tsc(uint64_t tsc)
{
	write_msr(MSR_TSC_DEADLINE, tsc);
}
