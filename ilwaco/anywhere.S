/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Where an image begins that runs at any base.
 *
 * The main stack begins somewhat lower, anywhere in the room that the linker
 * left, in 64-byte steps, which keep the thread aligned, but never so low in a
 * page that a small service would touch one more.  That comes before the first
 * push, which would touch one more, too.
 *
 * Then the image's pointers are made to fit: on a stack below where the main
 * thread and its thread-local data will be, which must be all zero still.  The
 * compiler's code finds its data by the word that is set before
 * (sdk/toolchain/newlib/as).
 */
#include <denali/layout.h>
#include <ilwaco/image.h>

#include "offsets.h"

	.cfi_sections .debug_frame
	.section .text._start_anywhere, "ax", @progbits
	.globl	_start_anywhere
	.type	_start_anywhere, @function
_start_anywhere:
	.cfi_startproc
	.cfi_undefined %eip		/* nobody called this */
	movl	DENALI_RO_REGISTERS + ILW_RO_SEED + 24, %eax
	movl	%eax, %ecx
	andl	$(ILW_STACK_SPREAD - DENALI_PAGE_SIZE), %eax
	shrl	$20, %ecx
	andl	$ILW_STACK_STEPS, %ecx
	orl	%ecx, %eax
	subl	%eax, %esp
	call	1f
1:	popl	%ebx
	addl	$_GLOBAL_OFFSET_TABLE_ + [. - 1b], %ebx
	movl	%ebx, DENALI_RW_REGISTERS + DENALI_RW_GOT
	movl	%esp, %esi
	subl	$ILW_THREAD_SIZE + ILW_TLS_ALIGN, %esp
	leal	__tls_end@GOTOFF(%ebx), %eax
	subl	%eax, %esp
	leal	__tls_start@GOTOFF(%ebx), %eax
	addl	%eax, %esp
	andl	$-16, %esp
	call	ilw_relocate
	movl	%esi, %esp
	jmp	_start
	.cfi_endproc
	.size	_start_anywhere, . - _start_anywhere

	.section .note.GNU-stack, "", @progbits
