/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * void ilw_switch(void **save, void *load);
 *
 * Leaves one thread's stack for another's.  The registers that a function must
 * keep are pushed, the rest are dead across a call.  Returns when somebody
 * switches back.  A new thread's stack is laid out so that the switch returns
 * into its first function.
 */
	.cfi_sections .debug_frame
	.section .text.ilw_switch, "ax", @progbits
	.globl	ilw_switch
	.type	ilw_switch, @function
ilw_switch:
	.cfi_startproc
	movl	4(%esp), %eax
	movl	8(%esp), %edx
	pushl	%ebp
	.cfi_adjust_cfa_offset 4
	.cfi_rel_offset %ebp, 0
	pushl	%ebx
	.cfi_adjust_cfa_offset 4
	.cfi_rel_offset %ebx, 0
	pushl	%esi
	.cfi_adjust_cfa_offset 4
	.cfi_rel_offset %esi, 0
	pushl	%edi
	.cfi_adjust_cfa_offset 4
	.cfi_rel_offset %edi, 0
	movl	%esp, (%eax)
	movl	%edx, %esp
	popl	%edi
	.cfi_adjust_cfa_offset -4
	.cfi_restore %edi
	popl	%esi
	.cfi_adjust_cfa_offset -4
	.cfi_restore %esi
	popl	%ebx
	.cfi_adjust_cfa_offset -4
	.cfi_restore %ebx
	popl	%ebp
	.cfi_adjust_cfa_offset -4
	.cfi_restore %ebp
	ret
	.cfi_endproc
	.size	ilw_switch, . - ilw_switch

	.section .note.GNU-stack, "", @progbits
