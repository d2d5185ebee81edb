/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * From the boot loader (Multiboot 1: 32-bit protected mode, paging off) to
 *   _Noreturn void kernel_main(uint32_t magic, uint32_t information);
 * in the window, under a first page table that maps the low GiB both at 0 and
 * at WINDOW_BASE.  paging.c replaces it.
 */
#include "memory.h"

#define MULTIBOOT_MAGIC 0x1badb002
#define MULTIBOOT_FLAGS 0x3 /* modules page-aligned, memory map wanted */

	.section .multiboot, "ax"
	.balign 4
	.long MULTIBOOT_MAGIC
	.long MULTIBOOT_FLAGS
	.long -(MULTIBOOT_MAGIC + MULTIBOOT_FLAGS)

#define PHYS(symbol) ((symbol) - WINDOW_BASE)

	.text
	.globl boot_entry
boot_entry:
	cli
	cld
	movl %eax, %ebp
	movl %ebx, %edi	/* cpuid destroys ebx */

	/* Both of these, or nothing below works. */
	movl $1, %eax
	cpuid
	testl $1 << 6, %edx	/* PAE */
	jz boot_refuse
	movl $0x80000000, %eax
	cpuid
	cmpl $0x80000001, %eax
	jb boot_refuse
	movl $0x80000001, %eax
	cpuid
	testl $1 << 20, %edx	/* NX */
	jz boot_refuse

	/* 2 MiB pages, writable: the low GiB. */
	movl %edi, %esi
	movl $PHYS(boot_directory), %edi
	movl $0x83, %eax
	movl $512, %ecx
1:	movl %eax, (%edi)
	movl $0, 4(%edi)
	addl $0x200000, %eax
	addl $8, %edi
	loop 1b

	movl $PHYS(boot_directory) + 1, %eax
	movl %eax, PHYS(boot_pointers)
	movl %eax, PHYS(boot_pointers) + 24
	movl %cr4, %eax
	orl $0x20, %eax		/* PAE */
	movl %eax, %cr4
	movl $PHYS(boot_pointers), %eax
	movl %eax, %cr3
	movl $0xc0000080, %ecx	/* EFER */
	rdmsr
	orl $0x800, %eax	/* NXE */
	wrmsr
	movl %cr0, %eax
	andl $0x9fffffff, %eax	/* caches on: not CD, not NW */
	orl $0x80010022, %eax	/* PG, WP, NE, MP */
	andl $~0xc, %eax	/* not TS, not EM */
	movl %eax, %cr0
	movl $1f, %eax
	jmp *%eax
1:	movl $kernel_stack_top, %esp
	pushl %esi
	pushl %ebp
	xorl %ebp, %ebp
	call kernel_main

/* Say so on the log port as the firmware left it, and end as power.c does. */
boot_refuse:
	movl $PHYS(boot_complaint), %esi
	movl $boot_complaint_end - boot_complaint, %ecx
	movw $0x2f8, %dx
	rep outsb
	movw $0xf4, %dx
	movl $2, %eax
	outl %eax, %dx
1:	hlt
	jmp 1b

boot_complaint:
	.ascii "panic: processor lacks PAE or NX, which the kernel needs\n"
boot_complaint_end:

	.bss
	.balign PAGE_SIZE
boot_directory:
	.skip PAGE_SIZE
	.balign 32
boot_pointers:
	.skip 32
	.balign 16
	.balign PAGE_SIZE
	.globl kernel_stack_guard, kernel_stack_top
kernel_stack_guard:
	.skip PAGE_SIZE
	.skip KERNEL_STACK_SIZE
kernel_stack_top:
