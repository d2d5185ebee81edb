/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A disk table on a disk of the supervisor's own.
 */
#include <ilwaco/disk.h>
#include <ilwaco/disktable.h>

static unsigned slot_of(void *context)
{
	return (unsigned)(uintptr_t)context;
}

static int read_blocks(void *context, uint32_t block, uint32_t count,
		       void *data)
{
	return ilw_disk_read(slot_of(context), block, count, data);
}

static int write_blocks(void *context, uint32_t block, uint32_t count,
			const void *data)
{
	return ilw_disk_write(slot_of(context), block, count, data);
}

static int flush(void *context)
{
	return ilw_disk_flush(slot_of(context));
}

struct ilw_disktable_io ilw_disktable_slot(unsigned slot, uint32_t blocks)
{
	return (struct ilw_disktable_io){
		.read = read_blocks,
		.write = write_blocks,
		.flush = flush,
		.context = (void *)(uintptr_t)slot,
		.blocks = blocks,
	};
}
