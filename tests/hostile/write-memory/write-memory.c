/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Writes where it must not: the kernel's memory at both ends, the registers
 * that only the kernel writes, its own text, the gaps of its address space.
 */
#include "../attack.h"

static void write_to(uint32_t address)
{
	*(volatile uint32_t *)address = 0x6b636168;
}

static void write_memory_kernel(void)
{
	write_to(DENALI_KERNEL_BASE);
}

static void write_memory_kernel_text(void)
{
	write_to(DENALI_KERNEL_BASE + 0x100000);
}

static void write_memory_top(void)
{
	write_to(0xfffffffc);
}

static void write_memory_registers(void)
{
	write_to(DENALI_RO_REGISTERS);
}

static void write_memory_text(void)
{
	write_to((uint32_t)write_memory_text);
}

static void write_memory_null(void)
{
	write_to(0);
}

static void write_memory_gap(void)
{
	write_to(DENALI_RW_REGISTERS + DENALI_PAGE_SIZE);
}

static void write_memory_past_end(void)
{
	write_to(ro_registers->memory_size);
}

static void write_memory_across(void)
{
	write_to(DENALI_KERNEL_BASE - 2);
}

void write_memory(const char *name)
{
	static const struct attack_case cases[] = {
		{ "kernel", write_memory_kernel },
		{ "kernel-text", write_memory_kernel_text },
		{ "top", write_memory_top },
		{ "registers", write_memory_registers },
		{ "text", write_memory_text },
		{ "null", write_memory_null },
		{ "gap", write_memory_gap },
		{ "past-end", write_memory_past_end },
		{ "across", write_memory_across },
	};

	attack_case(cases, ATTACK_COUNT(cases), name);
}
