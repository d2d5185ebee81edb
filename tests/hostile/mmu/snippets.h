/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A page of code for spaces, position-independent: one instruction that is
 * expected to trap, or some and then an int.
 */
#ifndef HOSTILE_MMU_SNIPPETS_H
#define HOSTILE_MMU_SNIPPETS_H

#define SNIPPET(name, code)                                                    \
	extern const char snippet_##name[];                                    \
	__asm__(".section .text.snippets, \"ax\"\n"                            \
		"snippet_" #name ":\n\t" code "\n\t.previous")

extern const char snippets[], snippet_call_end[];
__asm__(".section .text.snippets, \"ax\"\n\t"
	".balign 4096\n"
	"snippets:\n\t"
	".previous");

#define INT "\n\tint $0x80\n\tud2"

SNIPPET(call, "movl $1234, %eax\n\tmovl $5678, %ebp\n\tint $0x80\n"
	      "snippet_call_end:\n\tud2");
/* terminate(77), if it came through. */
SNIPPET(sysenter, "movl $1, %eax\n\tmovl $77, %ebx\n\tmovl %esp, %ecx\n\t"
		  "xorl %edx, %edx\n\tsysenter");
SNIPPET(syscall, "movl $1, %eax\n\tsyscall");
SNIPPET(sysexit, "sysexit");
SNIPPET(hlt, "hlt");
SNIPPET(cli, "cli");
SNIPPET(in, "inb $0x60, %al");
SNIPPET(cr3, "movl %cr3, %eax");
SNIPPET(int3, "int3");
SNIPPET(int_timer, "int $0xe0");
SNIPPET(int_fault, "int $14");
SNIPPET(undefined, "ud2");
SNIPPET(divide, "xorl %ecx, %ecx\n\tdivl %ecx");
SNIPPET(vector, "fld1\n\tfstp %st(0)\n\txorps %xmm0, %xmm0" INT);

SNIPPET(tf, "pushl $0x302\n\tpopfl\n\tnop\n\tnop" INT);
SNIPPET(tf_sysenter, "pushl $0x302\n\tpopfl\n\tsysenter" INT);
SNIPPET(flags, "pushl $0x247402\n\tpopfl" INT); /* AC NT IOPL DF ID */

SNIPPET(null_data, "xorl %eax, %eax\n\tmovw %ax, %ds\n\tmovw %ax, %es" INT);
SNIPPET(null_gs, "xorl %eax, %eax\n\tmovw %ax, %gs\n\tmovw %ax, %fs" INT);
SNIPPET(other_gs, "movw %ds, %ax\n\tmovw %ax, %gs" INT);
SNIPPET(thread_stack, "movw %gs, %ax\n\tmovw %ax, %ss" INT);
SNIPPET(null_stack, "xorl %eax, %eax\n\tmovw %ax, %ss" INT);
SNIPPET(kernel_data, "movw $0x10, %ax\n\tmovw %ax, %ds" INT);
SNIPPET(far_jump, "ljmp $0x08, $0xc0100000");
SNIPPET(iret, "pushl $2\n\tpushl $0x08\n\tpushl $0xc0100000\n\tiretl");
SNIPPET(far_return, "pushl $0x08\n\tpushl $0xc0100000\n\tlret");

SNIPPET(read, "movl (%ebx), %eax" INT);
SNIPPET(write, "movl $1234, (%ebx)" INT);
SNIPPET(push, "pushl $0" INT);
SNIPPET(spin, "1:\tjmp 1b");

__asm__(".section .text.snippets, \"ax\"\n\t"
	".balign 4096\n\t"
	".previous");

#endif
