/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * void ilw_crash(const char *message): last words, then an invalid instruction.
 *
 * In assembly so that esp, at the fault, points at the return address: the
 * post-mortem's stack excerpt begins with the caller.
 */
#include <denali/layout.h>

	.section .text.ilw_crash, "ax", @progbits
	.globl	ilw_crash
	.type	ilw_crash, @function
ilw_crash:
	movl	4(%esp), %eax
	subl	$8, %esp
	pushl	%eax
	call	ilw_console_last_words
	movl	DENALI_RW_REGISTERS + DENALI_RW_GOT, %eax
	leal	1f@GOTOFF(%eax), %eax
	movl	%eax, (%esp)
	call	ilw_console_last_words
	addl	$12, %esp
	ud2
	.size	ilw_crash, . - ilw_crash

	.section .rodata.ilw_crash, "a", @progbits
1:	.asciz	"\n"

	.section .note.GNU-stack, "", @progbits
