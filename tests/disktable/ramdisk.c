/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "ramdisk.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK ILW_DISKTABLE_BLOCK

static bool fails(struct ramdisk *disk)
{
	return disk->fail_after > 0 && --disk->fail_after == 0 &&
	       (disk->fail_after = 1);
}

static void check(const struct ramdisk *disk, uint32_t block, uint32_t count)
{
	if (count == 0 || count > DENALI_DISK_COUNT ||
	    (uint64_t)block + count > disk->io.blocks)
		abort();
}

static int read_disk(void *context, uint32_t block, uint32_t count, void *data)
{
	struct ramdisk *disk = context;

	check(disk, block, count);
	disk->reads++;
	if (fails(disk))
		return -1;
	memcpy(data, disk->data + (size_t)block * BLOCK, (size_t)count * BLOCK);
	return 0;
}

static int write_disk(void *context, uint32_t block, uint32_t count,
		      const void *data)
{
	struct ramdisk *disk = context;

	check(disk, block, count);
	if (disk->read_only)
		abort();
	disk->writes++;
	if (fails(disk))
		return -1;
	memcpy(disk->data + (size_t)block * BLOCK, data, (size_t)count * BLOCK);
	if (disk->recording)
		recording_write(disk->recording, (uint64_t)block * BLOCK, data,
				(size_t)count * BLOCK);
	return 0;
}

static int flush_disk(void *context)
{
	struct ramdisk *disk = context;

	disk->flushes++;
	if (fails(disk))
		return -1;
	if (disk->recording)
		recording_flush(disk->recording);
	return 0;
}

void ramdisk_wrap(struct ramdisk *disk, uint8_t *data, uint32_t blocks)
{
	*disk = (struct ramdisk){ .io = { .read = read_disk,
					  .write = write_disk,
					  .flush = flush_disk,
					  .context = disk,
					  .blocks = blocks },
				  .data = data,
				  .read_only = true };
}

void ramdisk_make(struct ramdisk *disk, uint32_t blocks)
{
	ramdisk_wrap(disk, calloc(blocks, BLOCK), blocks);
	disk->read_only = false;
	if (disk->data == NULL)
		abort();
}

void ramdisk_free(struct ramdisk *disk)
{
	free(disk->data);
}
