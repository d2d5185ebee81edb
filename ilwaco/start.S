/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Where an image begins: the contract note, and the entry point.
 *
 * At entry esp is the end of the main stack.  Its top takes, as in every other
 * thread, the struct ilw_thread, to whose start the thread pointer leads, with
 * the thread-local data right below; the frames begin under that.  So a small
 * service touches one page for all of it.
 *
 * The canary is set here, before the first C function that may check it, and
 * the word that all such functions find their data by (newlib/as).  No
 * address is spelled out: the image may be anywhere.
 */
#include <denali/layout.h>
#include <ilwaco/image.h>

#include "offsets.h"

	.section .note.denali.contract, "a", @note
	.balign	4
	.long	7
	.long	4
	.long	1		/* DENALI_NOTE_CONTRACT */
	.asciz	"Denali"
	.balign	4
	.long	DENALI_CONTRACT_VERSION

	.cfi_sections .debug_frame
	.section .text._start, "ax", @progbits
	.globl	_start
	.type	_start, @function
_start:
	.cfi_startproc
	.cfi_undefined %eip		/* nobody called this */
	call	1f
1:	popl	%ebx
	movl	$0, -4(%esp)		/* not taken for a call's by reports */
	addl	$_GLOBAL_OFFSET_TABLE_ + [. - 1b], %ebx
	movl	%ebx, DENALI_RW_REGISTERS + DENALI_RW_GOT
	movl	DENALI_RO_REGISTERS + ILW_RO_SEED + 28, %eax
	movb	$0, %al		/* ends an overlong string */
	movl	%eax, DENALI_RW_REGISTERS + DENALI_RW_CANARY
	subl	$ILW_THREAD_SIZE, %esp
	andl	$-ILW_TLS_ALIGN, %esp
	movl	%esp, %esi		/* the main thread */
	leal	__tls_end@GOTOFF(%ebx), %eax
	subl	%eax, %esp
	leal	__tls_start@GOTOFF(%ebx), %eax
	addl	%eax, %esp
	andl	$-16, %esp
	xorl	%ebp, %ebp
	subl	$12, %esp
	pushl	%esi
	call	ilw_start		/* does not return */
	.cfi_endproc
	.size	_start, . - _start

	.section .note.GNU-stack, "", @progbits
