/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Page tables: the kernel's own part, which every address space shares.  The
 * guests' part is in space.h.
 */
#ifndef PAGING_H
#define PAGING_H

#include <stdint.h>

#include "frame.h"

#define PTE_PRESENT 0x1ull
#define PTE_WRITE 0x2ull
#define PTE_USER 0x4ull
#define PTE_UNCACHED 0x18ull
#define PTE_USED 0x60ull /* set by the processor: accessed, dirty */
#define PTE_LARGE 0x80ull
#define PTE_GLOBAL 0x100ull
#define PTE_NX (1ull << 63)
#define PTE_FRAME 0x000ffffffffff000ull

#define TABLE_ENTRIES 512
#define TABLE_SPAN 0x200000u       /* bytes that a page table maps */
#define DIRECTORY_SPAN 0x40000000u /* bytes that a page directory maps */

/* Replace the boot page table by the kernel's: W^X for its own image, the
 * window over the first window_bytes of memory, nothing at 0. */
void paging_init(uint32_t window_bytes);

/* The directory that every address space has in its last quarter. */
uint64_t paging_kernel_pointer(void);

/* Load the address space that holds the kernel alone. */
void paging_load_kernel(void);

/* Map device registers, uncached.  Never unmapped; panics when the region is
 * used up. */
void *mmio_map(phys_t phys, uint32_t size);

/* Map one frame of any height for a moment; slot < TEMPORARY_SLOTS, one user
 * of a slot at a time. */
void *temporary_map(unsigned slot, frame_t frame);

#endif
