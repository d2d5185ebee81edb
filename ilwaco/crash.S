/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * void ilw_crash(const char *message): last words, then an invalid instruction.
 *
 * In assembly so that esp, at the fault, points at the return address: the
 * post-mortem's stack excerpt begins with the caller.
 */
#include <denali/layout.h>

	.cfi_sections .debug_frame
	.section .text.ilw_crash, "ax", @progbits
	.globl	ilw_crash
	.type	ilw_crash, @function
ilw_crash:
	.cfi_startproc
	movl	4(%esp), %eax
	subl	$8, %esp
	.cfi_adjust_cfa_offset 8
	pushl	%eax
	.cfi_adjust_cfa_offset 4
	call	ilw_console_last_words
	movl	DENALI_RW_REGISTERS + DENALI_RW_GOT, %eax
	leal	1f@GOTOFF(%eax), %eax
	movl	%eax, (%esp)
	call	ilw_console_last_words
	addl	$12, %esp
	.cfi_adjust_cfa_offset -12
	ud2
	.cfi_endproc
	.size	ilw_crash, . - ilw_crash

	.section .rodata.ilw_crash, "a", @progbits
1:	.asciz	"\n"

	.section .note.GNU-stack, "", @progbits
