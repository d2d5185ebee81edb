/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The journal's blocks, and their checksums.
 */
#include <errno.h>
#include <string.h>

#include "volume.h"

uint32_t journal_place(const struct journal *journal, uint32_t logical)
{
	for (unsigned i = 0; i < journal->run_count; i++) {
		const struct journal_run *run = &journal->runs[i];

		if (logical - run->logical < run->length)
			return run->physical + (logical - run->logical);
	}
	return 0;
}

int journal_read(struct volume *volume, uint32_t logical, struct page **page,
		 uint8_t **data)
{
	uint32_t block = journal_place(&volume->journal, logical);

	if (block == 0)
		return -EIO;
	return volume_block(volume, block, true, page, data);
}

uint32_t journal_checksum(const struct journal *journal, uint32_t sequence,
			  const void *data, uint32_t length)
{
	uint32_t number = big32(sequence);
	uint32_t sum = ext2fs_crc32c_le(
		journal->seed, (const unsigned char *)&number, sizeof(number));

	return ext2fs_crc32c_le(sum, data, length);
}

uint32_t journal_block_sum(const struct volume *volume, uint8_t *data,
			   uint32_t at)
{
	uint32_t kept, sum;

	memcpy(&kept, data + at, sizeof(kept));
	memset(data + at, 0, sizeof(kept));
	sum = ext2fs_crc32c_le(volume->journal.seed, data, volume->block_size);
	memcpy(data + at, &kept, sizeof(kept));
	return sum;
}
