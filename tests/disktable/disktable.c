/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The disk table: its calls, their errors, and what it makes of disks that are
 * not right.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "crc64.h"
#include "ramdisk.h"

#define BLOCKS 1024
#define BLOCK ILW_DISKTABLE_BLOCK
#define FREE (BLOCKS - ILW_DISKTABLE_FIRST)

static struct ilw_disktable table;
static struct ramdisk disk;

static void make(void)
{
	ramdisk_make(&disk, BLOCKS);
	cr_assert_eq(ilw_disktable_format(&table, &disk.io, false), 0);
}

static void end(void)
{
	ramdisk_free(&disk);
}

TestSuite(disktable, .init = make, .fini = end);

static int create(const char *name, uint32_t blocks)
{
	return ilw_disktable_finish(&table,
				    ilw_disktable_create(&table, name, blocks));
}

static int resize(const char *name, uint32_t blocks)
{
	return ilw_disktable_finish(&table,
				    ilw_disktable_resize(&table, name, blocks));
}

static int destroy(const char *name)
{
	return ilw_disktable_finish(&table,
				    ilw_disktable_destroy(&table, name));
}

static int reopen(void)
{
	int error;

	disk.read_only = true;
	error = ilw_disktable_open(&table, &disk.io);
	disk.read_only = false;
	return error;
}

static uint32_t size_of(const char *name)
{
	const struct ilw_disktable_disk *found = ilw_disktable_find(&table,
								    name);

	return found == NULL ? 0 : found->blocks;
}

/* The place of the newest copy, and its checksum put right. */
static struct ilw_disktable_copy *newest(void)
{
	struct ilw_disktable_copy *copy[2] = {
		(void *)disk.data, (void *)(disk.data + 64 * BLOCK)
	};

	return copy[copy[1]->sequence > copy[0]->sequence];
}

static void sum(struct ilw_disktable_copy *copy)
{
	copy->checksum = 0;
	copy->checksum = crc64(copy, copy->length);
}

Test(disktable, keeps_disks)
{
	cr_expect_eq(ilw_disktable_free_blocks(&table), FREE);
	cr_expect_eq(create("one", 1), 0);
	cr_expect_eq(create("a disk of a longer name, 31 byte", 5),
		     ILW_DISKTABLE_EINVAL);
	cr_expect_eq(create("a disk of a longer name, 31 byt", 5), 0);
	cr_expect_eq(create("two", 100), 0);
	cr_expect_eq(destroy("one"), 0);
	cr_expect_eq(resize("two", 7), 0);
	for (int pass = 0; pass < 2; pass++) {
		cr_expect_eq(table.copy.count, 2);
		cr_expect_eq(size_of("two"), 7);
		cr_expect_eq(size_of("a disk of a longer name, 31 byt"), 5);
		cr_expect_eq(ilw_disktable_free_blocks(&table), FREE - 12);
		cr_assert_eq(reopen(), 0);
	}
}

Test(disktable, refuses_bad_names_and_sizes)
{
	cr_expect_eq(create("", 1), ILW_DISKTABLE_EINVAL);
	cr_expect_eq(create("a\nb", 1), ILW_DISKTABLE_EINVAL);
	cr_expect_eq(create("a\x7f", 1), ILW_DISKTABLE_EINVAL);
	cr_expect_eq(create("a", 0), ILW_DISKTABLE_EINVAL);
	cr_expect_eq(create("a", FREE + 1), ILW_DISKTABLE_ENOSPACE);
	cr_expect_eq(create("a", UINT32_MAX), ILW_DISKTABLE_ENOSPACE);
	cr_expect_eq(create("a", FREE), 0);
	cr_expect_eq(create("a", 1), ILW_DISKTABLE_EEXIST);
	cr_expect_eq(create("b", 1), ILW_DISKTABLE_ENOSPACE);
	cr_expect_eq(resize("a", 0), ILW_DISKTABLE_EINVAL);
	cr_expect_eq(resize("a", FREE + 1), ILW_DISKTABLE_ENOSPACE);
	cr_expect_eq(resize("b", 1), ILW_DISKTABLE_ENOENT);
	cr_expect_eq(destroy("b"), ILW_DISKTABLE_ENOENT);
	cr_expect_eq(table.copy.count, 1);
}

Test(disktable, has_room_for_so_many_disks_and_no_more)
{
	char name[ILW_DISKTABLE_NAME];

	end();
	ramdisk_make(&disk, ILW_DISKTABLE_FIRST + ILW_DISKTABLE_DISKS + 1);
	cr_assert_eq(ilw_disktable_format(&table, &disk.io, false), 0);
	for (int i = 0; i < ILW_DISKTABLE_DISKS; i++) {
		snprintf(name, sizeof name, "disk %d", i);
		cr_assert_eq(create(name, 1), 0);
	}
	cr_expect_eq(create("more", 1), ILW_DISKTABLE_EFULL);
	cr_assert_eq(reopen(), 0);
	cr_expect_eq(size_of("disk 1023"), 1);
	cr_expect_eq(destroy("disk 0"), 0);
	cr_expect_eq(create("more", 2), 0);
	cr_assert_eq(reopen(), 0);
	cr_expect_eq(table.copy.count, ILW_DISKTABLE_DISKS);
	cr_expect_eq(size_of("disk 1023"), 1);
}

/* Every second block free, and more than extents can take. */
static void fragment(int pieces)
{
	char name[ILW_DISKTABLE_NAME];

	for (int i = 0; i < 2 * pieces; i++) {
		snprintf(name, sizeof name, "%d", i);
		cr_assert_eq(create(name, 1), 0);
	}
	cr_assert_eq(create("rest", ilw_disktable_free_blocks(&table)), 0);
	for (int i = 0; i < 2 * pieces; i += 2) {
		snprintf(name, sizeof name, "%d", i);
		cr_assert_eq(destroy(name), 0);
	}
}

Test(disktable, puts_disks_together_from_pieces)
{
	fragment(DENALI_EXTENTS + 1);
	cr_expect_eq(create("a", DENALI_EXTENTS + 1),
		     ILW_DISKTABLE_EFRAGMENTED);
	cr_expect_eq(create("a", DENALI_EXTENTS + 2), ILW_DISKTABLE_ENOSPACE);
	cr_expect_eq(create("a", DENALI_EXTENTS), 0);
	cr_expect_eq(resize("a", DENALI_EXTENTS + 1),
		     ILW_DISKTABLE_EFRAGMENTED);
	cr_expect_eq(ilw_disktable_find(&table, "a")->extent_count,
		     DENALI_EXTENTS);
	cr_expect_eq(resize("a", 3), 0);
	cr_assert_eq(reopen(), 0);
	cr_expect_eq(ilw_disktable_find(&table, "a")->extent_count, 3);
	cr_expect_eq(resize("rest", size_of("rest") + 2), 0);
	cr_expect_eq(ilw_disktable_find(&table, "rest")->extent_count, 3);
	cr_assert_eq(reopen(), 0);
}

Test(disktable, grows_in_place_where_it_can)
{
	cr_assert_eq(create("a", 10), 0);
	cr_assert_eq(resize("a", 30), 0);
	cr_expect_eq(ilw_disktable_find(&table, "a")->extent_count, 1);
	cr_assert_eq(create("b", 10), 0);
	cr_assert_eq(resize("a", 31), 0);
	cr_expect_eq(ilw_disktable_find(&table, "a")->extent_count, 2);
	cr_assert_eq(resize("a", 31), 0);
	cr_expect_eq(size_of("a"), 31);
}

static bool is_zero(uint32_t block, uint32_t count)
{
	const uint8_t *data = disk.data + (size_t)block * BLOCK;

	for (size_t i = 0; i < (size_t)count * BLOCK; i++)
		if (data[i] != 0)
			return false;
	return true;
}

Test(disktable, zeroes_blocks_before_it_gives_them)
{
	const struct denali_extent *extent;
	int steps = 0, more;

	memset(disk.data + ILW_DISKTABLE_FIRST * BLOCK, 0x55, FREE * BLOCK);
	cr_assert_eq(ilw_disktable_create(&table, "a", 300), 0);
	while ((more = ilw_disktable_step(&table)) == ILW_DISKTABLE_MORE) {
		cr_expect_null(ilw_disktable_find(&table, "a"));
		steps++;
	}
	cr_expect_eq(more, 0);
	cr_expect_eq(steps, (300 + 63) / 64);
	extent = ilw_disktable_find(&table, "a")->extent;
	cr_expect(is_zero(extent->first, 300));
	cr_expect_not(is_zero(extent->first + 300, 1));
	memset(disk.data + (size_t)extent->first * BLOCK, 0xaa, 300 * BLOCK);
	cr_assert_eq(resize("a", 310), 0);
	cr_expect(is_zero(extent->first + 300, 10));
	cr_expect_not(is_zero(extent->first + 299, 1));
	cr_assert_eq(resize("a", 2), 0);
	cr_assert_eq(resize("a", 4), 0);
	cr_expect(is_zero(extent->first + 2, 2));
	cr_expect_not(is_zero(extent->first + 1, 1));
}

Test(disktable, makes_one_change_at_a_time)
{
	cr_assert_eq(create("a", 2), 0);
	cr_assert_eq(ilw_disktable_create(&table, "b", 100), 0);
	cr_expect_eq(ilw_disktable_create(&table, "c", 1), ILW_DISKTABLE_EBUSY);
	cr_expect_eq(ilw_disktable_destroy(&table, "a"), ILW_DISKTABLE_EBUSY);
	cr_expect_eq(ilw_disktable_step(&table), ILW_DISKTABLE_MORE);
	ilw_disktable_cancel(&table);
	cr_expect_eq(ilw_disktable_step(&table), 0);
	cr_expect_eq(size_of("b"), 0);
	cr_expect_eq(create("b", 1), 0);
	cr_assert_eq(reopen(), 0);
	cr_expect_eq(size_of("b"), 1);
}

Test(disktable, has_one_writer_or_many_readers)
{
	struct denali_extents to = { .slot = 3, .disk = 2 };

	cr_assert_eq(create("a", 20), 0);
	cr_expect_eq(ilw_disktable_attach(&table, "b", true, &to),
		     ILW_DISKTABLE_ENOENT);
	cr_expect_eq(ilw_disktable_detach(&table, "a"), ILW_DISKTABLE_EINVAL);
	cr_assert_eq(ilw_disktable_attach(&table, "a", true, &to), 0);
	cr_expect_eq(to.slot, 3);
	cr_expect_eq(to.disk, 2);
	cr_expect_eq(to.flags, 0);
	cr_expect_eq(to.extent_count, 1);
	cr_expect_eq(to.extent[0].count, 20);
	cr_expect_eq(ilw_disktable_users(&table, "a"), -1);
	cr_expect_eq(ilw_disktable_attach(&table, "a", true, &to),
		     ILW_DISKTABLE_EBUSY);
	cr_expect_eq(ilw_disktable_attach(&table, "a", false, &to),
		     ILW_DISKTABLE_EBUSY);
	cr_expect_eq(destroy("a"), ILW_DISKTABLE_EBUSY);
	cr_expect_eq(resize("a", 19), ILW_DISKTABLE_EBUSY);
	cr_expect_eq(resize("a", 21), 0);
	cr_assert_eq(ilw_disktable_detach(&table, "a"), 0);
	cr_expect_eq(ilw_disktable_attach(&table, "a", false, &to), 0);
	cr_expect_eq(to.flags, DENALI_DISK_IS_READ_ONLY);
	cr_expect_eq(ilw_disktable_attach(&table, "a", false, &to), 0);
	cr_expect_eq(ilw_disktable_users(&table, "a"), 2);
	cr_expect_eq(ilw_disktable_attach(&table, "a", true, &to),
		     ILW_DISKTABLE_EBUSY);
	cr_assert_eq(ilw_disktable_detach(&table, "a"), 0);
	cr_expect_eq(destroy("a"), ILW_DISKTABLE_EBUSY);
	cr_assert_eq(ilw_disktable_detach(&table, "a"), 0);
	cr_assert_eq(ilw_disktable_destroy(&table, "a"), 0);
	cr_expect_eq(ilw_disktable_attach(&table, "a", false, &to),
		     ILW_DISKTABLE_EBUSY);
	cr_expect_eq(ilw_disktable_finish(&table, 0), 0);
}

Test(disktable, counts_users_though_disks_before_go)
{
	struct denali_extents to;

	cr_assert_eq(create("a", 1), 0);
	cr_assert_eq(create("b", 1), 0);
	cr_assert_eq(ilw_disktable_attach(&table, "b", true, &to), 0);
	cr_assert_eq(destroy("a"), 0);
	cr_expect_eq(ilw_disktable_users(&table, "b"), -1);
	cr_assert_eq(create("a", 1), 0);
	cr_expect_eq(ilw_disktable_users(&table, "a"), 0);
}

Test(disktable, leaves_other_disks_alone)
{
	end();
	ramdisk_make(&disk, BLOCKS);
	cr_expect_eq(reopen(), ILW_DISKTABLE_EUNFORMATTED);
	cr_expect_eq(create("a", 1), ILW_DISKTABLE_EIO);
	disk.data[127 * BLOCK + 4095] = 1;
	cr_expect_eq(reopen(), ILW_DISKTABLE_EUNFORMATTED);
	cr_expect_eq(ilw_disktable_format(&table, &disk.io, false),
		     ILW_DISKTABLE_ENOTEMPTY);
	cr_expect_eq(create("a", 1), ILW_DISKTABLE_EIO);
	cr_expect_eq(disk.writes, 0);
	cr_expect_eq(ilw_disktable_format(&table, &disk.io, true), 0);
	cr_expect_eq(reopen(), 0);
	cr_expect_eq(create("a", 1), 0);
	cr_expect_eq(ilw_disktable_format(&table, &disk.io, false),
		     ILW_DISKTABLE_ENOTEMPTY);
	cr_expect_eq(reopen(), 0);
	cr_expect_eq(size_of("a"), 1);
	cr_expect_eq(ilw_disktable_format(&table, &disk.io, true), 0);
	cr_expect_eq(table.copy.count, 0);
}

Test(disktable, is_not_on_disks_too_small_for_it)
{
	disk.io.blocks = ILW_DISKTABLE_FIRST;
	cr_expect_eq(ilw_disktable_format(&table, &disk.io, true),
		     ILW_DISKTABLE_ESMALL);
	disk.io.blocks = ILW_DISKTABLE_FIRST - 1;
	cr_expect_eq(reopen(), ILW_DISKTABLE_EUNFORMATTED);
	disk.io.blocks = ILW_DISKTABLE_FIRST + 1;
	cr_expect_eq(reopen(), 0);
	cr_expect_eq(create("a", 1), 0);
	disk.io.blocks--;
	cr_expect_eq(reopen(), ILW_DISKTABLE_ESMALL);
	cr_expect_eq(create("b", 1), ILW_DISKTABLE_EIO);
}

/* Every byte of the newest copy counts; without it the one before it holds. */
Test(disktable, takes_no_copy_that_is_damaged)
{
	struct ilw_disktable_copy *copy;

	cr_assert_eq(create("a", 1), 0);
	cr_assert_eq(create("b", 1), 0);
	copy = newest();
	for (uint32_t i = 0; i < copy->length; i++) {
		((uint8_t *)copy)[i] ^= 0x10;
		cr_assert_eq(reopen(), 0);
		cr_assert_eq(table.copy.count, 1, "byte %u", (unsigned int)i);
		((uint8_t *)copy)[i] ^= 0x10;
	}
	((uint8_t *)copy)[copy->length] ^= 0x10;
	cr_assert_eq(reopen(), 0);
	cr_expect_eq(table.copy.count, 2);
	disk.data[20] ^= 1;
	disk.data[64 * BLOCK + 20] ^= 1;
	cr_expect_eq(reopen(), ILW_DISKTABLE_EDAMAGED);
	disk.data[0] ^= 1;
	cr_expect_eq(reopen(), ILW_DISKTABLE_EDAMAGED);
	disk.data[64 * BLOCK] ^= 1;
	cr_expect_eq(reopen(), ILW_DISKTABLE_EUNFORMATTED);
}

#define SPOIL(what, error)                                                     \
	do {                                                                   \
		struct ilw_disktable_copy *copy = newest(), kept = *copy;      \
		what;                                                          \
		sum(copy);                                                     \
		cr_expect_eq(reopen(), error, "%s", #what);                    \
		*copy = kept;                                                  \
	} while (0)

Test(disktable, takes_no_table_that_makes_no_sense)
{
	cr_assert_eq(create("a", 2), 0);
	cr_assert_eq(create("b", 2), 0);
	SPOIL(copy->disk[0].name[0] = '\0', ILW_DISKTABLE_EDAMAGED);
	SPOIL(memset(copy->disk[0].name, 'a', 32), ILW_DISKTABLE_EDAMAGED);
	SPOIL(copy->disk[1].name[0] = 'a', ILW_DISKTABLE_EDAMAGED);
	SPOIL(copy->disk[0].blocks = 3, ILW_DISKTABLE_EDAMAGED);
	SPOIL(copy->disk[0].extent_count = 0, ILW_DISKTABLE_EDAMAGED);
	SPOIL(copy->disk[0].extent_count = 17, ILW_DISKTABLE_EDAMAGED);
	SPOIL(copy->disk[0].extent_count = 2, ILW_DISKTABLE_EDAMAGED);
	SPOIL(copy->disk[0].extent[0].first--, ILW_DISKTABLE_EDAMAGED);
	SPOIL(copy->disk[0].extent[0].first++, ILW_DISKTABLE_EDAMAGED);
	SPOIL(copy->disk[1].extent[0].first = BLOCKS - 1, ILW_DISKTABLE_ESMALL);
	SPOIL(copy->disk[1].extent[0].first = ~0u, ILW_DISKTABLE_ESMALL);
	SPOIL(copy->count = 1, ILW_DISKTABLE_EDAMAGED);
	SPOIL(copy->count = 3, ILW_DISKTABLE_EDAMAGED);
	SPOIL(copy->count = ~0u, ILW_DISKTABLE_EDAMAGED);
	SPOIL(copy->length++, ILW_DISKTABLE_EDAMAGED);
	SPOIL(copy->version = 2, ILW_DISKTABLE_EVERSION);
	SPOIL(copy->version = 0, ILW_DISKTABLE_EVERSION);
	cr_assert_eq(reopen(), 0);
	cr_expect_eq(table.copy.count, 2);
}

/* A copy with the other place's number would not survive the next change. */
Test(disktable, takes_no_copy_in_the_wrong_place)
{
	struct ilw_disktable_copy *copy;

	cr_assert_eq(create("a", 2), 0);
	copy = newest();
	copy->sequence++;
	sum(copy);
	cr_assert_eq(reopen(), 0);
	cr_expect_eq(table.copy.count, 0);
}

/* Whichever operation fails, the change was made or it was not. */
Test(disktable, tells_of_errors_and_goes_on_when_opened_anew)
{
	cr_assert_eq(create("a", 70), 0);
	for (unsigned int i = 1;; i++) {
		int error;

		disk.fail_after = i;
		error = create("b", 70);
		disk.fail_after = 0;
		if (error == 0)
			break;
		cr_assert_eq(error, ILW_DISKTABLE_EIO);
		if (table.failed)
			cr_expect_eq(create("c", 1), ILW_DISKTABLE_EIO);
		cr_assert_eq(reopen(), 0);
		cr_expect_eq(size_of("a"), 70);
		if (size_of("b") != 0)
			cr_assert_eq(destroy("b"), 0);
	}
	for (unsigned int i = 1; i < 4; i++) {
		disk.fail_after = i;
		cr_expect_eq(reopen(), ILW_DISKTABLE_EIO);
		cr_expect_eq(create("c", 1), ILW_DISKTABLE_EIO);
	}
}

Test(disktable, has_a_text_for_each_error)
{
	for (int error = -1; error >= ILW_DISKTABLE_EFULL; error--)
		cr_expect_gt(strlen(ilw_disktable_error(error)), 9);
	cr_expect_str_eq(ilw_disktable_error(0), "no error");
	cr_expect_str_eq(ilw_disktable_error(ILW_DISKTABLE_EFULL - 1),
			 "no error");
}

Test(crc64, is_the_usual_one)
{
	cr_expect_eq(crc64("123456789", 9), 0x995dc9bbdf1939faull);
	cr_expect_eq(crc64("", 0), 0);
}
