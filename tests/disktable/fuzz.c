/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Fuzzer of the disk table.  The first byte of an input chooses: bytes that
 * somebody has left on the disk as a table, with a right checksum or without;
 * or a series of changes, with failures of the disk and losses of power, after
 * which what was written since the last flush is there, is not, or is torn.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ilwaco/disktable.h>

#include "crc64.h"

#define BLOCK ILW_DISKTABLE_BLOCK
#define BLOCKS 224
#define NAMES 8
#define SIZE_MAX_BLOCKS 48
#define FILLED 0xee

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	const uint8_t *at, *end;
};

/* What reads see, what would survive, and where they differ. */
static uint8_t image[BLOCKS][BLOCK], base[BLOCKS][BLOCK];
static bool dirty[BLOCKS];
static unsigned int fail_after; /* operations; 0: never */

static struct ilw_disktable table;
static struct ilw_disktable_copy before, after;

static void require(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "broken rule: %s\n", what);
	abort();
}

static uint8_t byte(struct input *input)
{
	return input->at < input->end ? *input->at++ : 0;
}

/* ---- the disk ---- */

static bool fails(void)
{
	if (fail_after > 1)
		fail_after--;
	return fail_after == 1;
}

static void check_range(uint32_t block, uint32_t count)
{
	require(count >= 1 && count <= DENALI_DISK_COUNT && block < BLOCKS &&
			count <= BLOCKS - block,
		"requests are within the disk");
}

static int disk_read(void *context, uint32_t block, uint32_t count, void *data)
{
	(void)context;
	check_range(block, count);
	if (fails())
		return -1;
	memcpy(data, image[block], (size_t)count * BLOCK);
	return 0;
}

static int disk_write(void *context, uint32_t block, uint32_t count,
		      const void *data)
{
	(void)context;
	check_range(block, count);
	if (fails())
		return -1;
	memcpy(image[block], data, (size_t)count * BLOCK);
	memset(dirty + block, true, count);
	return 0;
}

static int disk_flush(void *context)
{
	(void)context;
	if (fails())
		return -1;
	for (uint32_t i = 0; i < BLOCKS; i++)
		if (dirty[i])
			memcpy(base[i], image[i], BLOCK);
	memset(dirty, false, sizeof dirty);
	return 0;
}

static const struct ilw_disktable_io io = { disk_read, disk_write, disk_flush,
					    NULL, BLOCKS };

static void lose_power(struct input *input)
{
	for (uint32_t i = 0; i < BLOCKS; i++) {
		uint8_t kept = dirty[i] ? byte(input) : 0;

		for (uint32_t j = 0; j < 8; j++)
			if (kept >> j & 1)
				memcpy(base[i] + j * BLOCK / 8,
				       image[i] + j * BLOCK / 8, BLOCK / 8);
		memcpy(image[i], base[i], BLOCK);
		dirty[i] = false;
	}
	fail_after = 0;
}

/* ---- what must be so ---- */

static void check_disk(const struct ilw_disktable_disk *disk, bool *used)
{
	uint32_t blocks = 0;

	require(disk->extent_count >= 1 && disk->extent_count <= DENALI_EXTENTS,
		"extents");
	require(disk->name[0] && memchr(disk->name, 0, sizeof disk->name),
		"a name");
	require(ilw_disktable_find(&table, disk->name) == disk, "found by it");
	for (uint32_t i = 0; i < disk->extent_count; i++) {
		const struct denali_extent *e = &disk->extent[i];

		require(e->count && e->first < BLOCKS &&
				e->count <= BLOCKS - e->first,
			"an extent within the disk");
		for (uint32_t j = e->first; j < e->first + e->count; j++) {
			require(j >= ILW_DISKTABLE_FIRST && !used[j],
				"a block twice");
			used[j] = true;
		}
		blocks += e->count;
	}
	require(blocks == disk->blocks, "the sum of its extents");
}

static void check_table(void)
{
	bool used[BLOCKS] = { false };
	uint32_t count = BLOCKS - ILW_DISKTABLE_FIRST;

	require(table.copy.count <= ILW_DISKTABLE_DISKS, "so many disks");
	for (uint32_t i = 0; i < table.copy.count; i++) {
		check_disk(&table.copy.disk[i], used);
		count -= table.copy.disk[i].blocks;
	}
	require(ilw_disktable_free_blocks(&table) == count, "free blocks");
}

static bool same(const struct ilw_disktable_copy *a,
		 const struct ilw_disktable_copy *b)
{
	return a->count == b->count &&
	       memcmp(a->disk, b->disk, a->count * sizeof a->disk[0]) == 0;
}

static void remember(struct ilw_disktable_copy *to)
{
	to->count = table.copy.count;
	memcpy(to->disk, table.copy.disk,
	       table.copy.count * sizeof to->disk[0]);
}

/* What the change under way is to make of the table. */
static void foresee(void)
{
	remember(&before);
	remember(&after);
	if (table.change == ILW_DISKTABLE_SET) {
		after.disk[table.index] = table.next;
		after.count += table.index == after.count;
	} else if (table.change == ILW_DISKTABLE_REMOVE) {
		after.count--;
		memmove(&after.disk[table.index], &after.disk[table.index + 1],
			(after.count - table.index) * sizeof after.disk[0]);
	}
}

static void check_zero(const struct ilw_disktable_disk *disk, uint32_t from)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < disk->extent_count; i++)
		for (uint32_t j = 0; j < disk->extent[i].count; j++, at++) {
			uint32_t block = disk->extent[i].first + j;

			if (at >= from)
				require(image[block][0] == 0 &&
						image[block][BLOCK - 1] == 0,
					"a new disk is zero");
			memset(image[block], FILLED, BLOCK);
			dirty[block] = true;
		}
}

/* ---- changes ---- */

static void reopen(bool acknowledged)
{
	require(ilw_disktable_open(&table, &io) == 0, "it can be opened");
	check_table();
	require(same(&table.copy, &after) ||
			(!acknowledged && same(&table.copy, &before)),
		acknowledged ? "an acknowledged change is lost" :
			       "it is neither old nor new");
}

static void finish_change(struct input *input, uint8_t how)
{
	uint32_t old_count = table.copy.count, index = table.index, old = 0;
	bool set = table.change == ILW_DISKTABLE_SET;
	int error;

	if (how & 0x40) {
		ilw_disktable_cancel(&table);
		return;
	}
	foresee();
	if (set && index < old_count)
		old = before.disk[index].blocks;
	fail_after = how & 0x80 ? 1u + byte(input) % 32 : 0;
	error = ilw_disktable_finish(&table, 0);
	require(error == 0 || (fail_after == 1 && error == ILW_DISKTABLE_EIO),
		"only the disk can fail it");
	if (error == 0 && set)
		check_zero(&table.copy.disk[index], old);
	if (error != 0 || how & 0x20) {
		lose_power(input);
		reopen(error == 0);
	}
	fail_after = 0;
	require(error != 0 || same(&table.copy, &after),
		"it is what was asked");
	check_table();
}

static void step(struct input *input)
{
	uint8_t what = byte(input), how = byte(input);
	char name[ILW_DISKTABLE_NAME] = { (char)('a' + how % NAMES) };
	uint32_t blocks = 1u + byte(input) % SIZE_MAX_BLOCKS;
	struct denali_extents extents;
	int error = -1;

	switch (what % 5) {
	case 0:
		error = ilw_disktable_create(&table, name, blocks);
		break;
	case 1:
		error = ilw_disktable_resize(&table, name, blocks);
		break;
	case 2:
		error = ilw_disktable_destroy(&table, name);
		break;
	case 3:
		ilw_disktable_attach(&table, name, how & 0x80, &extents);
		break;
	default:
		ilw_disktable_detach(&table, name);
	}
	if (error == 0)
		finish_change(input, how);
}

static void changes(struct input *input)
{
	require(ilw_disktable_format(&table, &io, true) == 0, "formatted");
	while (input->at < input->end)
		step(input);
	lose_power(input);
	remember(&after);
	reopen(true);
}

/* ---- what somebody left ---- */

static void leave(struct input *input, uint8_t how)
{
	static struct ilw_disktable_copy copy;
	size_t size = (size_t)(input->end - input->at);
	uint32_t place = how >> 2 & 1;

	memset(&copy, 0, sizeof copy);
	memcpy(&copy, input->at, size < sizeof copy ? size : sizeof copy);
	if (how & 8) {
		copy.magic = ILW_DISKTABLE_MAGIC;
		copy.version = ILW_DISKTABLE_VERSION;
		copy.sequence = (copy.sequence & ~UINT64_C(1)) | place;
	}
	if (how & 16) {
		copy.count %= NAMES;
		copy.length = (uint32_t)(offsetof(struct ilw_disktable_copy,
						  disk) +
					 copy.count * sizeof copy.disk[0]);
	}
	copy.checksum = 0;
	if (copy.length <= sizeof copy)
		copy.checksum = crc64(&copy, copy.length);
	memcpy(image[place * 64], &copy, sizeof copy);
}

static void found(struct input *input, uint8_t how)
{
	int error;

	if (how & 2)
		ilw_disktable_format(&table, &io, true);
	leave(input, how);
	error = ilw_disktable_open(&table, &io);
	require(error <= 0 && error >= ILW_DISKTABLE_ESMALL, "an error");
	require(ilw_disktable_error(error) != NULL, "a text");
	if (error == 0) {
		check_table();
		ilw_disktable_finish(&table,
				     ilw_disktable_create(&table, "new", 3));
		check_table();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, data + size };
	uint8_t how = byte(&input);

	memset(image, 0, sizeof image);
	memset(base, 0, sizeof base);
	memset(dirty, 0, sizeof dirty);
	fail_after = 0;
	if (how & 1)
		found(&input, how);
	else
		changes(&input);
	return 0;
}
