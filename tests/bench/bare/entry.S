/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The bare-machine kernel's assembly: Multiboot entry, the sysenter paths that
 * are measured, and the ring 3 loop that takes them.
 *
 * A path does what any kernel must that runs untrusted code, and nothing
 * more: flags to a known state (sysenter leaves AC, TF and NT as they were),
 * DS and ES to a known segment (ring 3 may have loaded null), return address
 * and stack from edx and ecx, interrupts, which sysenter turns off, on again
 * for ring 3.  What a virtual instruction costs beyond it is
 * the isolation kernel's own.
 */
#include "bare.h"

	.section .multiboot, "a"
	.balign 4
	.long 0x1badb002, 0, -0x1badb002

	.text
	.global start
start:
	movl $stack_end, %esp
	call bare_main			/* void bare_main(void), returns not */

	/* void enter_ring3(void): continue at user_loop */
	.global enter_ring3
enter_ring3:
	movl $USER_DATA, %eax
	movl %eax, %ds
	movl %eax, %es
	movl $user_loop, %edx
	movl $user_stack_end, %ecx
	sti
	sysexit

	.global sysenter_entry
	.balign 16
sysenter_entry:
	pushl $2
	popfl
	pushl $USER_DATA
	popl %ds
	pushl $USER_DATA
	popl %es
	sti
	sysexit

	/* The same, and another address space. */
	.global switch_entry
	.balign 16
switch_entry:
	pushl $2
	popfl
	pushl $USER_DATA
	popl %ds
	pushl $USER_DATA
	popl %es
	movl %cr3, %eax
	xorl $SPACE_SIZE, %eax
	movl %eax, %cr3
	sti
	sysexit

	/* int $INT_DONE from ring 3: void bare_done(uint64_t tsc_ticks) */
	.global done_entry
done_entry:
	pushl %edx
	pushl %eax
	call bare_done

	.section .user, "awx", @progbits
user_loop:
	movl $TRIPS, %ebx
	rdtsc
	movl %eax, %esi
	movl %edx, %edi
1:	movl $2f, %edx
	movl %esp, %ecx
	sysenter
2:	decl %ebx
	jnz 1b
	rdtsc
	subl %esi, %eax
	sbbl %edi, %edx
	int $INT_DONE
	.space 1024
user_stack_end:

	.bss
	.balign 16
	.space 4096
stack_end:
	.global kernel_stack_end
	.set kernel_stack_end, stack_end

	.section .note.GNU-stack, "", @progbits
