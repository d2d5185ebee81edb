/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <stddef.h>
#include <string.h>

#include "crc64.h"
#include "tablefile.h"

#define BLOCK ILW_DISKTABLE_BLOCK
#define HEADER offsetof(struct ilw_disktable_copy, disk)

static uint32_t blocks_of(uint32_t bytes)
{
	return (bytes + BLOCK - 1) / BLOCK;
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static int read_blocks(struct ilw_disktable *table, uint32_t block,
		       uint32_t count, uint8_t *data)
{
	for (uint32_t done = 0, now; done < count; done += now) {
		now = least(count - done, DENALI_DISK_COUNT);
		if (table->io.read(table->io.context, block + done, now,
				   data + done * BLOCK) != 0)
			return ILW_DISKTABLE_EIO;
	}
	return 0;
}

static int write_blocks(struct ilw_disktable *table, uint32_t block,
			uint32_t count, const uint8_t *data)
{
	for (uint32_t done = 0, now; done < count; done += now) {
		now = least(count - done, DENALI_DISK_COUNT);
		if (table->io.write(table->io.context, block + done, now,
				    data + done * BLOCK) != 0)
			return ILW_DISKTABLE_EIO;
	}
	return 0;
}

static uint64_t checksum(struct ilw_disktable_copy *copy)
{
	uint64_t kept = copy->checksum, sum;

	copy->checksum = 0;
	sum = crc64(copy, copy->length);
	copy->checksum = kept;
	return sum;
}

/* One with a number that belongs to the other place would have the next change
 * written over it. */
static bool is_whole(struct ilw_disktable_copy *copy, uint32_t place)
{
	return copy->magic == ILW_DISKTABLE_MAGIC && copy->length >= HEADER &&
	       copy->length <= sizeof(*copy) && copy->sequence % 2 == place &&
	       copy->checksum == checksum(copy);
}

/* A place's copy into memory.  found: 0, or what is wrong with it. */
static int read_place(struct ilw_disktable *table, uint32_t place, int *found)
{
	struct ilw_disktable_copy *copy = &table->copy;
	uint32_t blocks, block = place * TABLEFILE_PLACE;
	int error;

	memset(copy, 0, sizeof(*copy));
	error = read_blocks(table, block, 1, (uint8_t *)copy);
	blocks = blocks_of(least(copy->length, sizeof(*copy)));
	if (error == 0 && copy->magic == ILW_DISKTABLE_MAGIC && blocks > 1)
		error = read_blocks(table, block + 1, blocks - 1,
				    (uint8_t *)copy + BLOCK);
	if (copy->magic != ILW_DISKTABLE_MAGIC)
		*found = ILW_DISKTABLE_EUNFORMATTED;
	else if (!is_whole(copy, place))
		*found = ILW_DISKTABLE_EDAMAGED;
	else
		*found = copy->version == ILW_DISKTABLE_VERSION ?
				 0 :
				 ILW_DISKTABLE_EVERSION;
	return error;
}

/* A copy of another version is a reason to stop, whatever the other place has:
 * it may be the newer one. */
static int worse(int a, int b)
{
	if (a == ILW_DISKTABLE_EVERSION || b == ILW_DISKTABLE_EVERSION)
		return ILW_DISKTABLE_EVERSION;
	return a == ILW_DISKTABLE_EDAMAGED ? a : b;
}

int tablefile_read(struct ilw_disktable *table)
{
	int found[2], error;
	uint64_t sequence;

	/* What is read may have been written by somebody who did not flush. */
	if (table->io.flush(table->io.context) != 0)
		return ILW_DISKTABLE_EIO;
	error = read_place(table, 0, &found[0]);
	sequence = table->copy.sequence;
	if (error == 0)
		error = read_place(table, 1, &found[1]);
	if (error != 0)
		return error;
	if (found[0] == ILW_DISKTABLE_EVERSION ||
	    found[1] == ILW_DISKTABLE_EVERSION || (found[0] && found[1]))
		return worse(found[0], found[1]);
	if (found[1] == 0 && (found[0] != 0 || table->copy.sequence > sequence))
		return 0;
	error = read_place(table, 0, &found[0]);
	return error != 0 ? error : found[0];
}

int tablefile_write(struct ilw_disktable *table)
{
	struct ilw_disktable_copy *copy = &table->copy;
	uint32_t place;

	copy->magic = ILW_DISKTABLE_MAGIC;
	copy->version = ILW_DISKTABLE_VERSION;
	copy->sequence++;
	copy->length = HEADER + copy->count * sizeof(copy->disk[0]);
	copy->checksum = checksum(copy);
	place = (uint32_t)(copy->sequence % 2) * TABLEFILE_PLACE;
	if (table->io.flush(table->io.context) != 0 ||
	    write_blocks(table, place, blocks_of(copy->length),
			 (const uint8_t *)copy) != 0 ||
	    table->io.flush(table->io.context) != 0)
		return ILW_DISKTABLE_EIO;
	return 0;
}

int tablefile_check_blank(struct ilw_disktable *table)
{
	uint8_t *data = (uint8_t *)&table->copy;
	int error = 0;

	for (uint32_t block = 0; block < 2 * TABLEFILE_PLACE && error == 0;
	     block += DENALI_DISK_COUNT) {
		error = read_blocks(table, block, DENALI_DISK_COUNT, data);
		for (uint32_t i = 0;
		     error == 0 && i < DENALI_DISK_COUNT * BLOCK; i++)
			if (data[i] != 0)
				error = ILW_DISKTABLE_ENOTEMPTY;
	}
	return error;
}

int tablefile_erase(struct ilw_disktable *table)
{
	if (tablefile_zero(table, 0, 1) != 0 ||
	    tablefile_zero(table, TABLEFILE_PLACE, 1) != 0 ||
	    table->io.flush(table->io.context) != 0)
		return ILW_DISKTABLE_EIO;
	return 0;
}

int tablefile_zero(struct ilw_disktable *table, uint32_t block, uint32_t count)
{
	static uint8_t zeros[DENALI_DISK_COUNT * BLOCK];

	for (uint32_t done = 0, now; done < count; done += now) {
		now = least(count - done, DENALI_DISK_COUNT);
		if (write_blocks(table, block + done, now, zeros) != 0)
			return ILW_DISKTABLE_EIO;
	}
	return 0;
}
