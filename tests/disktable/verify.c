/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "verify.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "ramdisk.h"
#include "script.h"

#define BLOCK ILW_DISKTABLE_BLOCK
#define PIECE 512

/* Does the table have exactly these disks? */
static bool same(const struct ilw_disktable *table, const struct script *script)
{
	char name[ILW_DISKTABLE_NAME];
	const struct ilw_disktable_disk *disk = ilw_disktable_find(table, "d0");

	if (disk == NULL || disk->blocks != 1 ||
	    table->copy.count != script->count + 1)
		return false;
	for (uint32_t i = 0; i < script->count; i++) {
		script_name(name, script->disk[i].number);
		disk = ilw_disktable_find(table, name);
		if (disk == NULL || disk->blocks != script->disk[i].blocks)
			return false;
	}
	return true;
}

static bool uniform(const uint8_t *piece)
{
	return memcmp(piece, piece + 1, PIECE - 1) == 0;
}

/* Does a block have its own bytes; or, unless it must, pieces that are zero or
 * torn, which a replay makes of one byte each? */
static const char *check_block(const uint8_t *data, uint32_t number,
			       uint32_t block, bool must)
{
	uint8_t own[BLOCK];

	script_fill(own, SCRIPT_STAMP, number, block);
	for (size_t at = 0; at < BLOCK; at += PIECE) {
		if (memcmp(data + at, own + at, PIECE) == 0)
			continue;
		if (must)
			return "a disk has lost what was written to it";
		if (!uniform(data + at))
			return "a disk shows what is not its own";
	}
	return NULL;
}

static uint64_t place_of(const struct ilw_disktable_disk *disk, uint32_t block)
{
	uint32_t i = 0;

	while (block >= disk->extent[i].count)
		block -= disk->extent[i++].count;
	return ((uint64_t)disk->extent[i].first + block) * BLOCK;
}

/* Each change flushes what was written to disks before it. */
static const char *check_contents(const struct ilw_disktable *table,
				  const uint8_t *image,
				  const struct script *script)
{
	const char *wrong = NULL;

	for (uint32_t i = 0; i < script->count && wrong == NULL; i++) {
		const struct script_disk *want = &script->disk[i];
		const struct ilw_disktable_disk *disk;
		char name[ILW_DISKTABLE_NAME];

		script_name(name, want->number);
		disk = ilw_disktable_find(table, name);
		for (uint32_t j = 0; j < disk->blocks && wrong == NULL; j++)
			wrong = check_block(image + place_of(disk, j),
					    want->number, j,
					    want->written < script->change ||
						    j < want->before);
	}
	return wrong;
}

/* Before the first mark there may be no table, an empty one, or d0 alone. */
static const char *check_beginning(const struct ilw_disktable *table, int error)
{
	if (error == ILW_DISKTABLE_EUNFORMATTED ||
	    error == ILW_DISKTABLE_EDAMAGED)
		return NULL;
	if (error != 0)
		return ilw_disktable_error(error);
	return table->copy.count > 1 ? "more disks than there can be" : NULL;
}

const char *verify(uint8_t *image, size_t size, uint32_t seed,
		   long acknowledged, unsigned int ahead)
{
	static struct ilw_disktable table;
	struct ramdisk disk;
	struct script script;
	int error;

	ramdisk_wrap(&disk, image, (uint32_t)(size / BLOCK));
	error = ilw_disktable_open(&table, &disk.io);
	if (acknowledged < 0)
		return check_beginning(&table, error);
	if (error != 0)
		return ilw_disktable_error(error);
	script_start(&script, seed);
	while (script.change < acknowledged)
		script_next(&script);
	while (!same(&table, &script)) {
		if (ahead-- == 0)
			return "the disks are not those that must be there";
		script_next(&script);
	}
	return check_contents(&table, image, &script);
}

long verify_mark(const struct recorded *entry)
{
	struct script_stamp stamp;

	if (entry->data == NULL || entry->length < sizeof stamp)
		return -1;
	memcpy(&stamp, entry->data, sizeof stamp);
	return memcmp(stamp.magic, SCRIPT_MARK, sizeof stamp.magic) == 0 ?
		       (long)stamp.number :
		       -1;
}

unsigned int verify_cuts(const struct recording *recording, size_t size,
			 uint32_t seed, unsigned int cuts, uint64_t random,
			 FILE *faults)
{
	struct replay replay;
	unsigned int count = 0;
	long acknowledged = -1;
	size_t cut = 0;

	replay_start(&replay, recording, size, random);
	for (unsigned int i = 0; i < cuts; i++) {
		size_t next = recording->count * (i + 1) / cuts;
		const char *wrong;

		for (; cut < next; cut++) {
			long mark = verify_mark(&recording->entries[cut]);

			if (mark >= 0)
				acknowledged = mark;
		}
		replay_cut(&replay, cut);
		wrong = verify(replay.image, size, seed, acknowledged, 1);
		if (wrong == NULL)
			continue;
		count++;
		if (faults != NULL)
			fprintf(faults, "cut %zu, after change %ld: %s\n", cut,
				acknowledged, wrong);
	}
	replay_finish(&replay);
	return count;
}
