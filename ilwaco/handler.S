/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * void ilw_handler(void): where the kernel sends the VM when events have come.
 *
 * At entry events are off, the interrupted context is in the save area, and no
 * register holds anything: not even esp, if the return sequence was cut short.
 *
 * While preemption is disabled the events are noted and the context restored.
 * Otherwise the context moves to the interrupted thread's own stack, as if the
 * thread had called a function here; from then on the save area is free, events
 * are on, and the thread may lose the processor as in any other call.  What is
 * live in the x87 and SSE registers it carries along then, and the next thread
 * finds them as a fresh one would.  (The kernel needs fxsave itself; SSE may be
 * missing.)  Last of all the thread acts on an interruption (interrupt.h); one
 * that comes after that look comes with another event, whose handler finds it.
 *
 * A debugger finds the interrupted function from where its context has moved to
 * until it moves back.
 *
 * The return sequence lies in [ilw_return_begin, ilw_return_end).  An event
 * that finds eip in there enters ilw_handler anew and leaves the save area
 * alone; nothing in it writes memory but the enable flag.
 */
#include <denali/layout.h>

#include "offsets.h"

#define THREAD (DENALI_RW_REGISTERS + DENALI_RW_THREAD_POINTER)
#define PENDING (DENALI_RW_REGISTERS + DENALI_RW_PENDING)
#define ENABLED (DENALI_RW_REGISTERS + DENALI_RW_ENABLED)
#define SAVE (DENALI_RW_REGISTERS + DENALI_RW_SAVE)
#define GOT (DENALI_RW_REGISTERS + DENALI_RW_GOT)

/* While ebx holds GOT. */
#define DEPTH ilw_preempt@GOTOFF + ILW_PREEMPT_DEPTH(%ebx)
#define EVENTS ilw_preempt@GOTOFF + ILW_PREEMPT_EVENTS(%ebx)

/* Has function find the x87 and SSE registers as a fresh thread would. */
	.macro call_saving_vectors function
	subl	$ILW_FXSAVE_SIZE, %esp
	fxsave	(%esp)
	fninit
	pushl	$ILW_MXCSR_DEFAULT
	testb	$ILW_CPU_SSE, DENALI_RO_REGISTERS + ILW_RO_CPU_FLAGS
	jz	.Lno_sse\@
	ldmxcsr	(%esp)
.Lno_sse\@:
	addl	$4, %esp
	call	\function
	fxrstor	(%esp)
	addl	$ILW_FXSAVE_SIZE, %esp
	.endm

	.cfi_sections .debug_frame
	.section .text.ilw_handler, "ax", @progbits
	.globl	ilw_handler, ilw_return_begin, ilw_return_end
	.type	ilw_handler, @function
ilw_handler:
	.cfi_startproc
	.cfi_signal_frame
	.cfi_undefined %eip
	movl	GOT, %ebx
	xorl	%eax, %eax
	xchgl	%eax, PENDING
	orl	%eax, EVENTS
	cmpl	$0, DEPTH
	jne	ilw_return_begin

	movl	SAVE + DENALI_CONTEXT_ESP, %esp
	pushl	SAVE + DENALI_CONTEXT_EIP
	pushl	SAVE + DENALI_CONTEXT_EFLAGS
	pushl	SAVE + DENALI_CONTEXT_EAX
	pushl	SAVE + DENALI_CONTEXT_ECX
	pushl	SAVE + DENALI_CONTEXT_EDX
	pushl	SAVE + DENALI_CONTEXT_EBX
	pushl	SAVE + DENALI_CONTEXT_EBP
	pushl	SAVE + DENALI_CONTEXT_ESI
	pushl	SAVE + DENALI_CONTEXT_EDI
	movl	%esp, %ebp
	.cfi_remember_state
	.cfi_def_cfa %ebp, 36
	.cfi_offset %eip, -4
	.cfi_offset %eax, -12
	.cfi_offset %ecx, -16
	.cfi_offset %edx, -20
	.cfi_offset %ebx, -24
	.cfi_offset %ebp, -28
	.cfi_offset %esi, -32
	.cfi_offset %edi, -36
	andl	$-16, %esp
1:	movl	$1, DEPTH
	movl	$1, ENABLED
	call	ilw_event_act
	testb	%al, %al
	jz	2f
	call_saving_vectors ilw_thread_preempt
2:	movl	$0, DEPTH
	cmpl	$0, EVENTS
	jne	1b
	movl	THREAD, %eax
	cmpb	$0, ILW_THREAD_INTERRUPTED(%eax)
	je	3f
	call_saving_vectors ilw_interrupt_act
3:	movl	%ebp, %esp
	.cfi_restore_state
	popl	%edi
	popl	%esi
	popl	%ebp
	popl	%ebx
	popl	%edx
	popl	%ecx
	popl	%eax
	popfl
	ret

ilw_return_begin:
	movl	$1, ENABLED
	cmpl	$0, PENDING
	jne	4f
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
4:	movl	$0, ENABLED
	jmp	ilw_handler
ilw_return_end:
	.cfi_endproc
	.size	ilw_handler, . - ilw_handler

	.section .note.GNU-stack, "", @progbits
