/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Address map of a VM and other constants of the contract that C, assembly
 * and linker scripts share.  #define only; every number is written here once.
 *
 *   00000000  never mapped: null and small offsets from it        64 KiB
 *   00010000  registers the kernel writes     read-only to the VM  4 KiB
 *   00011000  registers both write, rings     read-write           4 KiB
 *   00012000  never mapped
 *   00020000  image: text r-x | rodata r-- | data rw- | bss
 *             guard page | main stack | heap -> memory size
 *    ...      never mapped
 *   C0000000  the kernel, inaccessible
 *
 * A VM of memory size M may touch [DENALI_IMAGE_BASE, M) and the two register
 * pages, nothing else.  No page is ever writable and executable.
 */
#ifndef DENALI_LAYOUT_H
#define DENALI_LAYOUT_H

#define DENALI_CONTRACT_VERSION 2

#define DENALI_PAGE_SHIFT 12
#define DENALI_PAGE_SIZE 0x1000

#define DENALI_RO_REGISTERS 0x00010000
#define DENALI_RW_REGISTERS 0x00011000
#define DENALI_IMAGE_BASE 0x00020000
#define DENALI_KERNEL_BASE 0xC0000000

/* A VM's memory size: a multiple of the page size within these bounds.
 * The upper bound is one page short of the kernel, so that no length that
 * ends at it can wrap. */
#define DENALI_MEMORY_MIN 0x00040000
#define DENALI_MEMORY_MAX 0xBFFFF000
#define DENALI_MEMORY_DEFAULT 0x01000000

/* Offsets in the read-write register page that assembly needs; asserted
 * against struct denali_rw_registers in registers.h. */
#define DENALI_RW_THREAD_POINTER 0x000
#define DENALI_RW_GOT 0x004 /* also in sdk/toolchain/newlib/as */
#define DENALI_RW_CANARY 0x014
#define DENALI_RW_PENDING 0x018
#define DENALI_RW_ENABLED 0x01c
#define DENALI_RW_HANDLER 0x020
#define DENALI_RW_RETURN_BEGIN 0x024
#define DENALI_RW_RETURN_END 0x028
#define DENALI_RW_TIMER 0x030
#define DENALI_RW_SAVE 0x040

/* Offsets in the save area (struct denali_context). */
#define DENALI_CONTEXT_EDI 0x00
#define DENALI_CONTEXT_ESI 0x04
#define DENALI_CONTEXT_EBP 0x08
#define DENALI_CONTEXT_EBX 0x0c
#define DENALI_CONTEXT_EDX 0x10
#define DENALI_CONTEXT_ECX 0x14
#define DENALI_CONTEXT_EAX 0x18
#define DENALI_CONTEXT_EFLAGS 0x1c
#define DENALI_CONTEXT_ESP 0x20
#define DENALI_CONTEXT_EIP 0x24
#define DENALI_CONTEXT_SIZE 0x28

/* The software interrupt that enters the kernel where sysenter is missing. */
#define DENALI_INT_VECTOR 0x80

#endif
