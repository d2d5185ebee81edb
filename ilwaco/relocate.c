/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What an image that runs at any base does first.
 *
 * Its words that hold addresses, all in data, were linked for a base of 0; each
 * gets the base that the image has.  They are listed in two ways, both of which
 * the linker uses: one by one (.rel.dyn), some of type 0 being room that it has
 * left unused, and packed (.relr.dyn) as the address of a word, followed by
 * bits for the words after it, 31 to an entry.  Then what is read-only becomes
 * so.
 *
 * Until that is done no function may be called that reads a pointer in data.
 */
#include <ilwaco/image.h>
#include <ilwaco/memory.h>
#include <ilwaco/registers.h>

#include "relocate.h"

#define BITS 31 /* of an entry of .relr.dyn that is not an address */

static void move(uint32_t address, uint32_t base)
{
	*(uint32_t *)(address + base) += base;
}

static void move_packed(uint32_t base)
{
	uint32_t next = 0;

	for (const uint32_t *entry = __relr_start; entry < __relr_end;
	     entry++) {
		if ((*entry & 1) == 0) {
			move(*entry, base);
			next = *entry + sizeof(uint32_t);
			continue;
		}
		for (uint32_t i = 0, bits = *entry >> 1; bits != 0;
		     i++, bits >>= 1)
			if (bits & 1)
				move(next + i * sizeof(uint32_t), base);
		next += BITS * sizeof(uint32_t);
	}
}

void ilw_relocate(void)
{
	uint32_t base = (uint32_t)__image_start;

	for (const struct ilw_relocation *r = __rel_start; r < __rel_end; r++)
		if (r->type != 0)
			move(r->address, base);
	move_packed(base);
	ilw_protect(__rodata_start,
		    (size_t)(__rodata_end - __rodata_start + 0xfff) & ~0xfffu,
		    DENALI_PROT_READ);
}
