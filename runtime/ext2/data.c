/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Reading and writing files, by way of the cache; what is very large goes
 * between the disk and the caller's memory.
 */
#include <errno.h>
#include <string.h>

#include "volume.h"

#define PIECE (256u * 1024) /* written between two chances to commit */
#define DIRECT (64u * 1024) /* written at once past the cache, if aligned */
#define WINDOW 16           /* pages read ahead of a sequential reader */

/* Part of a run: bytes of the disk. */
struct part {
	uint64_t at;
	size_t length;
	bool fresh; /* the blocks hold nothing yet */
};

static uint32_t page_at(uint64_t at)
{
	return (uint32_t)(at / CACHE_PAGE);
}

static size_t in_page(const struct part *part)
{
	size_t room = CACHE_PAGE - part->at % CACHE_PAGE;

	return part->length < room ? part->length : room;
}

static bool is_word(const void *memory)
{
	return (uintptr_t)memory % 4 == 0;
}

/* Whole pages, past the cache but for those that are in it. */
static int read_direct(struct volume *volume, const struct part *part,
		       uint8_t *to)
{
	for (size_t done = 0; done < part->length; done += CACHE_PAGE) {
		uint32_t block = page_at(part->at + done);
		const struct page *page = cache_find(&volume->cache, block);

		if (page != NULL)
			memcpy(to + done, cache_data(page), CACHE_PAGE);
		else
			device_read(&volume->device, block, to + done);
	}
	return device_finish(&volume->device);
}

static int read_cached(struct volume *volume, const struct part *part,
		       uint8_t *to, size_t *length)
{
	struct page *page;
	int error;

	*length = in_page(part);
	error = cache_get(&volume->cache, page_at(part->at), true, &page);
	if (error != 0)
		return error;
	memcpy(to, cache_data(page) + part->at % CACHE_PAGE, *length);
	cache_put(page);
	return 0;
}

/* Pages of the run that are worth reading with the first one.  Whoever wants
 * one that cannot be read is told then. */
static void read_ahead(struct node *node, const struct run *run,
		       const struct part *part)
{
	struct volume *volume = volume_of(&node->vfs);
	uint64_t end = (uint64_t)(run->physical + run->length)
		       << volume->block_shift;
	uint64_t wanted = part->at + part->length;

	if (cache_find(&volume->cache, page_at(part->at)) != NULL)
		return;
	if (node->ahead == run->logical)
		wanted += (uint64_t)WINDOW * CACHE_PAGE;
	if (wanted > end)
		wanted = end;
	cache_ahead(&volume->cache, page_at(part->at),
		    page_at(wanted - 1) - page_at(part->at) + 1);
}

static int read_run(struct node *node, const struct run *run, size_t skipped,
		    uint8_t *to, size_t length)
{
	struct volume *volume = volume_of(&node->vfs);
	struct part part = {
		.at = ((uint64_t)run->physical << volume->block_shift) +
		      skipped,
		.length = length,
	};
	size_t large = (size_t)volume->cache.limit / 4 * CACHE_PAGE;
	int error = 0;

	while (part.length != 0 && error == 0) {
		size_t done = part.length;

		if (part.length >= large && is_word(to) &&
		    part.at % CACHE_PAGE == 0) {
			struct part whole = part;

			done -= done % CACHE_PAGE;
			whole.length = done;
			error = read_direct(volume, &whole, to);
		} else {
			read_ahead(node, run, &part);
			error = read_cached(volume, &part, to, &done);
		}
		to += done;
		part.at += done;
		part.length -= done;
	}
	return error;
}

ssize_t node_read(struct vfs_node *vfs, void *data, size_t length, off_t offset)
{
	struct node *node = node_of(vfs);
	unsigned shift = volume_of(vfs)->block_shift;
	uint64_t size = node_size(node), at = (uint64_t)offset;
	size_t done = 0;
	int error = 0;

	if (at >= size)
		return 0;
	if (length > size - at)
		length = (size_t)(size - at);
	while (done < length && (at + done) >> shift < UINT32_MAX) {
		size_t skipped = (at + done) & ((1u << shift) - 1);
		size_t part = length - done;
		struct run run;

		error = map_find(node, (uint32_t)((at + done) >> shift), &run);
		if (error != 0)
			break;
		if (part > ((uint64_t)run.length << shift) - skipped)
			part = ((size_t)run.length << shift) - skipped;
		if (run.physical == 0 || run.unwritten)
			memset((char *)data + done, 0, part);
		else
			error = read_run(node, &run, skipped,
					 (uint8_t *)data + done, part);
		if (error != 0)
			break;
		done += part;
		node->ahead = (uint32_t)((at + done) >> shift);
	}
	return done != 0 || error == 0 ? (ssize_t)done : error;
}

/* ---- writing ---- */

/* In a block that held nothing, what is not written is zero. */
static void clear_around(const struct volume *volume, const struct part *part,
			 uint8_t *page, size_t length)
{
	size_t start = part->at % CACHE_PAGE, end = start + length;
	size_t mask = volume->block_size - 1;

	memset(page + (start & ~mask), 0, start & mask);
	memset(page + end, 0, -end & mask);
}

static uint8_t mask_of(size_t start, size_t length)
{
	unsigned quarter = CACHE_PAGE / 4;
	unsigned first = (unsigned)start / quarter;
	unsigned last = (unsigned)(start + length - 1) / quarter;

	return (uint8_t)((2u << last) - (1u << first));
}

/* The mask names whole blocks. */
static uint8_t block_mask(const struct volume *volume, size_t start,
			  size_t length)
{
	size_t mask = volume->block_size - 1;
	size_t end = (start + length + mask) & ~mask;

	start &= ~mask;
	return mask_of(start, end - start);
}

static int write_cached(struct node *node, const struct part *part,
			const uint8_t *from, size_t *length)
{
	struct volume *volume = volume_of(&node->vfs);
	size_t start = part->at % CACHE_PAGE;
	struct page *page;
	bool whole;
	int error;

	*length = in_page(part);
	whole = *length == CACHE_PAGE ||
		(part->fresh && !volume->cache.small_blocks);
	error = cache_get(&volume->cache, page_at(part->at), !whole, &page);
	if (error != 0)
		return error;
	if (part->fresh)
		clear_around(volume, part, cache_data(page), *length);
	memcpy(cache_data(page) + start, from, *length);
	cache_dirty(&volume->cache, page, block_mask(volume, start, *length),
		    (uint32_t)node->vfs.number);
	cache_put(page);
	return 0;
}

static int write_direct(struct node *node, const struct part *part,
			const uint8_t *from, size_t *length)
{
	struct volume *volume = volume_of(&node->vfs);
	int error = 0;

	*length = part->length - part->length % CACHE_PAGE;
	for (size_t i = 0; i < *length && error == 0; i += CACHE_PAGE) {
		uint32_t block = page_at(part->at + i);
		const struct part page = { part->at + i, CACHE_PAGE, false };
		size_t done;

		if (cache_find(&volume->cache, block) != NULL)
			error = write_cached(node, &page, from + i, &done);
		else
			device_write(&volume->device, block, from + i);
	}
	return device_finish(&volume->device) ?: error;
}

static int write_run(struct node *node, const struct run *run, size_t skipped,
		     const uint8_t *from, size_t length, bool fresh)
{
	struct part part = {
		.at = ((uint64_t)run->physical
		       << volume_of(&node->vfs)->block_shift) +
		      skipped,
		.length = length,
		.fresh = fresh,
	};
	int error = 0;

	while (part.length != 0 && error == 0) {
		size_t done;

		if (part.length >= DIRECT && is_word(from) &&
		    part.at % CACHE_PAGE == 0)
			error = write_direct(node, &part, from, &done);
		else
			error = write_cached(node, &part, from, &done);
		from += done;
		part.at += done;
		part.length -= done;
	}
	return error;
}

static int written(struct node *node, const struct run *run, uint32_t blocks)
{
	int error = 0;

	for (uint32_t i = 0; i < blocks && error == 0; i++)
		error = map_written(node, run->logical + i, run->physical + i);
	return error;
}

/* Up to length bytes in one run.  How many. */
static ssize_t write_part(struct node *node, const uint8_t *from, size_t length,
			  uint64_t at)
{
	unsigned shift = volume_of(&node->vfs)->block_shift;
	size_t skipped = at & ((1u << shift) - 1);
	uint32_t blocks = (uint32_t)((skipped + length + (1u << shift) - 1) >>
				     shift);
	struct run run;
	bool fresh, hole;
	int error = map_find(node, (uint32_t)(at >> shift), &run);

	if (error != 0)
		return error;
	hole = run.physical == 0;
	fresh = hole || run.unwritten;
	if (run.length < blocks)
		blocks = run.length;
	if (hole) {
		error = map_allocate(node, run.logical, blocks, &run);
		if (error != 0)
			return error;
	}
	if (run.length < blocks)
		blocks = run.length;
	if (length > ((size_t)blocks << shift) - skipped)
		length = ((size_t)blocks << shift) - skipped;
	error = write_run(node, &run, skipped, from, length, fresh);
	if (error != 0 && hole)
		map_undo(node, &run);
	if (error == 0 && run.unwritten)
		error = written(node, &run, blocks);
	return error != 0 ? error : (ssize_t)length;
}

ssize_t node_write_piece(struct node *node, const void *data, size_t length,
			 uint64_t at)
{
	const uint8_t *from = data;
	size_t done = 0;
	int error = 0;

	while (done < length && error == 0) {
		ssize_t part = write_part(node, from + done, length - done,
					  at + done);

		if (part < 0)
			error = (int)part;
		else
			done += (size_t)part;
		if (done != 0 && at + done > node_size(node))
			node_set_size(node, at + done);
	}
	/* Blocks beyond the end belong to nobody. */
	if (error != 0 && at + done >= node_size(node))
		node_trim(node);
	return done != 0 ? (ssize_t)done : error;
}

ssize_t node_write(struct vfs_node *vfs, const void *data, size_t length,
		   off_t offset)
{
	struct node *node = node_of(vfs);
	uint64_t at = (uint64_t)offset;
	size_t done = 0;
	ssize_t part = 0;

	if ((at + length) >> volume_of(vfs)->block_shift >= UINT32_MAX)
		return -EFBIG;
	if (at > node_size(node) && length != 0) {
		int error = node_clear_tail(node, node_size(node));

		if (error != 0)
			return error;
	}
	while (done < length) {
		size_t most = length - done < PIECE ? length - done : PIECE;

		part = volume_begin(volume_of(vfs));
		if (part == 0)
			part = node_write_piece(node,
						(const uint8_t *)data + done,
						most, at + done);
		if (part < 0)
			break;
		done += (size_t)part;
		if ((size_t)part < most)
			break;
	}
	if (done != 0)
		node_touch(node, NODE_MODIFIED);
	return done != 0 ? (ssize_t)done : part;
}
