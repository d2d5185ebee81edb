/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * void attack_handler(void): where events go.  Leaves them off, so that the
 * context is safe while it is restored, whatever esp was.
 */
#include <denali/layout.h>

#define SAVE (DENALI_RW_REGISTERS + DENALI_RW_SAVE)

	.text
	.globl	attack_handler
	.type	attack_handler, @function
attack_handler:
	movl	SAVE + DENALI_CONTEXT_EDI, %edi
	movl	SAVE + DENALI_CONTEXT_ESI, %esi
	movl	SAVE + DENALI_CONTEXT_EBP, %ebp
	movl	SAVE + DENALI_CONTEXT_EBX, %ebx
	movl	SAVE + DENALI_CONTEXT_EDX, %edx
	movl	SAVE + DENALI_CONTEXT_ECX, %ecx
	movl	SAVE + DENALI_CONTEXT_EAX, %eax
	movl	$SAVE + DENALI_CONTEXT_EFLAGS, %esp
	popfl
	movl	SAVE + DENALI_CONTEXT_ESP, %esp
	jmp	*SAVE + DENALI_CONTEXT_EIP
	.size	attack_handler, . - attack_handler

	.section .note.GNU-stack, "", @progbits
