/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "store.h"

#include <ilwaco/disk.h>
#include <ilwaco/registers.h>
#include <ilwaco/supervisor.h>

#include "child.h"

#define SLOT 6 /* of the supervisor's own disks */

struct ilw_disktable store;
uint32_t store_disk;

int32_t own_disk(uint32_t disk, uint32_t slot, uint32_t *blocks)
{
	struct denali_machine_disk info;
	struct denali_extents whole = { .slot = slot, .disk = disk };
	int32_t error = ilw_machine_disk(disk, &info);

	if (error < 0)
		return error;
	*blocks = info.blocks;
	whole.flags = info.flags & DENALI_DISK_IS_READ_ONLY;
	whole.extent_count = 1;
	whole.extent[0].count = info.blocks;
	return ilw_vm_disk(ilw_registers()->vm_id, &whole);
}

int own_disk_read(uint32_t slot, uint32_t block, uint32_t count, void *data)
{
	return ilw_disk_read(slot, block, count, data);
}

const char *store_open(uint32_t disk, bool format, bool force)
{
	struct ilw_disktable_io io;
	uint32_t blocks;
	int32_t error;
	int result;

	if (store_disk != 0)
		return "a disk table is open";
	if (children_strange())
		return "VMs of an earlier life have disks; kill them first";
	error = own_disk(disk, SLOT, &blocks);
	if (error < 0)
		return ilw_supervisor_error(error);
	io = ilw_disktable_slot(SLOT, blocks);
	result = format ? ilw_disktable_format(&store, &io, force) :
			  ilw_disktable_open(&store, &io);
	if (result < 0)
		return ilw_disktable_error(result);
	store_disk = disk;
	return NULL;
}
