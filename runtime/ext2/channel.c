/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Where libext2fs reads and writes metadata: the page cache.  What it writes
 * that differs from what is there belongs to the running transaction.
 */
#include <errno.h>
#include <string.h>

#include "volume.h"

uint8_t volume_mask(const struct volume *volume, uint32_t block)
{
	unsigned blocks = CACHE_PAGE >> volume->block_shift;
	unsigned quarters = 4 / blocks;

	return (uint8_t)(((1u << quarters) - 1) << block % blocks * quarters);
}

int volume_block(struct volume *volume, uint32_t block, bool read,
		 struct page **page, uint8_t **data)
{
	unsigned blocks = CACHE_PAGE >> volume->block_shift;
	int error = cache_get(&volume->cache, volume_page(volume, block),
			      read || blocks > 1, page);

	if (error == 0)
		*data = cache_data(*page) +
			(block % blocks << volume->block_shift);
	return error;
}

static struct volume *volume_at(io_channel channel)
{
	return channel->private_data;
}

/* The volume that is being opened, by one thread at a time. */
static struct volume *opening;
static struct ilw_mutex opening_lock;

static errcode_t open_channel(const char *name, int flags, io_channel *channel)
{
	(void)name;
	(void)flags;
	*channel = &opening->channel;
	return 0;
}

static errcode_t close_channel(io_channel channel)
{
	(void)channel;
	return 0;
}

static errcode_t set_block_size(io_channel channel, int size)
{
	struct volume *volume = volume_at(channel);

	channel->block_size = size;
	volume->block_size = (uint32_t)size;
	if (size > CACHE_PAGE)
		return EXT2_ET_UNSUPP_FEATURE; /* nothing is read then */
	volume->block_shift = (unsigned)__builtin_ctz((unsigned)size);
	volume->cache.small_blocks = size < CACHE_PAGE;
	return 0;
}

static bool is_outside(const struct volume *volume, unsigned long long block,
		       unsigned long long count)
{
	unsigned long long blocks = ilw_disk_blocks(volume->device.disk);

	blocks <<= 12 - volume->block_shift;
	return volume->block_size > CACHE_PAGE || block >= blocks ||
	       count > blocks - block;
}

static errcode_t read_blocks(io_channel channel, unsigned long long block,
			     int count, void *data)
{
	struct volume *volume = volume_at(channel);
	uint32_t left = count < 0 ? (uint32_t)-count :
				    (uint32_t)count << volume->block_shift;
	char *to = data;

	if (is_outside(volume, block,
		       (left + volume->block_size - 1) >> volume->block_shift))
		return EXT2_ET_SHORT_READ;
	for (; left != 0; block++) {
		uint32_t part = left;
		struct page *page;
		uint8_t *from;
		int error = volume_block(volume, (uint32_t)block, true, &page,
					 &from);

		if (error != 0)
			return -error;
		if (part > volume->block_size)
			part = volume->block_size;
		memcpy(to, from, part);
		cache_put(page);
		to += part;
		left -= part;
	}
	return 0;
}

static int write_block(struct volume *volume, uint32_t block, const void *data,
		       uint32_t length)
{
	uint8_t mask = volume_mask(volume, block);
	struct page *page;
	uint8_t *to;
	int error = volume_block(volume, block, true, &page, &to);

	if (error != 0)
		return error;
	if (memcmp(to, data, length) != 0 || (page->data & mask) != 0) {
		error = cache_change(&volume->cache, page, mask);
		if (error == 0) {
			memcpy(to, data, length);
			page->checked &= (uint8_t)~mask;
			volume->touched = true;
		}
	}
	cache_put(page);
	return error;
}

static errcode_t write_blocks(io_channel channel, unsigned long long block,
			      int count, const void *data)
{
	struct volume *volume = volume_at(channel);
	uint32_t left = count < 0 ? (uint32_t)-count :
				    (uint32_t)count << volume->block_shift;
	const char *from = data;

	if (is_outside(volume, block,
		       (left + volume->block_size - 1) >> volume->block_shift))
		return EXT2_ET_SHORT_WRITE;
	for (; left != 0; block++) {
		uint32_t part = left;
		int error;

		if (part > volume->block_size)
			part = volume->block_size;
		error = write_block(volume, (uint32_t)block, from, part);
		if (error != 0)
			return -error;
		from += part;
		left -= part;
	}
	return 0;
}

static errcode_t read_low(io_channel channel, unsigned long block, int count,
			  void *data)
{
	return read_blocks(channel, block, count, data);
}

static errcode_t write_low(io_channel channel, unsigned long block, int count,
			   const void *data)
{
	return write_blocks(channel, block, count, data);
}

static errcode_t flush_channel(io_channel channel)
{
	(void)channel;
	return 0;
}

static struct struct_io_manager manager = {
	.magic = EXT2_ET_MAGIC_IO_MANAGER,
	.name = "cache",
	.open = open_channel,
	.close = close_channel,
	.set_blksize = set_block_size,
	.read_blk = read_low,
	.write_blk = write_low,
	.flush = flush_channel,
	.read_blk64 = read_blocks,
	.write_blk64 = write_blocks,
};

int volume_open(struct volume *volume, bool read_only)
{
	int flags = EXT2_FLAG_64BITS | EXT2_FLAG_SKIP_MMP |
		    EXT2_FLAG_IGNORE_CSUM_ERRORS;
	errcode_t error;

	volume->channel = (struct struct_io_channel){
		.magic = EXT2_ET_MAGIC_IO_CHANNEL,
		.manager = &manager,
		.block_size = CACHE_PAGE,
		.refcount = 1,
		.private_data = volume,
	};
	ilw_mutex_lock(&opening_lock);
	opening = volume;
	error = ext2fs_open2("disk", NULL,
			     read_only ? flags : flags | EXT2_FLAG_RW, 0, 0,
			     &manager, &volume->fs);
	ilw_mutex_unlock(&opening_lock);
	if (error == 0) {
		volume->fs->priv_data = volume;
		volume->fs->flags &= ~EXT2_FLAG_IGNORE_CSUM_ERRORS;
	}
	if (volume->block_size > CACHE_PAGE)
		return -EINVAL;
	return ext2_error(error);
}

/* What libext2fs itself has in files that want a whole operating system. */
errcode_t ext2fs_zero_blocks2(ext2_filsys fs, blk64_t block, int count,
			      blk64_t *failed, int *left)
{
	struct volume *volume = fs != NULL ? fs->priv_data : NULL;

	(void)failed;
	(void)left;
	if (volume == NULL)
		return 0; /* asks to free what it may have */
	memset(volume->scratch, 0, volume->block_size);
	for (; count > 0; count--, block++) {
		errcode_t error = write_blocks(fs->io, block, 1,
					       volume->scratch);

		if (error != 0)
			return error;
	}
	return 0;
}
