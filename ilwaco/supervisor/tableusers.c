/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Who uses the disks of a disk table.
 */
#include <string.h>

#include <ilwaco/disktable.h>

/* Readers are counted in 16 bits. */
#define READERS_MAX INT16_MAX

static int16_t *users_of(struct ilw_disktable *table,
			 const struct ilw_disktable_disk *disk)
{
	return &table->users[disk - table->copy.disk];
}

int ilw_disktable_attach(struct ilw_disktable *table, const char *name,
			 bool writable, struct denali_extents *extents)
{
	const struct ilw_disktable_disk *disk = ilw_disktable_find(table, name);
	int16_t *users;

	if (disk == NULL)
		return ILW_DISKTABLE_ENOENT;
	users = users_of(table, disk);
	/* A change under way may be about to take the disk away. */
	if (*users < 0 || *users == READERS_MAX || (writable && *users > 0) ||
	    (table->change != ILW_DISKTABLE_NONE &&
	     disk == &table->copy.disk[table->index]))
		return ILW_DISKTABLE_EBUSY;
	*users = writable ? -1 : (int16_t)(*users + 1);
	extents->flags = writable ? 0 : DENALI_DISK_IS_READ_ONLY;
	extents->extent_count = disk->extent_count;
	memcpy(extents->extent, disk->extent, sizeof(extents->extent));
	return 0;
}

int ilw_disktable_detach(struct ilw_disktable *table, const char *name)
{
	const struct ilw_disktable_disk *disk = ilw_disktable_find(table, name);
	int16_t *users;

	if (disk == NULL)
		return ILW_DISKTABLE_ENOENT;
	users = users_of(table, disk);
	if (*users == 0)
		return ILW_DISKTABLE_EINVAL;
	*users = *users < 0 ? 0 : (int16_t)(*users - 1);
	return 0;
}

int ilw_disktable_users(const struct ilw_disktable *table, const char *name)
{
	const struct ilw_disktable_disk *disk = ilw_disktable_find(table, name);

	return disk == NULL ? 0 : table->users[disk - table->copy.disk];
}
