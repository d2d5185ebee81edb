/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Nothing is kept of what is free: it is what lies between the extents in use,
 * which are collected and sorted when blocks are wanted.
 */
#include <stddef.h>

#include "tablename.h"
#include "tablespace.h"

/* Shell's sort, with gaps that shrink by a factor of 2.25. */
static void sort(struct denali_extent *extents, uint32_t count)
{
	uint32_t gap = count;

	do {
		gap = gap < 3 ? 1 : gap * 4 / 9;
		for (uint32_t i = gap, j; i < count; i++) {
			struct denali_extent moved = extents[i];

			for (j = i;
			     j >= gap && extents[j - gap].first > moved.first;
			     j -= gap)
				extents[j] = extents[j - gap];
			extents[j] = moved;
		}
	} while (gap > 1);
}

/* The blocks before the first disk count as used, so there always is one. */
static void collect(struct ilw_disktable *table)
{
	uint32_t count = 1;

	table->used[0] = (struct denali_extent){ 0, ILW_DISKTABLE_FIRST };
	for (uint32_t i = 0; i < table->copy.count; i++) {
		const struct ilw_disktable_disk *disk = &table->copy.disk[i];

		for (uint32_t j = 0; j < disk->extent_count; j++)
			table->used[count++] = disk->extent[j];
	}
	table->used_count = count;
	sort(table->used, count);
}

/* The free blocks after used extent number i. */
static struct denali_extent gap_after(const struct ilw_disktable *table,
				      uint32_t i)
{
	uint32_t first = table->used[i].first + table->used[i].count;
	uint32_t end = i + 1 < table->used_count ? table->used[i + 1].first :
						   table->io.blocks;

	return (struct denali_extent){ first, end - first };
}

static bool better(const struct denali_extent *a, const struct denali_extent *b,
		   uint32_t wanted)
{
	if (a->count >= wanted && b->count >= wanted)
		return a->count < b->count;
	return a->count > b->count;
}

/* Where a disk that ends before block `end` should go on: right there, or else
 * in the smallest gap that has all, or else in the largest. */
static struct denali_extent choose(const struct ilw_disktable *table,
				   uint32_t end, uint32_t wanted)
{
	struct denali_extent best = { 0, 0 };

	for (uint32_t i = 0; i < table->used_count; i++) {
		struct denali_extent gap = gap_after(table, i);

		if (gap.count == 0)
			continue;
		if (gap.first == end)
			return gap;
		if (better(&gap, &best, wanted))
			best = gap;
	}
	return best;
}

static uint32_t end_of(const struct ilw_disktable_disk *disk)
{
	const struct denali_extent *last;

	if (disk->extent_count == 0)
		return 0;
	last = &disk->extent[disk->extent_count - 1];
	return last->first + last->count;
}

int tablespace_extend(struct ilw_disktable *table,
		      struct ilw_disktable_disk *disk, uint32_t more)
{
	if (more > ilw_disktable_free_blocks(table))
		return ILW_DISKTABLE_ENOSPACE;
	collect(table);
	while (more > 0) {
		uint32_t end = end_of(disk);
		struct denali_extent piece = choose(table, end, more);

		if (piece.count > more)
			piece.count = more;
		if (piece.first == end)
			disk->extent[disk->extent_count - 1].count +=
				piece.count;
		else if (disk->extent_count == DENALI_EXTENTS)
			return ILW_DISKTABLE_EFRAGMENTED;
		else
			disk->extent[disk->extent_count++] = piece;
		disk->blocks += piece.count;
		more -= piece.count;
		table->used[table->used_count++] = piece;
		sort(table->used, table->used_count);
	}
	return 0;
}

void tablespace_cut(struct ilw_disktable_disk *disk, uint32_t blocks)
{
	while (disk->blocks > blocks) {
		struct denali_extent *last =
			&disk->extent[disk->extent_count - 1];
		uint32_t excess = disk->blocks - blocks;

		if (excess < last->count) {
			last->count -= excess;
			disk->blocks = blocks;
		} else {
			disk->blocks -= last->count;
			*last = (struct denali_extent){ 0, 0 };
			disk->extent_count--;
		}
	}
}

static int check_disk(const struct ilw_disktable *table, uint32_t index)
{
	const struct ilw_disktable_disk *disk = &table->copy.disk[index];
	uint64_t blocks = 0;

	if (!tablename_is_good(disk->name) || disk->extent_count == 0 ||
	    disk->extent_count > DENALI_EXTENTS ||
	    ilw_disktable_find(table, disk->name) != disk)
		return ILW_DISKTABLE_EDAMAGED;
	for (uint32_t i = 0; i < disk->extent_count; i++) {
		const struct denali_extent *extent = &disk->extent[i];

		if (extent->count == 0)
			return ILW_DISKTABLE_EDAMAGED;
		if ((uint64_t)extent->first + extent->count > table->io.blocks)
			return ILW_DISKTABLE_ESMALL;
		blocks += extent->count;
	}
	return blocks == disk->blocks ? 0 : ILW_DISKTABLE_EDAMAGED;
}

int tablespace_check(struct ilw_disktable *table)
{
	const struct ilw_disktable_copy *copy = &table->copy;

	if (copy->count > ILW_DISKTABLE_DISKS ||
	    copy->length != offsetof(struct ilw_disktable_copy, disk) +
				    copy->count * sizeof(copy->disk[0]))
		return ILW_DISKTABLE_EDAMAGED;
	for (uint32_t i = 0; i < copy->count; i++) {
		int error = check_disk(table, i);

		if (error != 0)
			return error;
	}
	collect(table);
	for (uint32_t i = 1; i < table->used_count; i++)
		if (table->used[i].first <
		    table->used[i - 1].first + table->used[i - 1].count)
			return ILW_DISKTABLE_EDAMAGED;
	return 0;
}
