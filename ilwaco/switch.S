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
	.section .text.ilw_switch, "ax", @progbits
	.globl	ilw_switch
	.type	ilw_switch, @function
ilw_switch:
	movl	4(%esp), %eax
	movl	8(%esp), %edx
	pushl	%ebp
	pushl	%ebx
	pushl	%esi
	pushl	%edi
	movl	%esp, (%eax)
	movl	%edx, %esp
	popl	%edi
	popl	%esi
	popl	%ebx
	popl	%ebp
	ret
	.size	ilw_switch, . - ilw_switch

	.section .note.GNU-stack, "", @progbits
