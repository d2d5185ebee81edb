/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A transaction is put together in a buffer: a descriptor, copies of blocks;
 * then another, if it is large; in the end, when all of that and the files'
 * data is on stable storage, the block that commits it.  The log starts anew
 * whenever it has been emptied, so that it never wraps.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "jbd2.h"
#include "volume.h"

/* Where blocks are smaller than pages a log's page may hold several. */
static int put_block(struct volume *volume, const uint8_t *from)
{
	struct journal *journal = &volume->journal;
	uint32_t block = journal_place(journal, journal->head);
	struct page *page;
	uint8_t *to;
	int error;

	if (block == 0 || journal->head >= journal->end)
		return -EIO;
	journal->head++;
	if (!volume->cache.small_blocks) {
		device_write(&volume->device, block, from);
		return 0;
	}
	error = volume_block(volume, block, true, &page, &to);
	if (error != 0)
		return error;
	memcpy(to, from, volume->block_size);
	cache_dirty(&volume->cache, page, volume_mask(volume, block),
		    volume->fs->super->s_journal_inum);
	cache_put(page);
	return 0;
}

static void start_block(const struct volume *volume, void *block, uint32_t type)
{
	const struct jbd2_header header = {
		.magic = big32(JBD2_MAGIC),
		.type = big32(type),
		.sequence = big32(volume->journal.sequence),
	};

	memset(block, 0, volume->block_size);
	memcpy(block, &header, sizeof(header));
}

static void add_sum(const struct volume *volume, uint8_t *data, uint32_t at)
{
	uint32_t sum;

	if (!volume->journal.checksums)
		return;
	sum = big32(journal_block_sum(volume, data, at));
	memcpy(data + at, &sum, sizeof(sum));
}

static uint32_t tag_size(const struct journal *journal)
{
	return journal->checksums ? sizeof(struct jbd2_tag3) : 8;
}

/* The first tag has the UUID after it, which is all zero. */
static uint32_t tag_place(const struct journal *journal, unsigned tag)
{
	return (uint32_t)sizeof(struct jbd2_header) + tag * tag_size(journal) +
	       (tag != 0 ? 16 : 0);
}

static void put_tag(const struct volume *volume, uint32_t block, uint32_t flags,
		    const uint8_t *copy)
{
	const struct journal *journal = &volume->journal;
	uint8_t *to = journal->buffer + tag_place(journal, journal->tags);

	if (journal->tags != 0)
		flags |= JBD2_SAME_UUID;
	if (journal->checksums) {
		struct jbd2_tag3 tag = {
			.block = big32(block),
			.flags = big32(flags),
			.checksum = big32(
				journal_checksum(journal, journal->sequence,
						 copy, volume->block_size)),
		};
		memcpy(to, &tag, sizeof(tag));
	} else {
		struct jbd2_tag tag = { .block = big32(block),
					.flags = big16((uint16_t)flags) };
		memcpy(to, &tag, 8);
	}
}

/* Marks the last tag, and sends the buffer to the log. */
static int write_buffer(struct volume *volume)
{
	struct journal *journal = &volume->journal;
	uint32_t at;
	int error = 0;

	if (journal->filled == 0)
		return 0;
	/* The low byte of flags lies at the same place in both tags. */
	at = tag_place(journal, journal->tags - 1) + 7;
	journal->buffer[at] |= JBD2_LAST;
	add_sum(volume, journal->buffer, volume->block_size - 4);
	for (unsigned i = 0; i < journal->filled && error == 0; i++)
		error = put_block(volume,
				  journal->buffer + (i << volume->block_shift));
	journal->filled = 0;
	journal->tags = 0;
	if (error == 0 && volume->cache.small_blocks)
		error = cache_write_data(&volume->cache,
					 volume->fs->super->s_journal_inum);
	return device_finish(&volume->device) ?: error;
}

static int add_block(struct volume *volume, uint32_t block, const uint8_t *from)
{
	struct journal *journal = &volume->journal;
	uint32_t flags = 0;
	uint8_t *copy;

	if (journal->filled == 0) {
		start_block(volume, journal->buffer, JBD2_DESCRIPTOR);
		journal->filled = 1;
	}
	copy = journal->buffer + (journal->filled++ << volume->block_shift);
	memcpy(copy, from, volume->block_size);
	if (*(const uint32_t *)(const void *)from == big32(JBD2_MAGIC)) {
		memset(copy, 0, 4);
		flags = JBD2_ESCAPED;
	}
	put_tag(volume, block, flags, copy);
	journal->tags++;
	space_logged(volume, block);
	if ((journal->filled + 1) << volume->block_shift > JOURNAL_BUFFER ||
	    tag_place(journal, journal->tags + 1) + 4 > volume->block_size)
		return write_buffer(volume);
	return 0;
}

static int add_page(void *context, struct page *page)
{
	struct volume *volume = context;
	uint32_t blocks = CACHE_PAGE >> volume->block_shift;
	int error = 0;

	for (uint32_t i = 0; i < blocks && error == 0; i++) {
		uint32_t block = page->block * blocks + i;

		if ((page->changed & volume_mask(volume, block)) != 0)
			error = add_block(volume, block,
					  cache_data(page) +
						  (i << volume->block_shift));
	}
	return error;
}

static int write_commit(struct volume *volume)
{
	struct journal *journal = &volume->journal;
	struct jbd2_commit commit = { .checksum_size = 0 };
	struct timespec now;
	int error;

	start_block(volume, journal->buffer, JBD2_COMMIT);
	memcpy(&commit, journal->buffer, sizeof(commit));
	clock_gettime(CLOCK_REALTIME, &now);
	commit.seconds_high = big32((uint32_t)((uint64_t)now.tv_sec >> 32));
	commit.seconds = big32((uint32_t)now.tv_sec);
	commit.nanoseconds = big32((uint32_t)now.tv_nsec);
	memcpy(journal->buffer, &commit, sizeof(commit));
	add_sum(volume, journal->buffer,
		offsetof(struct jbd2_commit, checksum));
	error = put_block(volume, journal->buffer);
	if (error == 0 && volume->cache.small_blocks)
		error = cache_write_data(&volume->cache,
					 volume->fs->super->s_journal_inum);
	return error != 0 ? error : device_flush(&volume->device);
}

int journal_commit(struct volume *volume)
{
	struct journal *journal = &volume->journal;
	int error = 0;

	if (journal->buffer == NULL) {
		journal->buffer = malloc(JOURNAL_BUFFER);
		if (journal->buffer == NULL)
			return -ENOMEM;
	}
	journal->filled = 0;
	journal->tags = 0;
	if (error == 0)
		error = cache_each_changed(&volume->cache, add_page, volume);
	if (error == 0)
		error = write_buffer(volume);
	if (error == 0)
		error = device_flush(&volume->device);
	if (error == 0)
		error = write_commit(volume);
	if (error == 0)
		journal->sequence++;
	return error;
}
