/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The kernel's address map.  #define only; C, assembly and linker script share
 * it.
 *
 *   C0000000  window: physical memory from 0 on, read-write, no execute,
 *             2 MiB pages; the kernel's own pages by 4 KiB and their section's
 *             rights
 *   F0000000  device registers (mmio_map)
 *   FF800000  temporary maps, one page each
 */
#ifndef MEMORY_H
#define MEMORY_H

#define PAGE_SHIFT 12
#define PAGE_SIZE 0x1000

#define KERNEL_LOAD 0x00100000
#define WINDOW_BASE 0xC0000000
#define WINDOW_SIZE 0x30000000
#define MMIO_BASE 0xF0000000
#define MMIO_END 0xFF800000
#define TEMPORARY_BASE 0xFF800000
#define TEMPORARY_SLOTS 4

#define KERNEL_STACK_SIZE 0x4400 /* to end where small variables begin */

/* Segment selectors.  sysenter and sysexit fix the order of the first four
 * after the kernel's code segment. */
#define SEG_KERNEL_CODE 0x08
#define SEG_KERNEL_DATA 0x10
#define SEG_USER_CODE 0x1b
#define SEG_USER_DATA 0x23
#define SEG_USER_THREAD 0x2b
#define SEG_TASK 0x30

/* Interrupt vectors. */
#define VECTOR_PIC 0x20 /* 16 of them, 8259 */
#define VECTOR_MSI 0x30 /* 32 of them */
#define VECTOR_MSI_COUNT 32
#define VECTOR_TIMER 0xe0
#define VECTOR_SPURIOUS 0xff

#endif
