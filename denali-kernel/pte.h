/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the entries of a VM's page tables say.
 *
 * An entry is one of
 *   0                  not touched; rights as the image says
 *   present            frame, hardware rights; OWNED unless it is the image's
 *                      own frame; WRITABLE if writes are allowed (without the
 *                      hardware's bit: copy on write)
 *   not present, OWNED a frame that holds a page with no rights; DIRTY tells
 *                      as when it is present
 *   not present, OUT   the page is at its own place on the swap disk
 *   not present, PACKED on the swap disk, among those that come in together
 *   not present, SET   no page; rights that protect chose
 * SET also marks the others where protect has chosen rights; where it has not
 * they are the image's.
 */
#ifndef PTE_H
#define PTE_H

#include <denali/calls.h>

#include "paging.h"

#define PTE_ACCESSED 0x20ull
#define PTE_DIRTY 0x40ull

#define PTE_OWNED 0x200ull
#define PTE_SET 0x400ull
#define PTE_WRITABLE 0x800ull

/* Of an entry that is not present. */
#define PTE_OUT PTE_ACCESSED
#define PTE_PACKED PTE_DIRTY
#define PTE_NONE PTE_GLOBAL /* no access */

/* What says which rights a page has. */
#define PTE_RIGHTS (PTE_SET | PTE_WRITABLE | PTE_NX)

static inline frame_t pte_frame(uint64_t entry)
{
	return (frame_t)((entry & PTE_FRAME) >> PAGE_SHIFT);
}

/* The bits of a present entry with these rights. */
static inline uint64_t pte_bits(uint32_t prot)
{
	uint64_t bits = PTE_PRESENT | PTE_USER;

	if (prot & DENALI_PROT_WRITE)
		bits |= PTE_WRITABLE;
	if (!(prot & DENALI_PROT_EXEC))
		bits |= PTE_NX;
	return bits;
}

/* An owned page that leaves its frame for the swap disk: where is PTE_OUT or
 * PTE_PACKED. */
static inline uint64_t pte_leave(uint64_t entry, uint64_t where)
{
	uint64_t kept = entry & PTE_RIGHTS;

	if (!(entry & PTE_PRESENT))
		kept |= entry & PTE_NONE;
	return kept | where;
}

/* The same page, back in a frame. */
static inline uint64_t pte_return(uint64_t entry, frame_t frame)
{
	uint64_t bits = (entry & PTE_RIGHTS) | frame_phys(frame) | PTE_OWNED;

	if (entry & PTE_NONE)
		return bits | PTE_NONE;
	bits |= PTE_PRESENT | PTE_USER;
	return entry & PTE_WRITABLE ? bits | PTE_WRITE : bits;
}

#endif
