/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * void signal_call(void (*handler)(int, siginfo_t *, void *), int signal,
 *		    siginfo_t *info, void *context, void *stack_end);
 *
 * Calls handler(signal, info, context) on another stack.
 */
	.cfi_sections .debug_frame
	.section .text.signal_call, "ax", @progbits
	.globl	signal_call
	.type	signal_call, @function
signal_call:
	.cfi_startproc
	pushl	%ebp
	.cfi_adjust_cfa_offset 4
	.cfi_rel_offset %ebp, 0
	movl	%esp, %ebp
	.cfi_def_cfa_register %ebp
	movl	24(%ebp), %esp
	andl	$-16, %esp
	subl	$4, %esp
	pushl	20(%ebp)
	pushl	16(%ebp)
	pushl	12(%ebp)
	call	*8(%ebp)
	movl	%ebp, %esp
	popl	%ebp
	.cfi_def_cfa %esp, 4
	.cfi_restore %ebp
	ret
	.cfi_endproc
	.size	signal_call, . - signal_call

	.section .note.GNU-stack, "", @progbits
