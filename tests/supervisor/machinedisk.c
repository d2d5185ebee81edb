/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The stand-in machine's one disk, and those of the supervisor on it.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <ilwaco/disk.h>
#include <ilwaco/supervisor.h>

#include "machineinside.h"

static struct denali_extents own[DENALI_DISKS];

int32_t ilw_machine_disk(uint32_t disk, struct denali_machine_disk *info)
{
	if (disk != 1)
		return DENALI_ENOENT;
	*info = (struct denali_machine_disk){ .flags = DENALI_DISK_PRESENT,
					      .blocks = machine.blocks };
	snprintf(info->driver, sizeof info->driver, "standin");
	return 0;
}

static bool fits(const struct denali_extents *extents)
{
	bool good = extents->slot < DENALI_DISKS &&
		    extents->extent_count <= DENALI_EXTENTS &&
		    (extents->extent_count == 0 || extents->disk == 1);

	for (uint32_t i = 0; good && i < extents->extent_count; i++)
		good = extents->extent[i].count != 0 &&
		       extents->extent[i].first < machine.blocks &&
		       extents->extent[i].count <=
			       machine.blocks - extents->extent[i].first;
	return good;
}

static uint32_t blocks_of(const struct denali_extents *extents)
{
	uint32_t blocks = 0;

	for (uint32_t i = 0; i < extents->extent_count; i++)
		blocks += extents->extent[i].count;
	return blocks;
}

int32_t ilw_vm_disk(uint32_t number, const struct denali_extents *extents)
{
	int32_t error = DENALI_ENOENT;
	struct vm *vm;

	machine_lock();
	vm = vm_of(number);
	if (!fits(extents)) {
		error = DENALI_EINVAL;
	} else if (number == OWN_VM) {
		own[extents->slot] = *extents;
		error = 0;
	} else if (vm != NULL && !vm->ended) {
		vm->status.disk[extents->slot] = (struct denali_disk_info){
			.flags = extents->extent_count == 0 ?
					 0 :
					 DENALI_DISK_PRESENT | extents->flags,
			.blocks = blocks_of(extents)
		};
		error = 0;
	}
	machine_unlock();
	return error;
}

uint32_t ilw_disk_blocks(unsigned disk)
{
	return disk < DENALI_DISKS ? blocks_of(&own[disk]) : 0;
}

bool ilw_disk_is_read_only(unsigned disk)
{
	return disk < DENALI_DISKS &&
	       (own[disk].flags & DENALI_DISK_IS_READ_ONLY) != 0;
}

/* The machine's block; all ones: past the end. */
static uint32_t place(unsigned disk, uint32_t block)
{
	for (uint32_t i = 0; i < own[disk].extent_count; i++) {
		if (block < own[disk].extent[i].count)
			return own[disk].extent[i].first + block;
		block -= own[disk].extent[i].count;
	}
	return UINT32_MAX;
}

static int move(unsigned disk, uint32_t block, uint32_t count, void *to,
		const void *from)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t at = disk < DENALI_DISKS ? place(disk, block + i) :
						    UINT32_MAX;
		ssize_t moved;

		if (at == UINT32_MAX)
			return disk < DENALI_DISKS &&
					       own[disk].extent_count > 0 ?
				       DENALI_DISK_OUTSIDE :
				       DENALI_DISK_MISSING;
		if (to != NULL)
			moved = pread(machine.disk, (char *)to + i * 4096, 4096,
				      (off_t)at * 4096);
		else
			moved = pwrite(machine.disk,
				       (const char *)from + i * 4096, 4096,
				       (off_t)at * 4096);
		if (moved != 4096)
			return DENALI_DISK_FAILED;
	}
	return DENALI_DISK_OK;
}

int ilw_disk_read(unsigned disk, uint32_t block, uint32_t count, void *data)
{
	return move(disk, block, count, data, NULL);
}

int ilw_disk_write(unsigned disk, uint32_t block, uint32_t count,
		   const void *data)
{
	return move(disk, block, count, NULL, data);
}

int ilw_disk_flush(unsigned disk)
{
	(void)disk;
	return fsync(machine.disk) == 0 ? DENALI_DISK_OK : DENALI_DISK_FAILED;
}
