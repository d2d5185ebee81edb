/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What was written to a disk, and flushed, in order, and what of it is on the
 * disk when the power goes in the middle.
 */
#ifndef HARNESS_RECORDING_H
#define HARNESS_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct recorded {
	uint64_t offset; /* bytes */
	uint8_t *data;   /* NULL: a flush */
	size_t length;
};

struct recording {
	struct recorded *entries;
	size_t count, room;
};

void recording_write(struct recording *recording, uint64_t offset,
		     const void *data, size_t length);
void recording_flush(struct recording *recording);
void recording_free(struct recording *recording);

/* Reads a log of dm-log-writes, which QEMU's blklogwrites writes; false if it
 * is none (a line on standard error says why). */
bool recording_read_log(struct recording *recording, const char *path);

/* A replay: cut points must not go backwards. */
struct replay {
	const struct recording *recording;
	size_t size;
	size_t stable; /* entries before this one are in base */
	uint8_t *base, *image;
	uint64_t random;    /* state */
	bool whole_sectors; /* each is the old one or the new one */
};

void replay_start(struct replay *replay, const struct recording *recording,
		  size_t size, uint64_t seed);
/* The same from a disk with contents, with sectors that are written whole or
 * not at all, as file systems expect of disks. */
void replay_start_from(struct replay *replay, const struct recording *recording,
		       const void *contents, size_t size, uint64_t seed);
void replay_finish(struct replay *replay);

/* The disk in image if the power goes before entry `cut`: all that was written
 * before the last flush, and of each later write, in any order, all, nothing,
 * or pieces of 512 bytes, some of them with other bytes. */
void replay_cut(struct replay *replay, size_t cut);

/* The next random number below bound. */
uint32_t replay_random(struct replay *replay, uint32_t bound);

#endif
