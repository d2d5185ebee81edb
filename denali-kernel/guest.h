/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The only way from a guest's address to memory.
 *
 * A guest address is a type of its own; these calls check it against the VM's
 * memory size and access rights and bring the pages in.  All of them work on
 * the VM whose address space is loaded (cpu.current), may allocate frames,
 * and either do the whole job or nothing.  Where a page must be waited for the
 * VM is taken off the processor: whatever was being done for it is to be done
 * again, before it goes on.
 */
#ifndef GUEST_H
#define GUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "space.h"

struct vm;

struct guest_address {
	uint32_t value;
};

static inline struct guest_address guest_address(uint32_t value)
{
	return (struct guest_address){ value };
}

/* Is [address, address + length) inside [DENALI_IMAGE_BASE, memory size)?
 * No access, no allocation. */
bool guest_range(const struct vm *vm, struct guest_address address,
		 uint32_t length);

/* Copy length bytes (at most 4096) between the kernel and the VM.  SPACE_DONE,
 * SPACE_DENIED (a page is outside, or may not be accessed that way),
 * SPACE_NO_MEMORY or SPACE_WAIT. */
enum space_result guest_read(struct vm *vm, void *to, struct guest_address from,
			     uint32_t length);
enum space_result guest_write(struct vm *vm, struct guest_address to,
			      const void *from, uint32_t length);

#endif
