/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The swap disk: who has which part of it, and transfers to and from it.
 *
 * Each VM is given a region when it is made, for good, described by one number.
 * It has two parts: a place for each page of the VM's memory, by its address,
 * and room for the pages that leave and come back together.  The disk has no
 * map: what is where is in page tables (pte.h), which may be there too, and in
 * struct vm.
 *
 * A VM has one transfer at a time.  While it lasts the VM's struct stays, also
 * if the VM ends.
 *
 * Errors.  A transfer that fails ends its VM (DENALI_CAUSE_SWAP), and nobody
 * else.
 */
#ifndef SWAP_H
#define SWAP_H

#include <stdbool.h>
#include <stdint.h>

#include "block.h"

struct bootplan;
struct denali_machine;
struct vm;

struct transfer {
	struct block_request request; /* first */
	struct vm *vm;
	/* The pages have been moved; or not ok: they have not, or the VM has
	 * ended, and frames that no page table leads to are freed already. */
	void (*done)(struct transfer *transfer, bool ok);

	/* Where its user has got to. */
	uint32_t address, index, count, frames;
	uint8_t phase, directory;

	bool frames_held; /* by the transfer alone, no more by the VM */
};

/* Read the header of the plan's disk; without one nothing is ever swapped. */
void swap_init(const struct bootplan *plan);
bool swap_present(void);
/* Pages that one request may move. */
uint32_t swap_block(void);

/* Give the VM its region.  A disk that is too small for it is logged, and
 * the VM stays in memory. */
void swap_place(struct vm *vm);
/* A VM that ends gives it back. */
void swap_leave(struct vm *vm);

/* The disk's page for a page of the VM's memory, and for the nth of those that
 * move together. */
uint64_t swap_page(const struct vm *vm, uint32_t address);
uint64_t swap_packed_page(const struct vm *vm, uint32_t n);

/* Begin a transfer of a VM that has none; null: too many are under way. */
struct transfer *swap_begin(struct vm *vm,
			    void (*done)(struct transfer *, bool ok));
/* Move request.count frames from or to the disk's page. */
void swap_start(struct transfer *transfer, bool write, uint64_t page);
/* The transfer is over, without or after a start.  Whoever waited for it may
 * run. */
void swap_end(struct transfer *transfer);
/* Transfers under way; how many there can be; and when there are enough that
 * make room. */
#define SWAP_TRANSFERS 48
#define SWAP_BUSY_MAX 16
unsigned swap_busy(void);

/* Has the VM used up what it may move for now?  0: no; else when to ask again,
 * in ns. */
uint64_t swap_delay(const struct vm *vm);
/* It has had so many pages moved for its page faults. */
void swap_charge(struct vm *vm, uint32_t pages);

void swap_fill(struct denali_machine *machine);

#endif
