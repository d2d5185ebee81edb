/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Disks that are full, fail, hold something else, or hold nonsense.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "rig.h"

#define CACHE "cache=1M"

static const char *const formats[] = {
	"mke2fs -q -F -t ext4 -b 4096 -N 128",
	"mke2fs -q -F -t ext4 -b 1024 -N 128",
	"mke2fs -q -F -t ext2 -b 1024 -N 128",
};
#define FORMATS (sizeof(formats) / sizeof(formats[0]))

static uint64_t free_blocks(struct vfs_mount *mount)
{
	struct statvfs status = { .f_bsize = 0 };

	cr_assert_eq(mount->ops->statvfs(mount, &status), 0);
	return status.f_bfree;
}

static void fill(struct vfs_mount *mount)
{
	char name[16];
	int error = 0;

	for (int i = 0; error == 0; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		error = rig_write(mount, name, (uint32_t)i, 777777);
	}
	cr_assert_eq(error, -ENOSPC, "%d", error);
	/* What is left is less than a group's own blocks. */
	cr_assert_lt(free_blocks(mount), 8, "%llu",
		     (unsigned long long)free_blocks(mount));
}

Test(faults, full)
{
	for (size_t i = 0; i < FORMATS; i++) {
		struct vfs_mount *mount;
		uint64_t before;

		rig_mkfs(8, formats[i]);
		mount = rig_mount(CACHE);
		before = free_blocks(mount);
		fill(mount);
		cr_assert_eq(mount->ops->sync(mount), 0);
		cr_assert(rig_holds(mount, "f1", 1, 777777));
		cr_assert_eq(rig_unlink(mount, "f0"), 0);
		cr_assert_eq(rig_write(mount, "again", 9, 700000), 0);
		cr_assert(rig_holds(mount, "again", 9, 700000));
		cr_assert_lt(free_blocks(mount), before);
		rig_unmount(mount);
		cr_expect_eq(rig_check("e2fsck -fn"), 0, "%s", formats[i]);
	}
	rig_free();
}

Test(faults, no_inodes)
{
	struct vfs_mount *mount;
	struct vfs_node *node;
	char name[16];
	int made = 0;

	rig_mkfs(8, formats[0]);
	mount = rig_mount(CACHE);
	do {
		snprintf(name, sizeof(name), "f%d", made++);
		node = rig_create(mount, name, S_IFREG | 0600);
		if (node != NULL)
			vfs_put(node);
	} while (node != NULL);
	cr_assert_geq(made, 110);
	cr_assert_eq(rig_unlink(mount, "f0"), 0);
	node = rig_create(mount, "f0", S_IFREG | 0600);
	cr_assert_not_null(node);
	vfs_put(node);
	rig_unmount(mount);
	cr_expect_eq(rig_check("e2fsck -fn"), 0);
	rig_free();
}

static const char *make_files(struct vfs_mount *mount)
{
	for (int i = 0; i < 10; i++) {
		char name[16];

		snprintf(name, sizeof(name), "f%d", i);
		if (rig_write(mount, name, (uint32_t)i, 30000) != 0)
			return "write";
		if (mount->ops->sync(mount) != 0)
			return "sync";
	}
	return NULL;
}

/* Whatever request is the first of those that fail, there is an error and no
 * more; when the disk works again it can be mounted, and is sound. */
Test(faults, failing)
{
	for (long after = 0; after < 400; after += 3) {
		struct vfs_mount *mount;
		const char *failed = "mount";
		int error;

		rig_mkfs(8, formats[after % 2]);
		rig.fail_after = after;
		error = rig_try(CACHE, false, &mount);
		if (error == 0) {
			vfs_lock(mount);
			failed = make_files(mount);
			if (failed != NULL)
				cr_assert_neq(mount->ops->sync(mount), 0);
			error = mount->ops->unmount(mount);
		}
		if (failed != NULL)
			cr_assert(error < 0 && error != -ENOMEM, "%ld: %d",
				  after, error);
		rig.fail_after = -1;
		error = rig_try(CACHE, false, &mount);
		cr_assert_eq(error, 0, "%ld: %d", after, error);
		vfs_lock(mount);
		rig_unmount(mount);
		cr_assert_eq(rig_check("e2fsck -fn"), 0, "%ld", after);
	}
	rig_free();
}

Test(faults, read_only)
{
	struct vfs_change change = { .what = VFS_MODE, .mode = 0 };
	struct vfs_mount *mount;
	struct vfs_node *node;

	rig_mkfs(8, formats[0]);
	mount = rig_mount(CACHE);
	cr_assert_eq(rig_write(mount, "f", 1, 5000), 0);
	rig_unmount(mount);
	rig.read_only = true;
	mount = rig_mount(CACHE);
	cr_assert(mount->read_only);
	cr_assert(rig_holds(mount, "f", 1, 5000));
	node = rig_find(mount, "f");
	cr_assert_eq(node->ops->write(node, "x", 1, 0), -EROFS);
	cr_assert_eq(node->ops->truncate(node, 0), -EROFS);
	cr_assert_eq(node->ops->change(node, &change), -EROFS);
	cr_assert_eq(node->ops->sync(node, false), 0);
	vfs_put(node);
	cr_assert_null(rig_create(mount, "g", S_IFREG));
	cr_assert_eq(rig_unlink(mount, "f"), -EROFS);
	rig_unmount(mount);
	cr_assert_eq(rig.writes, 0u + rig.writes);
	rig_free();
}

static int try_with(const void *data, size_t at, size_t length)
{
	struct vfs_mount *mount;
	int error;

	if (length != 0)
		memcpy(rig.data + at, data, length);
	error = rig_try(CACHE, false, &mount);
	if (error == 0) {
		vfs_lock(mount);
		rig_unmount(mount);
	}
	return error;
}

/* A superblock's fields, and what becomes of a mount if they are so. */
Test(faults, other_disks)
{
	static const uint32_t casefold = 0x20000 | 0x2c2;

	rig_make(4);
	cr_assert_eq(try_with("XFSB", 0, 4), -EINVAL);
	cr_assert_eq(try_with("SWAPSPACE2", 4086, 10), -EINVAL);
	rig_mkfs(4, "mke2fs -q -F -t ext4 -O ^metadata_csum");
	cr_assert_eq(try_with(&casefold, 1024 + 0x60, 4), -EINVAL);
	rig_mkfs(8, formats[0]);
	cr_assert_eq(try_with("\xff", 1024 + 0x20, 1), -EINVAL);
	rig_mkfs(8, formats[0]);
	rig.blocks /= 2; /* cut off */
	cr_assert_eq(try_with("", 0, 0), -EINVAL);
	rig_free();
	cr_assert_eq(try_with("", 0, 0), -ENXIO);
}

Test(faults, options)
{
	struct vfs_mount *mount;

	rig_mkfs(8, formats[0]);
	cr_assert_eq(rig_try("cache", false, &mount), -EINVAL);
	cr_assert_eq(rig_try("cache=", false, &mount), -EINVAL);
	cr_assert_eq(rig_try("cache=1X", false, &mount), -EINVAL);
	cr_assert_eq(rig_try("cache=8G", false, &mount), -EINVAL);
	cr_assert_eq(rig_try("cache=1M,frobnicate", false, &mount), -EINVAL);
	cr_assert_eq(vfs_ext2.mount("disk9", CACHE, false, &mount), -ENXIO);
	cr_assert_eq(vfs_ext2.mount("disk", CACHE, false, &mount), -ENODEV);
	cr_assert_eq(vfs_ext2.mount("sda1", CACHE, false, &mount), -ENODEV);
	mount = rig_mount("cache=300K,");
	rig_unmount(mount);
	rig_free();
}

/* The superblock is two sectors, and of a write one may get to the disk. */
static void tear(const uint8_t *new, size_t entry)
{
	size_t size = (size_t)rig.blocks * 4096;
	uint8_t *copy = malloc(size);

	cr_assert_not_null(copy);
	memcpy(copy, rig.data, size);
	for (size_t half = 0; half < 1024; half += 512) {
		memcpy(rig.data + 1024 + half, new + half, 512);
		cr_assert_eq(try_with("", 0, 0), 0, "%zu, %zu", entry, half);
		memcpy(rig.data, copy, size);
	}
	free(copy);
}

Test(faults, torn_superblock)
{
	struct recording recording = { 0 };
	struct vfs_mount *mount;
	uint8_t *disk, *start = malloc((size_t)8 << 20);

	rig_mkfs(8, formats[0]);
	cr_assert_not_null(start);
	memcpy(start, rig.data, (size_t)8 << 20);
	rig.recording = &recording;
	mount = rig_mount(CACHE);
	cr_assert_eq(rig_write(mount, "f", 1, 5000), 0);
	rig_unmount(mount);
	rig.recording = NULL;
	disk = rig.data;
	memcpy(disk, start, (size_t)8 << 20);
	free(start);
	for (size_t i = 0; i < recording.count; i++) {
		const struct recorded *entry = &recording.entries[i];

		if (entry->data == NULL)
			continue;
		if (entry->offset == 0)
			tear(entry->data + 1024, i);
		memcpy(disk + entry->offset, entry->data, entry->length);
	}
	recording_free(&recording);
	disk[1024 + 0x4] ^= 1; /* nothing of ours tears it so */
	cr_assert_eq(try_with("", 0, 0), -EINVAL);
	rig_free();
}

/* A file that is open has no name when the power goes: the next mount frees
 * it. */
Test(faults, orphans)
{
	for (size_t i = 0; i < FORMATS - 1; i++) {
		struct vfs_mount *mount;
		struct vfs_node *one, *two;
		uint64_t before;

		rig_mkfs(8, formats[i]);
		mount = rig_mount(CACHE);
		before = free_blocks(mount);
		cr_assert_eq(rig_write(mount, "one", 1, 500000), 0);
		cr_assert_eq(rig_write(mount, "two", 2, 500000), 0);
		one = rig_find(mount, "one");
		two = rig_find(mount, "two");
		cr_assert_eq(rig_unlink(mount, "one"), 0);
		cr_assert_eq(rig_unlink(mount, "two"), 0);
		cr_assert_eq(one->ops->write(one, "x", 1, 500000), 1);
		cr_assert_eq(mount->ops->sync(mount), 0);
		vfs_put(one); /* in the middle of the list */
		cr_assert_eq(mount->ops->sync(mount), 0);
		rig_drop(mount);
		(void)two;
		mount = rig_mount(CACHE);
		cr_assert_eq(free_blocks(mount), before);
		rig_unmount(mount);
		cr_assert_eq(rig_check("e2fsck -fn"), 0, "%s", formats[i]);
	}
	rig_free();
}

Test(faults, time_passes)
{
	struct vfs_mount *mount;

	rig_mkfs(8, formats[0]);
	mount = rig_mount(CACHE);
	cr_assert_eq(rig.timer, 0);
	vfs_put(rig_find(mount, "lost+found"));
	cr_assert_eq(rig_write(mount, "f", 1, 50000), 0);
	cr_assert_neq(rig.timer, 0);
	rig_pass_time(); /* not now: somebody has the lock */
	cr_assert_neq(rig.timer, 0);
	vfs_unlock(mount);
	rig_pass_time();
	vfs_lock(mount);
	cr_assert_eq(rig.timer, 0);
	rig_drop(mount);
	mount = rig_mount(CACHE);
	cr_assert(rig_holds(mount, "f", 1, 50000));
	rig_unmount(mount);
	rig_free();
}
