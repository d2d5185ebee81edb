/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The journal's format (JBD2), as the documentation of the Linux kernel has it
 * (Documentation/filesystems/ext4/journal.rst).  All numbers are big-endian.
 */
#ifndef EXT2_JBD2_H
#define EXT2_JBD2_H

#include <stdint.h>

#define JBD2_MAGIC 0xc03b3998u

struct jbd2_header {
	uint32_t magic;
	uint32_t type;
	uint32_t sequence;
};
#define JBD2_DESCRIPTOR 1u
#define JBD2_COMMIT 2u
#define JBD2_SUPER_1 3u
#define JBD2_SUPER_2 4u
#define JBD2_REVOKE 5u

struct jbd2_super {
	struct jbd2_header header;
	uint32_t block_size;
	uint32_t blocks;
	uint32_t first;    /* block of the log */
	uint32_t sequence; /* of the first transaction in it */
	uint32_t start;    /* where that begins; 0: the log is empty */
	uint32_t error;
	uint32_t compatible;
	uint32_t incompatible;
	uint32_t read_only_compatible;
	uint8_t uuid[16];
	uint32_t users;
	uint32_t dynamic;
	uint32_t most_blocks;
	uint32_t most_data;
	uint8_t checksum_type;
	uint8_t padding[3];
	uint32_t fast_blocks;
	uint32_t head;
	uint32_t reserved[40];
	uint32_t checksum;
	uint8_t user[16 * 48];
};
_Static_assert(sizeof(struct jbd2_super) == 1024, "format");

#define JBD2_REVOKES 0x01u /* incompatible features */
#define JBD2_64BIT 0x02u
#define JBD2_ASYNC_COMMIT 0x04u
#define JBD2_CHECKSUM_2 0x08u
#define JBD2_CHECKSUM_3 0x10u
#define JBD2_FAST_COMMIT 0x20u
#define JBD2_CRC32C 4 /* checksum type */

/* Flags of a tag. */
#define JBD2_ESCAPED 1u   /* its block began with the magic number */
#define JBD2_SAME_UUID 2u /* no UUID follows */
#define JBD2_LAST 8u

struct jbd2_tag { /* without high and with a checksum of 16 bits, unless... */
	uint32_t block;
	uint16_t checksum;
	uint16_t flags;
	uint32_t high; /* ... JBD2_64BIT */
};

struct jbd2_tag3 { /* JBD2_CHECKSUM_3 */
	uint32_t block;
	uint32_t flags;
	uint32_t high;
	uint32_t checksum;
};

struct jbd2_commit {
	struct jbd2_header header;
	uint8_t checksum_type;
	uint8_t checksum_size;
	uint8_t padding[2];
	uint32_t checksum[8];
	uint32_t seconds_high;
	uint32_t seconds;
	uint32_t nanoseconds;
};

struct jbd2_revoke {
	struct jbd2_header header;
	uint32_t bytes; /* used, this header included */
};

#endif
