/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Every processor exception that ring 3 can raise, and software interrupts to
 * every vector: each ends the VM, none reaches a handler that was not meant.
 */
#include "../attack.h"

#define CASE(name, assembly)                                                   \
	static void exceptions_##name(void)                                    \
	{                                                                      \
		__asm__ volatile(assembly                                      \
				 :                                             \
				 : "a"(1), "c"(0), "d"(0)                      \
				 : "memory");                                  \
	}

CASE(divide, "divl %%ecx")
CASE(undefined, "ud2")
CASE(breakpoint, "int3")
CASE(trace, ".byte 0xf1")
CASE(overflow, "movb $0x7f, %%al\n\taddb $1, %%al\n\tinto")
CASE(syscall, "syscall")
CASE(rsm, "rsm")
CASE(int_page_fault, "int $0x0e")
CASE(int_double_fault, "int $0x08")
CASE(int_nmi, "int $0x02")
CASE(int_irq, "int $0x20")
CASE(int_apic, "int $0xf0")
CASE(int_last, "int $0xff")
CASE(int_before, "int $0x7f")
CASE(int_after, "int $0x81")

static void exceptions_bound(void)
{
	int32_t bounds[2] = { 0, 1 };

	__asm__ volatile("bound %0, %1" : : "r"(5), "m"(bounds));
}

static void exceptions_x87(void)
{
	uint16_t all_unmasked = 0x0340;

	__asm__ volatile("fldcw %0\n\tfld1\n\tfldz\n\tfdivrp\n\tfwait"
			 :
			 : "m"(all_unmasked));
}

static void exceptions_sse(void)
{
	uint32_t all_unmasked = 0;

	__asm__ volatile("ldmxcsr %0\n\t"
			 "xorps %%xmm0, %%xmm0\n\t"
			 "divss %%xmm0, %%xmm0"
			 :
			 : "m"(all_unmasked));
}

#define ENTRY(name)                                                            \
	{                                                                      \
#name, exceptions_##name                                       \
	}

void exceptions(const char *name)
{
	static const struct attack_case cases[] = {
		ENTRY(divide),
		ENTRY(undefined),
		ENTRY(breakpoint),
		ENTRY(trace),
		ENTRY(overflow),
		ENTRY(syscall),
		ENTRY(rsm),
		ENTRY(int_page_fault),
		ENTRY(int_double_fault),
		ENTRY(int_nmi),
		ENTRY(int_irq),
		ENTRY(int_apic),
		ENTRY(int_last),
		ENTRY(int_before),
		ENTRY(int_after),
		ENTRY(bound),
		ENTRY(x87),
		ENTRY(sse),
	};

	attack_case(cases, ATTACK_COUNT(cases), name);
}
