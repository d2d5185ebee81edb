/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <ilwaco/crash.h>

#include "quick.h"

struct quick ilw_quick;

uint32_t ilw_quick_pop(struct quick_slot *slot)
{
	uint32_t offset = slot->blocks[--slot->count];
	struct block *block = block_at(offset);

	if (block->next != offset || block->previous != offset)
		ilw_crash("heap: written to after it was freed");
	ilw_quick.bytes -= slot->size;
	block->header &= ~BLOCK_QUICK;
	return offset;
}
