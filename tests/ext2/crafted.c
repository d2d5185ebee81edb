/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Disks that somebody made to do harm, one for each thing that is trusted
 * easily.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ext2/directory.h"
#include "rig.h"

#define CACHE "cache=1M"
#define EXT2 "mke2fs -q -F -t ext2 -b 1024 -N 128"
#define EXT4 "mke2fs -q -F -t ext4 -b 4096 -N 128"

/* What mke2fs makes, with what debugfs changes then. */
static void make(const char *format, const char *change)
{
	char line[400];

	snprintf(line, sizeof(line),
		 "f() { %s $1 && debugfs -w -R '%s' $1; }; f", format, change);
	rig_mkfs(8, line);
}

static void change(const char *with)
{
	char line[300], name[40];
	FILE *file;

	snprintf(name, sizeof(name), "/tmp/ext2-crafted-%d", (int)getpid());
	snprintf(line, sizeof(line),
		 "f() { debugfs -w -R '%s' $1 && cp $1 %s; }; f", with, name);
	cr_assert_eq(rig_check(line), 0);
	file = fopen(name, "rb");
	cr_assert_not_null(file);
	cr_assert_eq(fread(rig.data, 4096, rig.blocks, file), rig.blocks);
	fclose(file);
	remove(name);
}

static int try_it(void)
{
	struct vfs_mount *mount;
	int error = rig_try(CACHE, false, &mount);

	if (error == 0) {
		vfs_lock(mount);
		rig_unmount(mount);
	}
	return error;
}

Test(crafted, large_blocks)
{
	rig_mkfs(8, "mke2fs -q -F -t ext4 -b 8192");
	cr_assert_eq(try_it(), -EINVAL);
	rig_mkfs(32, "mke2fs -q -F -t ext4 -b 65536");
	cr_assert_eq(try_it(), -EINVAL);
	rig_free();
}

/* What has no names is freed by whoever looked at it. */
Test(crafted, nameless)
{
	make(EXT4, "sif <8> links_count 0");
	cr_assert_lt(try_it(), 0);
	make(EXT4, "sif <2> links_count 0");
	cr_assert_lt(try_it(), 0);
	make(EXT4, "sif <8> mode 040755");
	cr_assert_lt(try_it(), 0);
	rig_free();
}

/* A size has 63 bits, blocks have 32. */
Test(crafted, large_file, .timeout = 60)
{
	struct vfs_mount *mount;
	struct vfs_node *node;

	rig_mkfs(8, EXT4);
	mount = rig_mount(CACHE);
	cr_assert_eq(rig_write(mount, "f", 1, 50000), 0);
	cr_assert_eq(rig_write(mount, "g", 1, 50000), 0);
	rig_unmount(mount);
	change("sif f size 0x3ffffffffffff000");
	change("sif g size 0x3ffffffffffff000");
	mount = rig_mount(CACHE);
	node = rig_find(mount, "f");
	cr_assert_eq(node->ops->truncate(node, 0), 0);
	vfs_put(node);
	cr_assert_eq(rig_unlink(mount, "g"), 0);
	rig_unmount(mount);
	cr_assert_eq(rig_check("e2fsck -fn"), 0);
	rig_free();
}

static int list(struct vfs_node *directory)
{
	struct vfs_entry entry;
	uint32_t cursor = 0;
	int result, count = 0;

	do {
		result = directory->ops->readdir(directory, &cursor, &entry);
	} while (result > 0 && ++count < 10000);
	return result < 0 ? result : count;
}

/* A directory's block that is a file's too changes after it was checked. */
Test(crafted, shared_block)
{
	struct vfs_mount *mount;
	struct vfs_node *file, *directory;
	char data[1024], text[64];
	struct run run;

	rig_mkfs(8, EXT2);
	mount = rig_mount(CACHE);
	cr_assert_eq(rig_write(mount, "f", 1, 1024), 0);
	directory = rig_create(mount, "d", S_IFDIR | 0755);
	cr_assert_eq(map_find(node_of(directory), 0, &run), 0);
	vfs_put(directory);
	rig_unmount(mount);
	snprintf(text, sizeof(text), "sif f block[0] %u", run.physical);
	change(text);
	mount = rig_mount(CACHE);
	directory = rig_find(mount, "d");
	file = rig_find(mount, "f");
	cr_assert_eq(list(directory), 2);
	memset(data, 0, sizeof(data));
	data[0] = 1;
	cr_assert_eq(file->ops->write(file, data, 1024, 0), 1024);
	cr_assert_eq(list(directory), -EIO);
	vfs_put(file);
	vfs_put(directory);
	rig_unmount(mount);
	rig_free();
}

/* The first block of an index has no room for a second entry. */
Test(crafted, index_without_end)
{
	struct vfs_mount *mount;
	struct ext2_dir_entry *entry;
	struct volume *volume;
	struct vfs_node *vfs;
	struct node *node;
	struct run run;

	rig_mkfs(8, EXT4);
	mount = rig_mount(CACHE);
	volume = (struct volume *)mount;
	vfs = rig_create(mount, "d", S_IFDIR | 0755);
	node = node_of(vfs);
	node->inode.i_flags |= EXT2_INDEX_FL;
	node->dirty = true;
	cr_assert_eq(map_find(node, 0, &run), 0);
	cr_assert_eq(mount->ops->sync(mount), 0);
	entry = (void *)(rig.data + (size_t)run.physical * 4096);
	entry->rec_len = 4096;
	((struct ext2_dx_countlimit *)((char *)entry + 8))->limit = 2;
	((struct ext2_dx_countlimit *)((char *)entry + 8))->count = 1;
	cr_assert_eq(ext2fs_dir_block_csum_set(volume->fs,
					       (ext2_ino_t)vfs->number, entry),
		     0);
	memcpy(cache_data(cache_find(&volume->cache, run.physical)), entry,
	       4096);
	vfs_put(vfs);
	rig_unmount(mount);
	memcpy(rig.data + (size_t)run.physical * 4096, entry, 4096);
	mount = rig_mount(CACHE);
	vfs = rig_find(mount, "d");
	cr_assert_eq(list(vfs), 0, "it looks like one");
	vfs_put(vfs);
	cr_assert_null(rig_create(mount, "d/x", S_IFREG | 0600));
	rig_unmount(mount);
	rig_free();
}
