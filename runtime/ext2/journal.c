/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The journal's superblock: whether there is a log to replay, and that there is
 * none any more.
 */
#include "journal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "jbd2.h"
#include "volume.h"

static int add_run(struct journal *journal, const struct run *run)
{
	struct journal_run *runs = realloc(
		journal->runs, (journal->run_count + 1) * sizeof(*runs));

	if (runs == NULL)
		return -ENOMEM;
	journal->runs = runs;
	runs[journal->run_count++] = (struct journal_run){ run->logical,
							   run->physical,
							   run->length };
	return 0;
}

static int find_runs(struct volume *volume, struct node *node)
{
	uint64_t blocks = node_size(node) >> volume->block_shift;
	struct run run;

	if (blocks > UINT32_MAX / 2)
		return -EINVAL;
	for (uint32_t at = 0; at < blocks; at += run.length) {
		int error = map_find(node, at, &run);

		if (error == 0 && run.physical == 0)
			error = -EINVAL;
		if (error == 0)
			error = add_run(&volume->journal, &run);
		if (error != 0)
			return error;
	}
	return 0;
}

static uint32_t sum_of(const struct jbd2_super *super)
{
	struct jbd2_super copy = *super;

	copy.checksum = 0;
	return ext2fs_crc32c_le(~0u, (const unsigned char *)&copy,
				sizeof(copy));
}

static bool is_sound(const struct volume *volume,
		     const struct jbd2_super *super, uint64_t blocks)
{
	uint32_t known = JBD2_REVOKES | JBD2_64BIT | JBD2_ASYNC_COMMIT |
			 JBD2_CHECKSUM_2 | JBD2_CHECKSUM_3 | JBD2_FAST_COMMIT;
	uint32_t features = big32(super->incompatible);
	uint32_t type = big32(super->header.type);
	uint32_t count = big32(super->blocks), first = big32(super->first);

	if (big32(super->header.magic) != JBD2_MAGIC ||
	    (type != JBD2_SUPER_2 && type != JBD2_SUPER_1) ||
	    big32(super->block_size) != volume->block_size)
		return false;
	if (type == JBD2_SUPER_2 && (features & ~known) != 0)
		return false;
	if ((features & (JBD2_CHECKSUM_2 | JBD2_CHECKSUM_3)) != 0 &&
	    (super->checksum_type != JBD2_CRC32C ||
	     big32(super->checksum) != sum_of(super)))
		return false;
	return count <= blocks && first >= 1 && first + 64 < count;
}

/* What was committed fast is not understood here: it must not be lost. */
static uint32_t fast_blocks(const struct jbd2_super *super)
{
	if ((big32(super->incompatible) & JBD2_FAST_COMMIT) == 0)
		return 0;
	return super->fast_blocks != 0 ? big32(super->fast_blocks) : 256;
}

static int look(struct volume *volume, bool read_only, struct jbd2_super *super)
{
	struct journal *journal = &volume->journal;
	uint32_t fast = fast_blocks(super);
	bool in_use = super->start != 0;
	int error;

	journal->first = big32(super->first);
	journal->end = big32(super->blocks);
	if (fast >= journal->end - journal->first - 64)
		return -EINVAL;
	journal->end -= fast;
	journal->head = journal->first;
	journal->sequence = big32(super->sequence) + 1;
	journal->seed = ext2fs_crc32c_le(~0u, super->uuid, sizeof(super->uuid));
	if (!in_use)
		return 0;
	if (fast != 0)
		return -EINVAL;
	if (read_only)
		return -EROFS;
	error = journal_replay(volume, super);
	return error != 0 ? error : journal_empty(volume, false);
}

static int read_super(struct volume *volume, struct jbd2_super *super)
{
	struct page *page;
	uint8_t *data;
	int error = journal_read(volume, 0, &page, &data);

	if (error == 0) {
		memcpy(super, data, sizeof(*super));
		cache_put(page);
	}
	return error;
}

int journal_start(struct volume *volume, bool read_only)
{
	const struct ext2_super_block *super = volume->fs->super;
	struct jbd2_super *log = NULL;
	struct node *node;
	uint64_t blocks;
	int error;

	if (super->s_journal_inum == 0 || super->s_journal_dev != 0)
		return -EINVAL;
	error = node_get(volume, super->s_journal_inum, &node);
	if (error != 0)
		return error;
	blocks = node_size(node) >> volume->block_shift;
	error = S_ISREG(node->vfs.type) ? find_runs(volume, node) : -EINVAL;
	vfs_put(&node->vfs);
	if (error == 0 && (log = malloc(sizeof(*log))) == NULL)
		error = -ENOMEM;
	if (error == 0)
		error = read_super(volume, log);
	if (error == 0 && !is_sound(volume, log, blocks))
		error = -EINVAL;
	if (error == 0)
		error = look(volume, read_only, log);
	free(log);
	return error;
}

void journal_free(struct journal *journal)
{
	free(journal->runs);
	free(journal->buffer);
}

/* What the journal's superblock is to say. */
static void fill_super(const struct volume *volume, struct jbd2_super *super,
		       bool clean)
{
	const struct journal *journal = &volume->journal;
	uint32_t fast = big32(super->incompatible) & JBD2_FAST_COMMIT;

	super->header.type = big32(JBD2_SUPER_2);
	super->sequence = big32(journal->sequence);
	super->start = clean ? 0 : big32(journal->first);
	super->error = 0;
	super->compatible = 0;
	super->incompatible = big32(fast);
	super->head = 0;
	super->checksum = 0;
	super->checksum_type = 0;
	if (journal->checksums) {
		super->incompatible |= big32(JBD2_CHECKSUM_3);
		super->checksum_type = JBD2_CRC32C;
		super->checksum = big32(sum_of(super));
	}
}

int journal_empty(struct volume *volume, bool clean)
{
	struct journal *journal = &volume->journal;
	struct page *page;
	uint8_t *data;
	int error;

	if (clean && !journal->open)
		return 0;
	journal->checksums = ext2fs_has_feature_metadata_csum(
		volume->fs->super);
	error = journal_read(volume, 0, &page, &data);
	if (error != 0)
		return error;
	fill_super(volume, (struct jbd2_super *)(void *)data, clean);
	cache_dirty(&volume->cache, page,
		    volume_mask(volume, journal_place(journal, 0)),
		    volume->fs->super->s_journal_inum);
	cache_put(page);
	error = cache_write_data(&volume->cache,
				 volume->fs->super->s_journal_inum);
	/* Or what is written over the old log might be there before this. */
	if (error == 0)
		error = device_flush(&volume->device);
	if (error != 0)
		return error;
	journal->open = !clean;
	journal->head = journal->first;
	return 0;
}

static uint32_t log_length(const struct volume *volume)
{
	return volume->journal.end - volume->journal.first;
}

bool journal_is_full(const struct volume *volume)
{
	const struct journal *journal = &volume->journal;

	return journal->run_count != 0 &&
	       journal->end - journal->head < log_length(volume) / 2;
}

bool journal_is_due(const struct volume *volume)
{
	uint32_t changed = volume->cache.changed;

	return volume->journal.run_count != 0 &&
	       (changed << 10 >> volume->block_shift) > log_length(volume) / 6;
}
