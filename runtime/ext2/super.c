/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The superblock's way to the disk and back.
 *
 * It is written in place, and is two sectors, of which the power may leave one
 * old and one new: then its sum is wrong.  So what is written at a mount, and
 * last at an unmount, differs in nothing but the bit that asks for a replay and
 * the sum, and whoever finds a wrong sum tries the other bit.  Everything else
 * is written while there is a log; then a wrong sum is put right after the
 * replay, since no field that may be old or new would do harm as either.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include "volume.h"

static uint32_t sum_of(const struct ext2_super_block *super)
{
	return ext2fs_crc32c_le(~0u, (const unsigned char *)super,
				offsetof(struct ext2_super_block, s_checksum));
}

static int get(struct volume *volume, struct page **page,
	       struct ext2_super_block **super)
{
	int error = cache_get(&volume->cache, 0, true, page);

	if (error == 0)
		*super = (void *)(cache_data(*page) + SUPERBLOCK_OFFSET);
	return error;
}

/* What was put into the page goes to its place. */
static int write_page(struct volume *volume, struct page *page)
{
	int error;

	cache_dirty(&volume->cache, page,
		    volume_mask(volume, 1024 >> volume->block_shift),
		    EXT2_BAD_INO);
	cache_put(page);
	error = cache_write_data(&volume->cache, EXT2_BAD_INO);
	return error != 0 ? error : device_flush(&volume->device);
}

int super_mend(struct volume *volume, bool replayed)
{
	struct ext2_super_block *super;
	struct page *page;
	int error = get(volume, &page, &super);
	bool mended = false;

	if (error != 0)
		return error;
	if (super->s_magic == EXT2_SUPER_MAGIC &&
	    super->s_rev_level > EXT2_GOOD_OLD_REV &&
	    (super->s_feature_ro_compat &
	     EXT4_FEATURE_RO_COMPAT_METADATA_CSUM) != 0 &&
	    super->s_checksum != sum_of(super)) {
		super->s_feature_incompat ^= EXT3_FEATURE_INCOMPAT_RECOVER;
		if (super->s_checksum != sum_of(super))
			super->s_feature_incompat ^=
				EXT3_FEATURE_INCOMPAT_RECOVER;
		if (replayed)
			super->s_checksum = sum_of(super);
		mended = super->s_checksum == sum_of(super);
	}
	cache_put(page);
	return mended;
}

int super_rewrite(struct volume *volume)
{
	struct ext2_super_block *super;
	struct page *page;
	int error = get(volume, &page, &super);

	return error != 0 ? error : write_page(volume, page);
}

static int write_all(struct volume *volume)
{
	struct ext2_super_block *super;
	struct page *page;
	int error = get(volume, &page, &super);

	if (error != 0)
		return error;
	ext2fs_superblock_csum_set(volume->fs, volume->fs->super);
	memcpy(super, volume->fs->super, sizeof(*super));
	return write_page(volume, page);
}

/* Nothing but the mark that it is in use, or is not. */
static int write_mark(struct volume *volume)
{
	const struct ext2_super_block *now = volume->fs->super;
	struct ext2_super_block *super;
	struct page *page;
	int error = get(volume, &page, &super);

	if (error != 0)
		return error;
	super->s_feature_incompat = now->s_feature_incompat;
	super->s_state = now->s_state;
	ext2fs_superblock_csum_set(volume->fs, super);
	return write_page(volume, page);
}

int super_begin(struct volume *volume)
{
	struct ext2_super_block *super = volume->fs->super;
	int error;

	if (volume->began)
		return 0;
	if (volume->journal.run_count != 0)
		ext2fs_set_feature_journal_needs_recovery(super);
	else
		super->s_state &= (__u16)~EXT2_VALID_FS;
	error = write_mark(volume);
	if (error == 0 && volume->journal.run_count != 0)
		error = journal_empty(volume, false);
	volume->began = error == 0;
	return error;
}

int super_end(struct volume *volume)
{
	struct ext2_super_block *super = volume->fs->super;
	int error;

	if (!volume->began)
		return 0;
	/* What was not clean is e2fsck's to call so. */
	if (volume->valid)
		super->s_state |= EXT2_VALID_FS;
	super->s_wtime = (__u32)time(NULL);
	error = write_all(volume);
	if (error != 0 || volume->journal.run_count == 0)
		return error;
	error = journal_empty(volume, true);
	ext2fs_clear_feature_journal_needs_recovery(super);
	return error != 0 ? error : write_mark(volume);
}
