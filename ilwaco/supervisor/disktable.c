/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A change is prepared beside the table, its new blocks are zeroed, and then it
 * is made in memory and written: if that fails, memory may be ahead of the
 * disk, and only another opening tells.
 */
#include <string.h>

#include <ilwaco/disktable.h>

#include "tablefile.h"
#include "tablename.h"
#include "tablespace.h"

#define STEP 64 /* blocks zeroed by one */

static void start(struct ilw_disktable *table,
		  const struct ilw_disktable_io *io)
{
	memset(table, 0, sizeof(*table));
	table->io = *io;
}

int ilw_disktable_open(struct ilw_disktable *table,
		       const struct ilw_disktable_io *io)
{
	int error;

	start(table, io);
	table->failed = true;
	if (io->blocks < ILW_DISKTABLE_FIRST)
		return ILW_DISKTABLE_EUNFORMATTED;
	error = tablefile_read(table);
	if (error == 0)
		error = tablespace_check(table);
	if (error != 0)
		table->copy.count = 0;
	table->failed = error != 0;
	return error;
}

int ilw_disktable_format(struct ilw_disktable *table,
			 const struct ilw_disktable_io *io, bool force)
{
	int error = 0;

	start(table, io);
	table->failed = true;
	if (io->blocks <= ILW_DISKTABLE_FIRST)
		return ILW_DISKTABLE_ESMALL;
	if (!force)
		error = tablefile_check_blank(table);
	start(table, io);
	if (error == 0)
		error = tablefile_erase(table);
	if (error == 0)
		error = tablefile_write(table);
	table->failed = error != 0;
	return error;
}

const struct ilw_disktable_disk *
ilw_disktable_find(const struct ilw_disktable *table, const char *name)
{
	for (uint32_t i = 0; i < table->copy.count; i++)
		if (strncmp(table->copy.disk[i].name, name,
			    ILW_DISKTABLE_NAME) == 0)
			return &table->copy.disk[i];
	return NULL;
}

uint32_t ilw_disktable_free_blocks(const struct ilw_disktable *table)
{
	uint32_t blocks = table->io.blocks - ILW_DISKTABLE_FIRST;

	for (uint32_t i = 0; i < table->copy.count; i++)
		blocks -= table->copy.disk[i].blocks;
	return blocks;
}

/* ---- changes ---- */

/* May there be one of this disk?  If so its number is in index. */
static int begin(struct ilw_disktable *table, const char *name)
{
	const struct ilw_disktable_disk *disk;

	if (table->failed)
		return ILW_DISKTABLE_EIO;
	if (table->change != ILW_DISKTABLE_NONE)
		return ILW_DISKTABLE_EBUSY;
	disk = ilw_disktable_find(table, name);
	if (disk == NULL)
		return ILW_DISKTABLE_ENOENT;
	table->index = (uint32_t)(disk - table->copy.disk);
	return 0;
}

int ilw_disktable_create(struct ilw_disktable *table, const char *name,
			 uint32_t blocks)
{
	int error = begin(table, name);

	if (error == 0)
		return ILW_DISKTABLE_EEXIST;
	if (error != ILW_DISKTABLE_ENOENT)
		return error;
	if (!tablename_is_good(name) || blocks == 0)
		return ILW_DISKTABLE_EINVAL;
	if (table->copy.count == ILW_DISKTABLE_DISKS)
		return ILW_DISKTABLE_EFULL;
	memset(&table->next, 0, sizeof(table->next));
	strncpy(table->next.name, name, ILW_DISKTABLE_NAME - 1);
	error = tablespace_extend(table, &table->next, blocks);
	if (error != 0)
		return error;
	table->index = table->copy.count;
	table->zeroed = 0;
	table->change = ILW_DISKTABLE_SET;
	return 0;
}

int ilw_disktable_resize(struct ilw_disktable *table, const char *name,
			 uint32_t blocks)
{
	struct ilw_disktable_disk *next = &table->next;
	int error = begin(table, name);

	if (error == 0 && blocks == 0)
		error = ILW_DISKTABLE_EINVAL;
	if (error != 0)
		return error;
	*next = table->copy.disk[table->index];
	table->zeroed = next->blocks;
	if (blocks < next->blocks) {
		if (table->users[table->index] != 0)
			return ILW_DISKTABLE_EBUSY;
		tablespace_cut(next, blocks);
		table->zeroed = blocks;
	} else {
		error = tablespace_extend(table, next, blocks - next->blocks);
	}
	if (error == 0)
		table->change = ILW_DISKTABLE_SET;
	return error;
}

int ilw_disktable_destroy(struct ilw_disktable *table, const char *name)
{
	int error = begin(table, name);

	if (error == 0 && table->users[table->index] != 0)
		error = ILW_DISKTABLE_EBUSY;
	if (error == 0)
		table->change = ILW_DISKTABLE_REMOVE;
	return error;
}

/* Block number `block` of a disk and those after it in the same extent. */
static struct denali_extent extent_at(const struct ilw_disktable_disk *disk,
				      uint32_t block)
{
	const struct denali_extent *extent = disk->extent;

	for (; block >= extent->count; extent++)
		block -= extent->count;
	return (struct denali_extent){ extent->first + block,
				       extent->count - block };
}

static int zero_some(struct ilw_disktable *table)
{
	for (uint32_t left = STEP;
	     left > 0 && table->zeroed < table->next.blocks;) {
		struct denali_extent piece = extent_at(&table->next,
						       table->zeroed);

		if (piece.count > left)
			piece.count = left;
		if (tablefile_zero(table, piece.first, piece.count) != 0)
			return ILW_DISKTABLE_EIO;
		left -= piece.count;
		table->zeroed += piece.count;
	}
	return ILW_DISKTABLE_MORE;
}

static void apply(struct ilw_disktable *table)
{
	struct ilw_disktable_copy *copy = &table->copy;
	struct ilw_disktable_disk *disk = &copy->disk[table->index];

	if (table->change == ILW_DISKTABLE_SET) {
		if (table->index == copy->count)
			table->users[copy->count++] = 0;
		*disk = table->next;
		return;
	}
	copy->count--;
	memmove(disk, disk + 1, (copy->count - table->index) * sizeof(*disk));
	memset(&copy->disk[copy->count], 0, sizeof(*disk));
	memmove(&table->users[table->index], &table->users[table->index + 1],
		(copy->count - table->index) * sizeof(table->users[0]));
}

int ilw_disktable_step(struct ilw_disktable *table)
{
	int error;

	if (table->change == ILW_DISKTABLE_NONE)
		return 0;
	if (table->change == ILW_DISKTABLE_SET &&
	    table->zeroed < table->next.blocks) {
		error = zero_some(table);
	} else {
		apply(table);
		error = tablefile_write(table);
		table->failed = error != 0;
	}
	if (error != ILW_DISKTABLE_MORE)
		table->change = ILW_DISKTABLE_NONE;
	return error;
}

int ilw_disktable_finish(struct ilw_disktable *table, int first)
{
	if (first != 0)
		return first;
	do {
		first = ilw_disktable_step(table);
	} while (first == ILW_DISKTABLE_MORE);
	return first;
}

void ilw_disktable_cancel(struct ilw_disktable *table)
{
	table->change = ILW_DISKTABLE_NONE;
}
