/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A VM's page tables (pte.h), and the frames that its memory takes.
 *
 * Directories and tables are low frames, made when a page below them is first
 * needed.  A VM's limit is on the pages it owns, in memory or on the swap disk.
 */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "frame.h"

struct vm;

/* Page directories that a VM can have; the fourth is the kernel's. */
#define TABLE_DIRECTORIES 3

/* What a VM has in the kernel only while it has memory. */
struct space {
	uint64_t pointers[4]; /* the processor's; of the last the kernel's */
	uint64_t entered;     /* ns; when it was let in */
	uint32_t hand;        /* where the pager looks next */
	uint32_t reserved[5];
};
_Static_assert(sizeof(struct space) == 64, "aligned in its pool");

/* One frame for the VM, counted; FRAME_NONE if the host has none, or if the VM
 * has reached its limit, which table_limited tells. */
frame_t table_take_frame(struct vm *vm, bool low);
void table_drop_frame(struct vm *vm, frame_t frame);
bool table_limited(const struct vm *vm);

/* The entry of a page, or null where there is no table for it. */
uint64_t *table_find(const struct vm *vm, uint32_t address);
/* The same, making tables as needed; null if memory is short. */
uint64_t *table_make(struct vm *vm, uint32_t address);
/* The same in other tables than the VM's own, by the processor's pointers; and
 * to give those back, but not what they lead to. */
uint64_t *table_make_in(struct vm *vm, uint64_t *pointers, uint32_t address);
void table_clear(struct vm *vm, uint64_t *pointers);
/* The first entry that is not 0 at *address or after it, which is advanced to
 * it; null if there is none. */
uint64_t *table_next(const struct vm *vm, uint32_t *address);

/* The entries of the nth directory and, from *index on, of the next table in
 * it that has any of the given bits; null if there is none. */
uint64_t *table_next_table(const struct vm *vm, unsigned directory,
			   uint32_t *index, uint64_t bits);

/* An empty space; false if memory is short. */
bool table_create(struct vm *vm);
/* Give back some of a space that is not loaded; true when nothing is left.
 * Each call is bounded, by a page table's frames. */
bool table_destroy(struct vm *vm);

#endif
