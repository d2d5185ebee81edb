/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The journal: a file whose blocks are a log of transactions, each a list of
 * blocks, copies of them, and a block that says that this is all.  Metadata is
 * written in place only after that, so that it is changed all or not at all.
 *
 * Blocks of the file system that were logged are not written as data until the
 * log has been emptied (space.c), so that nothing needs to be revoked; what
 * Linux revoked is honoured when a log is replayed.
 */
#ifndef EXT2_JOURNAL_H
#define EXT2_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

struct page;
struct volume;

struct journal_run { /* of the log's blocks */
	uint32_t logical;
	uint32_t physical;
	uint32_t length;
};

struct journal {
	struct journal_run *runs;
	unsigned run_count; /* 0: there is no journal */
	uint32_t first;     /* block of the log */
	uint32_t end;       /* the block after its last */
	uint32_t head;      /* where the next transaction goes */
	uint32_t sequence;  /* its number */
	uint32_t seed;      /* of checksums */
	bool checksums;     /* what we write has them */
	bool open;          /* the journal's superblock says that it is used */
	uint8_t *buffer;    /* blocks on their way to the log */
	unsigned filled;    /* how many */
	unsigned tags;      /* in the descriptor that is the first of them */
};
#define JOURNAL_BUFFER 65536u

/* Finds the journal of a volume; replays it if need be and writing is allowed.
 * -EROFS: it would have to; -EINVAL: it cannot be understood; -EIO. */
int journal_start(struct volume *volume, bool read_only);
void journal_free(struct journal *journal);

/* Writes all that the cache has of the running transaction to the log, so that
 * it survives a loss of power, with the data that was written before. */
int journal_commit(struct volume *volume);
/* Whether a transaction may now be too large for what is left. */
bool journal_is_full(const struct volume *volume);
/* Whether the running transaction should be committed before it grows. */
bool journal_is_due(const struct volume *volume);
/* All that is in the log is in place: empties it.  Clean: and says so, for
 * whoever mounts next. */
int journal_empty(struct volume *volume, bool clean);

/* journalblock.c: where a block of the log is on the disk; 0: nowhere. */
uint32_t journal_place(const struct journal *journal, uint32_t logical);
int journal_read(struct volume *volume, uint32_t logical, struct page **page,
		 uint8_t **data);
uint32_t journal_checksum(const struct journal *journal, uint32_t sequence,
			  const void *data, uint32_t length);
/* The sum of a block whose own sum lies at `at`, and counts as zero. */
uint32_t journal_block_sum(const struct volume *volume, uint8_t *data,
			   uint32_t at);

/* replay.c */
struct jbd2_super;
int journal_replay(struct volume *volume, const struct jbd2_super *super);

static inline uint32_t big32(uint32_t value)
{
	return __builtin_bswap32(value);
}

static inline uint16_t big16(uint16_t value)
{
	return __builtin_bswap16(value);
}

#endif
