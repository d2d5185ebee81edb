/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What fsync() promises where files come and go, where the disk was left as it
 * is at rare moments, and where it is full or bad in one place.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "ext2/volume.h"
#include "rig.h"

#define CACHE "cache=1M"
#define EXT4 "mke2fs -q -F -t ext4 -b 4096 -N 128"

static void sync_path(struct vfs_mount *mount, const char *path, bool data_only)
{
	struct vfs_node *node = rig_find(mount, path);

	cr_assert_not_null(node, "%s", path);
	cr_assert_eq(node->ops->sync(node, data_only), 0);
	vfs_put(node);
}

/* Who syncs need not be who wrote: it may have been closed meanwhile. */
Test(promises, closed_and_opened)
{
	struct vfs_mount *mount;

	rig_mkfs(8, EXT4);
	mount = rig_mount(CACHE);
	cr_assert_eq(rig_write(mount, "f", 1, 50000), 0);
	sync_path(mount, "f", false);
	cr_assert_eq(rig_write(mount, "g", 2, 50000), 0);
	sync_path(mount, "g", true);
	rig_drop(mount);
	mount = rig_mount(CACHE);
	cr_assert(rig_holds(mount, "f", 1, 50000));
	cr_assert(rig_holds(mount, "g", 2, 50000));
	rig_unmount(mount);
	rig_free();
}

/* fdatasync() of what was overwritten is one flush, and no transaction. */
Test(promises, cost)
{
	struct vfs_mount *mount;
	struct vfs_node *node;
	unsigned writes, flushes;

	rig_mkfs(8, EXT4);
	mount = rig_mount(CACHE);
	cr_assert_eq(rig_write(mount, "f", 1, 50000), 0);
	node = rig_find(mount, "f");
	cr_assert_eq(node->ops->sync(node, true), 0);
	for (int i = 0; i < 3; i++) {
		cr_assert_eq(node->ops->write(node, "x", 1, i * 5000), 1);
		writes = rig.writes;
		flushes = rig.flushes;
		cr_assert_eq(node->ops->sync(node, true), 0);
		cr_expect_eq(rig.writes - writes, 1);
		cr_expect_eq(rig.flushes - flushes, 1);
	}
	vfs_put(node);
	rig_unmount(mount);
	rig_free();
}

/* The power went after the superblock said that there may be something to
 * replay and before the log did, or the other way round at an unmount. */
Test(promises, left_in_use)
{
	struct vfs_mount *mount;

	rig_mkfs(8, "f() { " EXT4 " $1 && "
		    "debugfs -w -R 'feature needs_recovery' $1; }; f");
	mount = rig_mount(CACHE);
	cr_assert_eq(rig_write(mount, "f", 1, 50000), 0);
	sync_path(mount, "f", false);
	rig_drop(mount);
	mount = rig_mount(CACHE);
	cr_assert(rig_holds(mount, "f", 1, 50000));
	rig_unmount(mount);
	cr_assert_eq(rig_check("e2fsck -fn"), 0);
	rig_free();
}

static unsigned state(void)
{
	return rig.data[1024 + 0x3a];
}

/* Without a journal what may want e2fsck does so until it has run. */
Test(promises, not_clean)
{
	struct vfs_mount *mount;

	rig_mkfs(8, "mke2fs -q -F -t ext2 -b 4096");
	cr_assert_eq(state() & 1, 1);
	mount = rig_mount(CACHE);
	cr_assert_eq(rig_write(mount, "f", 1, 5000), 0);
	cr_assert_eq(mount->ops->sync(mount), 0);
	cr_assert_eq(state() & 1, 0);
	rig_drop(mount);
	mount = rig_mount(CACHE);
	cr_assert_eq(rig_write(mount, "g", 1, 5000), 0);
	rig_unmount(mount);
	cr_expect_eq(state() & 1, 0, "nobody has looked");
	cr_assert_leq(rig_check("e2fsck -fy") >> 8, 1);
	rig_free();
}

/* A disk is mounted once. */
Test(promises, once)
{
	struct vfs_mount *mount, *second;

	rig_mkfs(8, EXT4);
	mount = rig_mount(CACHE);
	cr_assert_eq(rig_try(CACHE, false, &second), -EBUSY);
	rig_unmount(mount);
	mount = rig_mount(CACHE);
	rig_unmount(mount);
	rig_free();
}

/* Wherever a write finds the disk full. */
static void fill_up(const char *format, unsigned turn)
{
	struct vfs_mount *mount;
	struct vfs_node *node;
	static char data[65536];
	ssize_t done;
	off_t at = 0;

	rig_mkfs(2, format);
	mount = rig_mount(CACHE);
	cr_assert_eq(rig_write(mount, "pad", 1, 1024 * turn + 1), 0);
	node = rig_create(mount, "f", S_IFREG | 0600);
	cr_assert_not_null(node);
	cr_assert_eq(node->ops->truncate(node, 1 << 30), 0);
	do {
		done = node->ops->write(node, data, 2048, at);
		at += 13 * 1024;
		if (at >= 40 * 13 * 1024)
			at += 3 << 20;
	} while (done > 0);
	cr_assert_eq(done, -ENOSPC);
	vfs_put(node);
	rig_unmount(mount);
	cr_expect_eq(rig_check("e2fsck -fn"), 0, "%s, %u", format, turn);
	rig_free();
}

Test(promises, full)
{
	for (unsigned turn = 0; turn < 8; turn++) {
		fill_up("mke2fs -q -F -t ext2 -b 1024", turn);
		fill_up("mke2fs -q -F -t ext4 -b 1024 -O ^has_journal", turn);
	}
}

/* Room that was given back a moment ago can be had. */
Test(promises, room_again)
{
	struct vfs_mount *mount;
	struct vfs_node *node;

	rig_mkfs(64, "mke2fs -q -F -t ext4 -b 4096 -J size=4");
	mount = rig_mount(CACHE);
	node = rig_create(mount, "f", S_IFREG | 0600);
	cr_assert_eq(node->ops->allocate(node, 0, 50 << 20), 0);
	vfs_put(node);
	cr_assert_eq(rig_unlink(mount, "f"), 0);
	node = rig_create(mount, "g", S_IFREG | 0600);
	cr_assert_eq(node->ops->allocate(node, 0, 50 << 20), 0);
	vfs_put(node);
	rig_unmount(mount);
	cr_assert_eq(rig_check("e2fsck -fn"), 0);
	rig_free();
}

static uint32_t place_of(const char *text)
{
	for (uint32_t i = 0; i < rig.blocks; i++)
		if (memcmp(rig.data + (size_t)i * 4096, text, strlen(text)) ==
		    0)
			return i;
	return 0;
}

/* A block that cannot be read is no reason not to read those before it. */
Test(promises, bad_block)
{
	static char data[40960];
	struct vfs_mount *mount;
	struct vfs_node *node;

	rig_mkfs(8, EXT4);
	memcpy(data + 5 * 4096, "the bad one", 11);
	mount = rig_mount(CACHE);
	node = rig_create(mount, "f", S_IFREG | 0600);
	cr_assert_eq(node->ops->write(node, data, 40960, 0), 40960);
	vfs_put(node);
	rig_unmount(mount);
	rig.bad = place_of("the bad one");
	cr_assert_neq(rig.bad, 0);
	mount = rig_mount(CACHE);
	node = rig_find(mount, "f");
	for (off_t i = 0; i < 10; i++)
		cr_assert_eq(node->ops->read(node, data, 4096, i * 4096),
			     i == 5 ? -EIO : 4096, "%d", (int)i);
	vfs_put(node);
	rig_unmount(mount);
	rig_free();
}

/* What a block held before is nobody's to see, if a write into it fails. */
Test(promises, bad_hole)
{
	static char data[8192];
	struct vfs_mount *mount;
	struct vfs_node *node;

	rig_mkfs(8, "mke2fs -q -F -t ext4 -b 1024");
	for (uint32_t i = 0; i < rig.blocks; i++)
		for (uint32_t j = 0; j < 4096; j += 1024)
			if (rig.data[i * 4096 + j] == 0 &&
			    memcmp(rig.data + i * 4096 + j,
				   rig.data + i * 4096 + j + 1, 1023) == 0 &&
			    i > 600)
				memcpy(rig.data + i * 4096 + j, "secret", 6);
	mount = rig_mount(CACHE);
	node = rig_create(mount, "f", S_IFREG | 0600);
	cr_assert_eq(node->ops->truncate(node, 1 << 20), 0);
	cr_assert_eq(node->ops->write(node, "x", 1, 0), 1);
	cr_assert_eq(mount->ops->sync(mount), 0);
	for (off_t at = 16384; at < 1 << 20; at += 16384) {
		rig.bad_reads = true;
		node->ops->write(node, "x", 1, at);
		rig.bad_reads = false;
		cr_assert_eq(node->ops->read(node, data, 1024, at), 1024);
		cr_assert(data[0] == 0 || data[0] == 'x');
		cr_assert_eq(data[1], 0);
	}
	vfs_put(node);
	rig_unmount(mount);
	cr_assert_eq(rig_check("e2fsck -fn"), 0);
	rig_free();
}

/* After a flush that failed nobody knows what is on the disk: a second one that
 * does not is no promise. */
Test(promises, bad_flush)
{
	struct vfs_mount *mount;
	struct vfs_node *node;

	rig_mkfs(8, EXT4);
	mount = rig_mount(CACHE);
	cr_assert_eq(rig_write(mount, "f", 1, 5000), 0);
	node = rig_find(mount, "f");
	cr_assert_eq(node->ops->sync(node, true), 0);
	cr_assert_eq(node->ops->write(node, "x", 1, 0), 1);
	rig.fail_after = 1; /* the data is written, the flush fails */
	cr_assert_eq(node->ops->sync(node, true), -EIO);
	rig.fail_after = -1;
	cr_assert_eq(node->ops->sync(node, true), -EIO);
	cr_assert_eq(node->ops->write(node, "x", 1, 0), -EROFS);
	vfs_put(node);
	mount->ops->unmount(mount);
	rig_free();
}

/* A commit that is due while a symbolic link is made waits until it has a
 * name. */
Test(promises, half_a_link)
{
	struct vfs_mount *mount;
	struct cache *cache;
	char text[100] = { 0 };

	memset(text, 't', sizeof(text) - 1);
	rig_mkfs(8, EXT4);
	mount = rig_mount(CACHE);
	cache = &((struct volume *)mount)->cache;
	cr_assert_eq(rig_write(mount, "f", 1, 5000), 0);
	cr_assert_eq(mount->ops->sync(mount), 0);
	cr_assert_eq(rig_unlink(mount, "f"), 0);
	cr_assert_eq(mount->ops->sync(mount), 0);
	cache->limit = cache->changed; /* and its inode is to be cleared */
	cr_assert_eq(rig_symlink(mount, "link", text), 0);
	cache->limit = 64;
	rig_drop(mount);
	mount = rig_mount(CACHE);
	rig_unmount(mount);
	cr_assert_eq(rig_check("e2fsck -fn"), 0);
	rig_free();
}
