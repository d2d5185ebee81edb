/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Where an image begins that runs at any base: before all else its pointers are
 * made to fit, and the main stack begins somewhat lower.  The compiler's code
 * finds its data by the word that is set first (sdk/toolchain/newlib/as).
 */
#include <denali/layout.h>

	.section .text._start_anywhere, "ax", @progbits
	.globl	_start_anywhere
	.type	_start_anywhere, @function
_start_anywhere:
	call	1f
1:	popl	%ebx
	addl	$_GLOBAL_OFFSET_TABLE_ + [. - 1b], %ebx
	movl	%ebx, DENALI_RW_REGISTERS + DENALI_RW_GOT
	call	ilw_relocate
	subl	%eax, %esp
	jmp	_start
	.size	_start_anywhere, . - _start_anywhere

	.section .note.GNU-stack, "", @progbits
