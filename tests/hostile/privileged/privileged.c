/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Privileged instructions and port I/O, each of which must end it.
 */
#include "../attack.h"

/* A function that executes one statement of assembly. */
#define CASE(name, assembly)                                                   \
	static void privileged_##name(void)                                    \
	{                                                                      \
		static uint32_t memory[2];                                     \
                                                                               \
		__asm__ volatile(assembly                                      \
				 :                                             \
				 : "a"(0), "c"(0x10), "d"(0), "b"(memory)      \
				 : "memory");                                  \
	}

CASE(hlt, "hlt")
CASE(cli, "cli")
CASE(sti, "sti")
CASE(read_cr0, "movl %%cr0, %%eax")
CASE(write_cr3, "movl %%eax, %%cr3")
CASE(write_cr4, "movl %%eax, %%cr4")
CASE(write_dr7, "movl %%eax, %%dr7")
CASE(clts, "clts")
CASE(lgdt, "lgdt (%%ebx)")
CASE(lidt, "lidt (%%ebx)")
CASE(lldt, "lldt %%ax")
CASE(ltr, "ltr %%ax")
CASE(lmsw, "lmsw %%ax")
CASE(rdmsr, "rdmsr")
CASE(wrmsr, "wrmsr")
CASE(invlpg, "invlpg (%%ebx)")
CASE(invd, "invd")
CASE(wbinvd, "wbinvd")
CASE(sysexit, "sysexit")
CASE(in, "inb $0x60, %%al")
CASE(out, "outb %%al, $0xf4")
CASE(out_serial, "movl $0x3f8, %%edx\n\toutb %%al, %%dx")
CASE(ins, "movl $0x1f0, %%edx\n\tmovl %%ebx, %%edi\n\trep insl")

#define ENTRY(name)                                                            \
	{                                                                      \
#name, privileged_##name                                       \
	}

void privileged(const char *name)
{
	static const struct attack_case cases[] = {
		ENTRY(hlt),        ENTRY(cli),       ENTRY(sti),
		ENTRY(read_cr0),   ENTRY(write_cr3), ENTRY(write_cr4),
		ENTRY(write_dr7),  ENTRY(clts),      ENTRY(lgdt),
		ENTRY(lidt),       ENTRY(lldt),      ENTRY(ltr),
		ENTRY(lmsw),       ENTRY(rdmsr),     ENTRY(wrmsr),
		ENTRY(invlpg),     ENTRY(invd),      ENTRY(wbinvd),
		ENTRY(sysexit),    ENTRY(in),        ENTRY(out),
		ENTRY(out_serial), ENTRY(ins),
	};

	attack_case(cases, ATTACK_COUNT(cases), name);
}
