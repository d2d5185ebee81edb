/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What mke2fs makes is read and written, and e2fsck finds nothing wrong.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <ilwaco/heap.h>

#include "rig.h"

static const char *const formats[] = {
	"mke2fs -q -F -t ext4 -b 4096",
	"mke2fs -q -F -t ext4 -b 1024",
	"mke2fs -q -F -t ext4 -b 2048",
	"mke2fs -q -F -t ext3 -b 4096",
	"mke2fs -q -F -t ext3 -b 1024",
	"mke2fs -q -F -t ext2 -b 4096",
	"mke2fs -q -F -t ext2 -b 1024 -I 128",
	"mke2fs -q -F -t ext4 -b 4096 -O ^metadata_csum,^64bit",
};
#define FORMATS (sizeof(formats) / sizeof(formats[0]))

static void use(struct vfs_mount *mount)
{
	char name[32];
	struct vfs_node *node;

	node = rig_create(mount, "d", S_IFDIR | 0755);
	cr_assert_not_null(node);
	vfs_put(node);
	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "d/file-%d", i);
		cr_assert_eq(
			rig_write(mount, name, (uint32_t)i, (size_t)i * 97), 0);
	}
	cr_assert_eq(rig_write(mount, "large", 7, 3000000), 0);
	for (int i = 0; i < 200; i += 2) {
		snprintf(name, sizeof(name), "d/file-%d", i);
		cr_assert_eq(rig_unlink(mount, name), 0);
	}
	cr_assert_eq(rig_rename(mount, "d/file-1", "e"), 0);
	cr_assert_eq(rig_rename(mount, "d/file-3", "d/file-5"), 0);
	cr_assert_eq(rig_link(mount, "e", "d/link"), 0);
	cr_assert_eq(rig_symlink(mount, "short", "e"), 0);
	memset(name, 'n', 31);
	cr_assert_eq(rig_symlink(mount, "long",
				 "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
				 "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"),
		     0);
}

static void look(struct vfs_mount *mount)
{
	char name[32];

	for (int i = 7; i < 200; i += 2) {
		snprintf(name, sizeof(name), "d/file-%d", i);
		cr_assert(rig_holds(mount, name, (uint32_t)i, (size_t)i * 97),
			  "%s", name);
	}
	cr_assert(rig_holds(mount, "e", 1, 97));
	cr_assert(rig_holds(mount, "d/link", 1, 97));
	cr_assert(rig_holds(mount, "d/file-5", 3, 3 * 97));
	cr_assert(rig_holds(mount, "large", 7, 3000000));
	cr_assert_null(rig_find(mount, "d/file-2"));
	cr_assert_null(rig_find(mount, "d/file-3"));
}

Test(files, formats)
{
	for (size_t i = 0; i < FORMATS; i++) {
		struct vfs_mount *mount;

		rig_mkfs(32, formats[i]);
		mount = rig_mount("cache=1M");
		use(mount);
		look(mount);
		rig_unmount(mount);
		cr_expect_eq(rig_check("e2fsck -fn"), 0, "%s", formats[i]);
		mount = rig_mount("cache=1M");
		look(mount);
		rig_unmount(mount);
	}
	rig_free();
}

/* What the cache keeps is given back, and read again. */
Test(files, memory)
{
	struct vfs_mount *mount;
	struct vfs_node *one;
	size_t first;

	rig_mkfs(8, formats[0]);
	mount = rig_mount("cache=1M");
	for (char name[] = "a"; name[0] < 'm'; name[0]++)
		cr_assert_eq(rig_write(mount, name, 1, 60000), 0);
	cr_assert_eq(mount->ops->sync(mount), 0);
	one = rig_find(mount, "a");
	first = memory_reclaim(4096);
	cr_assert_eq(first, 65536, "in the middle of a call: %zu", first);
	vfs_put(one);
	vfs_unlock(mount);
	first = memory_reclaim(4096);
	cr_assert_eq(first, 65536, "%zu", first);
	cr_assert_gt(memory_reclaim(1 << 24), 65536);
	vfs_lock(mount);
	cr_assert(rig_holds(mount, "a", 1, 60000));
	rig_unmount(mount);
	rig_free();
}
