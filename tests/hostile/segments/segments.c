/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Segment registers loaded with null or with the kernel's selectors, then a
 * trap or an interrupt, so that the kernel runs with what the guest left; and
 * far transfers.  Selectors that work are kept and put back, so that what
 * survives can say so.
 */
#include "../attack.h"

/* Loads null into a segment register, does what is between, and restores. */
#define WITH_NULL(segment, between)                                            \
	__asm__ volatile("pushl %%" segment "\n\t"                             \
			 "xorl %%eax, %%eax\n\t"                               \
			 "movw %%ax, %%" segment "\n\t" between                \
			 "\n\tpopl %%" segment                                 \
			 :                                                     \
			 : "S"(0), "D"(0)                                      \
			 : "eax", "ebx", "ecx", "edx", "memory", "cc")

#define TRAP                                                                   \
	"movl $2, %%eax\n\t"                                                   \
	"xorl %%ebx, %%ebx\n\t"                                                \
	"movl $9f, %%edx\n\t"                                                  \
	"movl %%esp, %%ecx\n\t"                                                \
	"sysenter\n9:"

/* Long enough for several quanta, in registers alone. */
#define SPIN "movl $40000000, %%ecx\n9:\tdecl %%ecx\n\tjnz 9b"

#define SURVIVE(name, segment, between)                                        \
	static void segments_##name(void)                                      \
	{                                                                      \
		WITH_NULL(segment, between);                                   \
	}

SURVIVE(ds_trap, "ds", TRAP)
SURVIVE(es_trap, "es", TRAP)
SURVIVE(fs_trap, "fs", TRAP)
SURVIVE(ds_spin, "ds", SPIN)
SURVIVE(es_spin, "es", SPIN)
SURVIVE(gs_spin, "gs", SPIN)

/* No event may come meanwhile: its handler needs %gs. */
static void segments_gs_trap(void)
{
	uint32_t handler = rw_registers->handler;

	rw_registers->handler = 0;
	WITH_NULL("gs", TRAP);
	rw_registers->handler = handler;
}

/* The kernel is entered by an exception with null in DS and ES. */
static void segments_null_fault(void)
{
	__asm__ volatile("xorl %%eax, %%eax\n\t"
			 "movw %%ax, %%es\n\t"
			 "movw %%ax, %%ds\n\t"
			 "movl (%%ebx), %%eax"
			 :
			 : "b"(rw_registers)
			 : "eax");
}

#define DIE(name, assembly)                                                    \
	static void segments_##name(void)                                      \
	{                                                                      \
		__asm__ volatile(assembly : : "a"(0) : "memory");              \
	}

DIE(null_stack, "movw %%ax, %%ss")
DIE(kernel_data, "movw $0x10, %%ax\n\tmovw %%ax, %%ds")
DIE(kernel_code, "movw $0x08, %%ax\n\tmovw %%ax, %%es")
DIE(outside_table, "movw $0xfff8, %%ax\n\tmovw %%ax, %%gs")
DIE(local_table, "movw $0x0f, %%ax\n\tmovw %%ax, %%fs")
DIE(far_jump, "ljmp $0x08, $0xc0100000")
DIE(far_jump_null, "ljmp $0, $0")
DIE(far_call_task, "lcall $0x28, $0\n\tlcall $0x30, $0")
DIE(far_return, "pushl $0x08\n\tpushl $0xc0100000\n\tlret")

#define ENTRY(name)                                                            \
	{                                                                      \
#name, segments_##name                                         \
	}

void segments(const char *name)
{
	static const struct attack_case cases[] = {
		ENTRY(ds_trap),       ENTRY(es_trap),     ENTRY(gs_trap),
		ENTRY(fs_trap),       ENTRY(ds_spin),     ENTRY(es_spin),
		ENTRY(gs_spin),       ENTRY(null_fault),  ENTRY(null_stack),
		ENTRY(kernel_data),   ENTRY(kernel_code), ENTRY(outside_table),
		ENTRY(local_table),   ENTRY(far_jump),    ENTRY(far_jump_null),
		ENTRY(far_call_task), ENTRY(far_return),
	};

	attack_case(cases, ATTACK_COUNT(cases), name);
}
