/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
	.globl	assembled
	.type	assembled, @function
assembled:
	movl	$8, %eax
	ret
	.size	assembled, . - assembled
	.section .note.GNU-stack, "", @progbits
