/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Disks that somebody made to do harm: sound ones with bytes changed.  Whatever
 * is on them there are errors at most, and an end.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "rig.h"

#define MIB 4
#define DEPTH 4
#define ENTRIES 40

static uint64_t dice;

static uint32_t roll(uint32_t bound)
{
	dice = dice * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(dice >> 33) % bound;
}

static void use_file(struct vfs_node *node)
{
	static char data[70000];
	struct stat status = { .st_size = 0 };

	node->ops->stat(node, &status);
	node->ops->readlink(node, data, sizeof(data));
	if (!S_ISREG(node->type))
		return;
	node->ops->read(node, data, sizeof(data), 0);
	if (status.st_size > 4096)
		node->ops->read(node, data, 4096, status.st_size - 4096);
	node->ops->write(node, data, 5000, (off_t)roll(100000));
	if (roll(2) == 0)
		node->ops->truncate(node, (off_t)roll(50000));
	if (roll(2) == 0)
		node->ops->allocate(node, (off_t)roll(50000), 20000);
	node->ops->sync(node, roll(2) == 0);
}

static void walk(struct vfs_node *directory, int depth)
{
	struct vfs_entry entry;
	uint32_t cursor = 0;

	for (int i = 0; i < ENTRIES; i++) {
		struct vfs_name name = { entry.name, 0 };
		struct vfs_node *node;

		if (directory->ops->readdir(directory, &cursor, &entry) != 1)
			return;
		name.length = strlen(entry.name);
		if (strcmp(entry.name, ".") == 0 ||
		    strcmp(entry.name, "..") == 0 || name.length == 0 ||
		    directory->ops->lookup(directory, name, &node) != 0)
			continue;
		if (S_ISDIR(node->type) && depth < DEPTH)
			walk(node, depth + 1);
		use_file(node);
		if (roll(4) == 0 && node != directory)
			directory->ops->unlink(directory, name, node);
		vfs_put(node);
	}
}

static void use(void)
{
	static const struct vfs_name name = { "new", 3 };
	struct vfs_mount *mount;
	struct vfs_node *node;

	if (rig_try("cache=256K", false, &mount) != 0)
		return;
	vfs_lock(mount);
	walk(mount->root, 0);
	if (mount->root->ops->create(mount->root, name, S_IFREG | 0600,
				     &node) == 0) {
		use_file(node);
		vfs_put(node);
	}
	mount->ops->sync(mount);
	mount->ops->unmount(mount);
}

static void populate(void)
{
	struct vfs_mount *mount = rig_mount("cache=1M");
	struct vfs_node *node = rig_create(mount, "d", S_IFDIR | 0755);
	char name[32];

	cr_assert_not_null(node);
	vfs_put(node);
	for (int i = 0; i < 60; i++) {
		snprintf(name, sizeof(name), "d/file-%d", i);
		cr_assert_eq(rig_write(mount, name, 1, (size_t)i * 500), 0);
	}
	cr_assert_eq(rig_symlink(mount, "link", "d/file-1"), 0);
	node = rig_find(mount, "d/file-9");
	for (int i = 0; i < 40; i++) /* many extents */
		cr_assert_eq(node->ops->write(node, "x", 1, i * 9000), 1);
	vfs_put(node);
	cr_assert_eq(mount->ops->sync(mount), 0);
	rig_drop(mount); /* its log is there to be replayed */
}

/* Where metadata is: what is not zero, mostly at the beginning. */
static void change(uint8_t *data, size_t size)
{
	static const uint8_t values[] = { 0, 1, 0x7f, 0x80, 0xff };

	for (uint32_t i = roll(30) + 1; i > 0; i--) {
		size_t at;

		do {
			at = roll(4) != 0 ? roll(400000) : roll((uint32_t)size);
		} while (data[at] == 0 && roll(50) != 0);
		data[at] = roll(2) != 0 ? (uint8_t)roll(256) :
					  values[roll(sizeof(values))];
	}
}

static void attack(const char *format, unsigned times)
{
	size_t size = (size_t)MIB << 20;
	uint8_t *sound = malloc(size);

	rig_mkfs(MIB, format);
	populate();
	cr_assert_not_null(sound);
	memcpy(sound, rig.data, size);
	for (unsigned i = 0; i < times; i++) {
		dice = i;
		memcpy(rig.data, sound, size);
		change(rig.data, size);
		if (getenv("V") != NULL)
			fprintf(stderr, "%u\n", i);
		use();
	}
	free(sound);
	rig_free();
}

static unsigned times(void)
{
	const char *text = getenv("DENALI_TIMES");

	return text != NULL ? (unsigned)atoi(text) : 300;
}

/* Sums would tell of most changes. */
Test(hostile, no_sums, .timeout = 600)
{
	attack("mke2fs -q -F -t ext4 -O ^metadata_csum,^uninit_bg -b 1024",
	       times());
}

Test(hostile, block_maps, .timeout = 600)
{
	attack("mke2fs -q -F -t ext3 -b 1024", times());
}

Test(hostile, sums, .timeout = 600)
{
	attack("mke2fs -q -F -t ext4 -b 1024", times());
}
