/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "volumes.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ilwaco/disk.h>
#include <ilwaco/disktable.h>
#include <ilwaco/supervisor.h>
#include <sodium.h>

#include "config.h"
#include "mkext4.h"
#include "own.h"

#define SLOT CONFIG_DISKS_SLOT

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct ilw_disktable table;
static bool is_open;

static const char *attach_area(void)
{
	struct denali_extents area = {
		.slot = SLOT,
		.disk = config.disks.disk,
		.extent_count = 1,
		.extent = { { config.disks.first, config.disks.blocks } },
	};
	int32_t error = ilw_vm_disk(own_vm(), &area);

	return error < 0 ? ilw_supervisor_error(error) : NULL;
}

const char *volumes_open(void)
{
	const struct ilw_disktable_io io = ilw_disktable_slot(
		SLOT, config.disks.blocks);
	const char *wrong = NULL;
	int error;

	if (config.disks.disk == 0)
		return "the host has no area for disks of services";
	wrong = attach_area();
	if (wrong != NULL)
		return wrong;
	pthread_mutex_lock(&lock);
	error = ilw_disktable_open(&table, &io);
	if (error == ILW_DISKTABLE_EUNFORMATTED)
		error = ilw_disktable_format(&table, &io, false);
	is_open = error == 0;
	pthread_mutex_unlock(&lock);
	return error == 0 ? NULL : ilw_disktable_error(error);
}

bool volumes_are_open(void)
{
	return is_open;
}

static const char *name_of(int64_t number, char name[ILW_DISKTABLE_NAME])
{
	snprintf(name, ILW_DISKTABLE_NAME, "disk-%lld", (long long)number);
	return name;
}

/* ---- changes ---- */

/* With the lock; others get it between two steps. */
static int finish(int error)
{
	if (error == 0)
		error = ILW_DISKTABLE_MORE;
	while (error == ILW_DISKTABLE_MORE) {
		pthread_mutex_unlock(&lock);
		pthread_mutex_lock(&lock);
		error = ilw_disktable_step(&table);
	}
	return error;
}

/* Extents count from the area's beginning here. */
static int write_within(void *context, uint32_t block, const void *data)
{
	const struct denali_extents *extents = context;

	for (uint32_t i = 0; i < extents->extent_count; i++) {
		const struct denali_extent *extent = &extents->extent[i];

		if (block < extent->count)
			return ilw_disk_write(SLOT, extent->first + block, 1,
					      data);
		block -= extent->count;
	}
	return ILW_DISKTABLE_EINVAL;
}

/* Nobody else knows of the disk yet. */
static int make_filesystem(const char *name, uint32_t blocks, uint32_t time)
{
	const struct ilw_disktable_disk *found;
	struct denali_extents extents;
	struct mkext4_disk disk = { .write = write_within,
				    .context = &extents,
				    .blocks = blocks,
				    .time = time };

	pthread_mutex_lock(&lock);
	found = ilw_disktable_find(&table, name);
	extents.extent_count = found->extent_count;
	memcpy(extents.extent, found->extent, sizeof extents.extent);
	pthread_mutex_unlock(&lock);
	randombytes_buf(disk.uuid, sizeof disk.uuid);
	if (mkext4(&disk) != 0 || ilw_disk_flush(SLOT) != 0)
		return ILW_DISKTABLE_EIO;
	return 0;
}

int volume_make(int64_t number, uint32_t blocks, bool filesystem, uint32_t time)
{
	char name[ILW_DISKTABLE_NAME];
	int error;

	name_of(number, name);
	pthread_mutex_lock(&lock);
	error = finish(ilw_disktable_create(&table, name, blocks));
	pthread_mutex_unlock(&lock);
	if (error == 0 && filesystem)
		error = make_filesystem(name, blocks, time);
	return error;
}

int volume_grow(int64_t number, uint32_t blocks)
{
	char name[ILW_DISKTABLE_NAME];
	int error;

	pthread_mutex_lock(&lock);
	error = finish(
		ilw_disktable_resize(&table, name_of(number, name), blocks));
	pthread_mutex_unlock(&lock);
	return error;
}

int volume_remove(int64_t number)
{
	char name[ILW_DISKTABLE_NAME];
	int error;

	pthread_mutex_lock(&lock);
	error = finish(ilw_disktable_destroy(&table, name_of(number, name)));
	pthread_mutex_unlock(&lock);
	return error == ILW_DISKTABLE_ENOENT ? 0 : error;
}

/* ---- questions ---- */

uint32_t volume_blocks(int64_t number)
{
	const struct ilw_disktable_disk *disk;
	char name[ILW_DISKTABLE_NAME];
	uint32_t blocks;

	pthread_mutex_lock(&lock);
	disk = ilw_disktable_find(&table, name_of(number, name));
	blocks = disk == NULL ? 0 : disk->blocks;
	pthread_mutex_unlock(&lock);
	return blocks;
}

uint32_t volumes_free(void)
{
	uint32_t blocks;

	pthread_mutex_lock(&lock);
	blocks = is_open ? ilw_disktable_free_blocks(&table) : 0;
	pthread_mutex_unlock(&lock);
	return blocks;
}

int64_t volume_next(int64_t number)
{
	int64_t next = 0;

	pthread_mutex_lock(&lock);
	for (uint32_t i = 0; i < table.copy.count; i++) {
		int64_t found = atoll(table.copy.disk[i].name +
				      strlen("disk-"));

		if (found > number && (next == 0 || found < next))
			next = found;
	}
	pthread_mutex_unlock(&lock);
	return next;
}

/* ---- users ---- */

/* Extents of the table as the kernel counts them, from the disk's beginning. */
static void place_extents(struct denali_extents *extents)
{
	extents->disk = config.disks.disk;
	for (uint32_t i = 0; i < extents->extent_count; i++)
		extents->extent[i].first += config.disks.first;
}

int volume_use(int64_t number, bool writable, struct denali_extents *extents)
{
	char name[ILW_DISKTABLE_NAME];
	int error;

	pthread_mutex_lock(&lock);
	error = ilw_disktable_attach(&table, name_of(number, name), writable,
				     extents);
	pthread_mutex_unlock(&lock);
	if (error == 0)
		place_extents(extents);
	return error;
}

void volume_leave(int64_t number)
{
	char name[ILW_DISKTABLE_NAME];

	pthread_mutex_lock(&lock);
	ilw_disktable_detach(&table, name_of(number, name));
	pthread_mutex_unlock(&lock);
}

bool volume_extents(int64_t number, struct denali_extents *extents)
{
	const struct ilw_disktable_disk *disk;
	char name[ILW_DISKTABLE_NAME];

	pthread_mutex_lock(&lock);
	disk = ilw_disktable_find(&table, name_of(number, name));
	if (disk != NULL) {
		extents->flags = ilw_disktable_users(&table, name) < 0 ?
					 0 :
					 DENALI_DISK_IS_READ_ONLY;
		extents->extent_count = disk->extent_count;
		memcpy(extents->extent, disk->extent, sizeof disk->extent);
	}
	pthread_mutex_unlock(&lock);
	if (disk != NULL)
		place_extents(extents);
	return disk != NULL;
}
