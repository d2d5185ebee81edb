/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a log holds is done again: found whole transactions, then what they
 * revoke, then the rest is written in place.  Nothing here trusts the log.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "jbd2.h"
#include "volume.h"

struct revoked {
	uint32_t block;
	uint32_t sequence; /* nothing up to this one counts */
};

struct replay {
	struct volume *volume;
	uint32_t features;
	uint32_t start;
	uint32_t sequence; /* of the first transaction */
	uint32_t end;      /* of the first that is not whole */
	uint32_t at;       /* block of the log */
	uint32_t now;      /* transaction */
	uint32_t steps;    /* blocks looked at in this pass */
	struct revoked *revoked;
	uint32_t revoked_count, revoked_room;
};

/* What is done with a descriptor, and with a block of revocations. */
struct pass {
	int (*descriptor)(struct replay *replay, const uint8_t *data);
	int (*revoke)(struct replay *replay, const uint8_t *data);
};

static bool has(const struct replay *replay, uint32_t feature)
{
	return (replay->features & feature) != 0;
}

static bool has_sums(const struct replay *replay)
{
	return has(replay, JBD2_CHECKSUM_2 | JBD2_CHECKSUM_3);
}

static void step(struct replay *replay)
{
	const struct journal *journal = &replay->volume->journal;

	replay->steps++;
	if (++replay->at >= journal->end)
		replay->at = journal->first;
}

static uint32_t tag_size(const struct replay *replay)
{
	if (has(replay, JBD2_CHECKSUM_3))
		return sizeof(struct jbd2_tag3);
	return 8 + (has(replay, JBD2_CHECKSUM_2) ? 2 : 0) +
	       (has(replay, JBD2_64BIT) ? 4 : 0);
}

struct tag {
	uint32_t block, high, flags, checksum;
};

/* The tag at *at in a descriptor, and moves on; false: there is no more. */
static bool next_tag(const struct replay *replay, const uint8_t *data,
		     uint32_t *at, struct tag *tag)
{
	uint32_t size = tag_size(replay);
	uint32_t room = replay->volume->block_size - (has_sums(replay) ? 4 : 0);
	struct jbd2_tag old;
	struct jbd2_tag3 new;

	if (*at == 0 || *at + size > room)
		return false;
	memcpy(&old, data + *at, 8);
	if (has(replay, JBD2_CHECKSUM_3)) {
		memcpy(&new, data + *at, sizeof(new));
		*tag = (struct tag){ big32(new.block), big32(new.high),
				     big32(new.flags), big32(new.checksum) };
	} else {
		*tag = (struct tag){ big32(old.block), 0, big16(old.flags),
				     big16(old.checksum) };
		if (has(replay, JBD2_64BIT))
			memcpy(&tag->high, data + *at + 8, 4);
	}
	*at += size + ((tag->flags & JBD2_SAME_UUID) != 0 ? 0 : 16);
	if ((tag->flags & JBD2_LAST) != 0)
		*at = 0;
	return true;
}

#define FIRST_TAG ((uint32_t)sizeof(struct jbd2_header))

static int skip_tags(struct replay *replay, const uint8_t *data)
{
	uint32_t at = FIRST_TAG;
	struct tag tag;

	while (next_tag(replay, data, &at, &tag))
		step(replay);
	return 0;
}

static int no_revoke(struct replay *replay, const uint8_t *data)
{
	(void)replay;
	(void)data;
	return 0;
}

static struct revoked *find_revoked(struct replay *replay, uint32_t block)
{
	for (uint32_t i = 0; i < replay->revoked_count; i++)
		if (replay->revoked[i].block == block)
			return &replay->revoked[i];
	return NULL;
}

static int add_revoked(struct replay *replay, uint32_t block)
{
	struct revoked *revoked = find_revoked(replay, block);

	if (revoked == NULL && replay->revoked_count == replay->revoked_room) {
		uint32_t room = replay->revoked_room * 2 + 64;

		revoked = realloc(replay->revoked, room * sizeof(*revoked));
		if (revoked == NULL)
			return -ENOMEM;
		replay->revoked = revoked;
		replay->revoked_room = room;
		revoked = NULL;
	}
	if (revoked == NULL)
		revoked = &replay->revoked[replay->revoked_count++];
	*revoked = (struct revoked){ block, replay->now };
	return 0;
}

static int take_revoked(struct replay *replay, const uint8_t *data)
{
	uint32_t size = has(replay, JBD2_64BIT) ? 8 : 4;
	uint32_t room = replay->volume->block_size - (has_sums(replay) ? 4 : 0);
	struct jbd2_revoke header;
	int error = 0;

	memcpy(&header, data, sizeof(header));
	if (big32(header.bytes) > room)
		return -EINVAL;
	room = big32(header.bytes);
	for (uint32_t at = sizeof(header); at + size <= room && error == 0;
	     at += size) {
		uint32_t block;

		memcpy(&block, data + at + size - 4, 4);
		error = add_revoked(replay, big32(block));
	}
	return error;
}

static int put_back(struct replay *replay, const struct tag *tag,
		    const uint8_t *from)
{
	struct volume *volume = replay->volume;
	uint64_t blocks = ext2fs_blocks_count(volume->fs->super);
	struct page *page;
	uint8_t *to;
	int error;

	if (tag->high != 0 || tag->block >= blocks)
		return -EIO;
	error = volume_block(volume, tag->block, true, &page, &to);
	if (error != 0)
		return error;
	memcpy(to, from, volume->block_size);
	if ((tag->flags & JBD2_ESCAPED) != 0)
		*(uint32_t *)(void *)to = big32(JBD2_MAGIC);
	cache_dirty(&volume->cache, page, volume_mask(volume, tag->block), 0);
	page->checked = 0;
	cache_put(page);
	return 0;
}

static bool is_sound(const struct replay *replay, const struct tag *tag,
		     const uint8_t *data)
{
	uint32_t sum;

	if (!has_sums(replay))
		return true;
	sum = journal_checksum(&replay->volume->journal, replay->now, data,
			       replay->volume->block_size);
	return has(replay, JBD2_CHECKSUM_3) ?
		       sum == tag->checksum :
		       (uint16_t)sum == (uint16_t)tag->checksum;
}

static int take_tags(struct replay *replay, const uint8_t *data)
{
	uint32_t at = FIRST_TAG;
	struct tag tag;
	int error = 0;

	while (error == 0 && next_tag(replay, data, &at, &tag)) {
		struct revoked *revoked = find_revoked(replay, tag.block);
		struct page *page;
		uint8_t *copy;

		if (revoked == NULL ||
		    (int32_t)(revoked->sequence - replay->now) < 0) {
			error = journal_read(replay->volume, replay->at, &page,
					     &copy);
			if (error != 0)
				break;
			error = is_sound(replay, &tag, copy) ?
					put_back(replay, &tag, copy) :
					-EIO;
			cache_put(page);
		}
		step(replay);
	}
	return error;
}

/* Whether a descriptor's, a commit's or a revocation's own sum is right. */
static bool is_whole(const struct replay *replay, uint32_t type, uint8_t *data)
{
	uint32_t at = replay->volume->block_size - 4, kept;

	if (!has_sums(replay))
		return true;
	if (type == JBD2_COMMIT)
		at = offsetof(struct jbd2_commit, checksum);
	memcpy(&kept, data + at, sizeof(kept));
	return big32(kept) == journal_block_sum(replay->volume, data, at);
}

/* One block.  1: go on; 0: the log ends here. */
static int look(struct replay *replay, const struct pass *pass, uint8_t *data)
{
	struct jbd2_header header;
	uint32_t type;

	memcpy(&header, data, sizeof(header));
	type = big32(header.type);
	if (big32(header.magic) != JBD2_MAGIC ||
	    big32(header.sequence) != replay->now ||
	    !is_whole(replay, type, data))
		return 0;
	step(replay);
	switch (type) {
	case JBD2_DESCRIPTOR:
		return pass->descriptor(replay, data) ?: 1;
	case JBD2_REVOKE:
		return pass->revoke(replay, data) ?: 1;
	case JBD2_COMMIT:
		replay->now++;
		return 1;
	default:
		return 0;
	}
}

/* Walks the log up to the transaction `end`. */
static int walk(struct replay *replay, const struct pass *pass, bool to_end)
{
	const struct journal *journal = &replay->volume->journal;
	int result = 1;

	replay->at = replay->start;
	replay->now = replay->sequence;
	replay->steps = 0;
	while (result > 0 && !(to_end && replay->now == replay->end)) {
		struct page *page;
		uint8_t *data;

		if (replay->steps > journal->end)
			break;
		result = journal_read(replay->volume, replay->at, &page, &data);
		if (result != 0)
			break;
		result = look(replay, pass, data);
		cache_put(page);
	}
	return result < 0 ? result : 0;
}

int journal_replay(struct volume *volume, const struct jbd2_super *super)
{
	static const struct pass find = { skip_tags, no_revoke };
	static const struct pass revoke = { skip_tags, take_revoked };
	static const struct pass put = { take_tags, no_revoke };
	struct replay replay = {
		.volume = volume,
		.features = big32(super->incompatible),
		.start = big32(super->start),
		.sequence = big32(super->sequence),
	};
	int error;

	if (replay.start < volume->journal.first ||
	    replay.start >= volume->journal.end)
		return -EINVAL;
	error = walk(&replay, &find, false);
	replay.end = replay.now;
	if (error == 0)
		error = walk(&replay, &revoke, true);
	if (error == 0)
		error = walk(&replay, &put, true);
	free(replay.revoked);
	if (error == 0)
		error = cache_write_data(&volume->cache, 0);
	if (error == 0)
		error = device_flush(&volume->device);
	volume->journal.sequence = replay.end + 1;
	return error;
}
