/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * void signal_call(void (*handler)(int, siginfo_t *, void *), int signal,
 *		    siginfo_t *info, void *context, void *stack_end);
 *
 * Calls handler(signal, info, context) on another stack.
 */
	.section .text.signal_call, "ax", @progbits
	.globl	signal_call
	.type	signal_call, @function
signal_call:
	pushl	%ebp
	movl	%esp, %ebp
	movl	24(%ebp), %esp
	andl	$-16, %esp
	subl	$4, %esp
	pushl	20(%ebp)
	pushl	16(%ebp)
	pushl	12(%ebp)
	call	*8(%ebp)
	movl	%ebp, %esp
	popl	%ebp
	ret
	.size	signal_call, . - signal_call

	.section .note.GNU-stack, "", @progbits
