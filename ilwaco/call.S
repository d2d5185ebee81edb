/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * int32_t ilw_call(uint32_t number, uint32_t first, uint32_t second,
 *                  uint32_t third);
 *
 * sysenter saves neither eip nor esp: edx and ecx carry them.  The label after
 * it is where the kernel returns; it must be the very next instruction.
 */
#include <denali/layout.h>

#include "offsets.h"

	.cfi_sections .debug_frame
	.section .text.ilw_call, "ax", @progbits
	.globl	ilw_call
	.type	ilw_call, @function
ilw_call:
	.cfi_startproc
	pushl	%ebx
	.cfi_adjust_cfa_offset 4
	.cfi_rel_offset %ebx, 0
	pushl	%esi
	.cfi_adjust_cfa_offset 4
	.cfi_rel_offset %esi, 0
	pushl	%edi
	.cfi_adjust_cfa_offset 4
	.cfi_rel_offset %edi, 0
	movl	16(%esp), %eax
	movl	20(%esp), %ebx
	movl	24(%esp), %esi
	movl	28(%esp), %edi
	testb	$ILW_CPU_SYSENTER, DENALI_RO_REGISTERS + ILW_RO_CPU_FLAGS
	jz	2f
	movl	DENALI_RW_REGISTERS + DENALI_RW_GOT, %edx
	leal	1f@GOTOFF(%edx), %edx
	movl	%esp, %ecx
	sysenter
1:	.cfi_remember_state
	popl	%edi
	.cfi_adjust_cfa_offset -4
	.cfi_restore %edi
	popl	%esi
	.cfi_adjust_cfa_offset -4
	.cfi_restore %esi
	popl	%ebx
	.cfi_adjust_cfa_offset -4
	.cfi_restore %ebx
	ret
	.cfi_restore_state
2:	int	$DENALI_INT_VECTOR
	jmp	1b
	.cfi_endproc
	.size	ilw_call, . - ilw_call

	.section .note.GNU-stack, "", @progbits
