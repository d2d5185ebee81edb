/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The ways into the kernel and out of it.
 *
 *   _Noreturn void trap_from_guest(void);       C, called by every entry from
 *                                               ring 3 once the guest's
 *                                               registers are in its struct
 *   int32_t call_from_guest(uint32_t number, uint32_t argument); C, regparm(2)
 *   void trap_from_kernel(struct kernel_frame *); C
 *   _Noreturn void resume_iret(struct trap_frame *);
 *   _Noreturn void resume_sysexit(struct trap_frame *);
 *   extern const uint32_t entry_vectors[256];   addresses for the IDT
 *
 * The processor's ring 0 stack pointer (task state segment) and SYSENTER_ESP
 * lead to the end of the running VM's trap_frame, so that what is saved below
 * is put in place; then the kernel's one stack is taken from its top.
 *
 * Entry hygiene.  Nothing of the guest's segment registers or flags is
 * trusted: DS and ES are loaded, and flags set to 2 (IF, DF, AC, NT, TF
 * clear), before any C runs.
 */
#include "memory.h"

/* Offsets in struct trap_frame from its end, which cpu.c asserts. */
#define FRAME_EDI -56
#define FRAME_ESI -52
#define FRAME_EBP -48
#define FRAME_EBX -44
#define FRAME_EIP -20
#define FRAME_ESP -8

/* DS and ES hold what the kernel needs unless a guest has loaded something
 * else.  To look is cheaper than to load; what the selector stands for is fixed
 * by the descriptor table, which never changes. */
	.macro load_data_segments scratch
	movl %ds, \scratch
	cmpl $SEG_USER_DATA, \scratch
	jne 8f
	movl %es, \scratch
	cmpl $SEG_USER_DATA, \scratch
	je 9f
8:	movl $SEG_USER_DATA, \scratch
	movl \scratch, %ds
	movl \scratch, %es
9:
	.endm

	.text

/* Stack: [vector, error, eip, cs, eflags, (esp, ss)]. */
entry_common:
	testb $3, 12(%esp)
	jz entry_from_kernel
	pushl %eax
	pushl %ecx
	pushl %edx
	pushl %ebx
	pushl %ebp
	pushl %esi
	pushl %edi
entry_guest:
	movl $kernel_stack_top, %esp
	pushl $2
	popfl
	load_data_segments %eax
	call trap_from_guest

/* An interrupt while the kernel waits for one, or a bug.  Interrupts nest
 * nowhere else. */
entry_from_kernel:
	pushal
	pushl %esp
	cld
	call trap_from_kernel
	popl %eax
	popal
	addl $8, %esp
	iret

/* A guest that sets TF before sysenter has the kernel's first instruction
 * trapped: drop TF and go on.  No word is pushed beyond the processor's three,
 * since esp may still point into the little stack below cpu_frame_top. */
entry_debug:
	testb $3, 4(%esp)
	jnz 1f
	andl $~0x100, 8(%esp)
	iret
1:	pushl $0
	pushl $1
	jmp entry_common

/* SYSENTER_ESP points at cpu_frame_top; edx is where to return, ecx the guest's
 * esp.  sysenter has cleared IF and VM only.  The frame gets what a switch to
 * another VM would lose, no more: flags, eax, ecx and edx do not survive a
 * virtual instruction.  Every store is by esp, whose segment is the kernel's.
 *
 * call_from_guest returns if the guest goes on at once, ebx, esi, edi and ebp
 * as they were. */
	.globl entry_sysenter
entry_sysenter:
	movl (%esp), %esp
	movl %ecx, FRAME_ESP(%esp)
	movl %edx, FRAME_EIP(%esp)
	movl %ebx, FRAME_EBX(%esp)
	movl %ebp, FRAME_EBP(%esp)
	movl %esi, FRAME_ESI(%esp)
	movl %edi, FRAME_EDI(%esp)
	movl $kernel_stack_top, %esp
	pushl $2
	popfl
	load_data_segments %edx
	movl %ebx, %edx
	call call_from_guest
	movl cpu_frame_top, %ecx
	movl FRAME_EIP(%ecx), %edx
	movl FRAME_ESP(%ecx), %ecx
	sti
	sysexit

	.globl resume_iret
resume_iret:
	movl 4(%esp), %esp
	popl %edi
	popl %esi
	popl %ebp
	popl %ebx
	popl %edx
	popl %ecx
	popl %eax
	addl $8, %esp
	iret

/* Flags come back as 2 plus IF; ecx and edx are destroyed, as calls.h says. */
	.globl resume_sysexit
resume_sysexit:
	movl 4(%esp), %esp
	popl %edi
	popl %esi
	popl %ebp
	popl %ebx
	addl $8, %esp
	popl %eax
	movl 8(%esp), %edx
	movl 20(%esp), %ecx
	sti
	sysexit

	.section .text.stubs, "ax"
/* A stub a vector: push 0 where the processor pushes no error code. */
	.altmacro
	.macro stub vector
entry_vector_\vector:
	.if (\vector != 8) && (\vector != 17) && (\vector < 10 || \vector > 14)
	pushl $0
	.endif
	pushl $\vector
	jmp entry_common
	.endm
	.macro entry vector
	.if \vector == 1
	.long entry_debug
	.else
	.long entry_vector_\vector
	.endif
	.endm

	.set i, 0
	.rept 256
	stub %i
	.set i, i + 1
	.endr

	.section .rodata
	.globl entry_vectors
	.balign 4
entry_vectors:
	.set i, 0
	.rept 256
	entry %i
	.set i, i + 1
	.endr

/* A stack for the debug trap above, then the pointer SYSENTER_ESP leads to. */
	.data
	.balign 16
	.skip 64
	.globl cpu_frame_top
cpu_frame_top:
	.long 0
