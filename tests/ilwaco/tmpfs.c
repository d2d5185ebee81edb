/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Files in memory: random changes, with and without room, beside a model; all
 * memory is given back in the end.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <ilwaco/heap.h>

#include "tmpfs.h"

#define NAMES 24
#define ROUNDS 20000
#define SIZE_MOST 40000

static size_t allocated;

void *ilw_heap_allocate_zeroed(size_t size)
{
	void *block = calloc(1, size);

	allocated += block != NULL;
	return block;
}

void ilw_heap_free(void *block)
{
	allocated -= block != NULL;
	free(block);
}

/* What a name should lead to. */
struct content {
	size_t size;
	unsigned char *bytes;
	int names;
};

static struct content *model[NAMES];
static struct vfs_mount *mount;

static void make_mount(const char *options)
{
	cr_assert_eq(vfs_tmpfs.mount("x", options, false, &mount), 0);
}

static struct vfs_name name_of(unsigned i)
{
	static char text[2][16];
	static unsigned turn;
	char *name = text[turn++ % 2];

	snprintf(name, 16, "name-%u", i);
	return (struct vfs_name){ name, strlen(name) };
}

static struct vfs_node *find(unsigned i)
{
	struct vfs_node *node = NULL;
	int result = mount->root->ops->lookup(mount->root, name_of(i), &node);

	cr_assert_eq(result, model[i] != NULL ? 0 : -ENOENT, "%u: %d", i,
		     result);
	return node;
}

static void drop(unsigned i)
{
	if (--model[i]->names == 0) {
		free(model[i]->bytes);
		free(model[i]);
	}
	model[i] = NULL;
}

static void create(unsigned i)
{
	struct vfs_node *node = find(i);

	if (node != NULL) {
		vfs_put(node);
		return;
	}
	if (mount->root->ops->create(mount->root, name_of(i), S_IFREG | 0600,
				     NULL) != 0)
		return;
	model[i] = calloc(1, sizeof(*model[i]));
	model[i]->bytes = calloc(1, SIZE_MOST);
	model[i]->names = 1;
}

static void write_some(unsigned i)
{
	static unsigned char data[SIZE_MOST];
	struct vfs_node *node = find(i);
	size_t offset = (size_t)rand() % SIZE_MOST;
	size_t length = 1 + (size_t)rand() % (SIZE_MOST - offset);
	ssize_t done;

	if (node == NULL)
		return;
	memset(data, rand(), length);
	done = node->ops->write(node, data, length, (off_t)offset);
	cr_assert(done > 0 || done == -ENOSPC);
	if (done > 0) {
		memcpy(model[i]->bytes + offset, data, (size_t)done);
		if (model[i]->size < offset + (size_t)done)
			model[i]->size = offset + (size_t)done;
	}
	vfs_put(node);
}

static void truncate_one(unsigned i)
{
	struct vfs_node *node = find(i);
	size_t size = (size_t)rand() % SIZE_MOST;

	if (node == NULL)
		return;
	cr_assert_eq(node->ops->truncate(node, (off_t)size), 0);
	if (size < model[i]->size)
		memset(model[i]->bytes + size, 0, SIZE_MOST - size);
	model[i]->size = size;
	vfs_put(node);
}

static void compare(unsigned i)
{
	static unsigned char data[SIZE_MOST + 1];
	struct vfs_node *node = find(i);
	struct stat status = { 0 };

	if (node == NULL)
		return;
	cr_assert_eq(node->ops->stat(node, &status), 0);
	cr_assert_eq((size_t)status.st_size, model[i]->size);
	cr_assert_eq((int)status.st_nlink, model[i]->names);
	cr_assert_eq((size_t)node->ops->read(node, data, sizeof(data), 0),
		     model[i]->size);
	cr_assert_eq(memcmp(data, model[i]->bytes, model[i]->size), 0);
	vfs_put(node);
}

static void unlink_one(unsigned i)
{
	struct vfs_node *node = find(i);

	if (node == NULL)
		return;
	cr_assert_eq(node->ops->unlink(mount->root, name_of(i), node), 0);
	drop(i);
	vfs_put(node);
}

static void link_one(unsigned i, unsigned to)
{
	struct vfs_node *node = find(i), *other = find(to);

	if (node != NULL && other == NULL &&
	    node->ops->link(mount->root, name_of(to), node) == 0) {
		model[to] = model[i];
		model[i]->names++;
	}
	if (other != NULL)
		vfs_put(other);
	if (node != NULL)
		vfs_put(node);
}

static void rename_one(unsigned i, unsigned to)
{
	struct vfs_node *node = find(i), *other = find(to);

	if (node != NULL && node != other &&
	    node->ops->rename(mount->root, name_of(i), node, mount->root,
			      name_of(to), other) == 0) {
		if (model[to] != NULL)
			drop(to);
		model[to] = model[i];
		model[i] = NULL;
	}
	if (other != NULL)
		vfs_put(other);
	if (node != NULL)
		vfs_put(node);
}

static void count_names(void)
{
	struct vfs_entry entry;
	uint32_t cursor = 0;
	int count = 0, expected = 2;

	while (mount->root->ops->readdir(mount->root, &cursor, &entry) > 0)
		count++;
	for (unsigned i = 0; i < NAMES; i++)
		expected += model[i] != NULL;
	cr_assert_eq(count, expected);
}

static void change(void)
{
	unsigned i = (unsigned)rand() % NAMES, to = (unsigned)rand() % NAMES;

	switch (rand() % 8) {
	case 0:
	case 1:
		create(i);
		break;
	case 2:
		write_some(i);
		break;
	case 3:
		truncate_one(i);
		break;
	case 4:
		compare(i);
		break;
	case 5:
		unlink_one(i);
		break;
	case 6:
		link_one(i, to);
		break;
	default:
		rename_one(i, to);
		break;
	}
}

static void change_all(const char *options)
{
	make_mount(options);
	srand(7);
	for (int round = 0; round < ROUNDS; round++) {
		change();
		if (round % 100 == 0)
			count_names();
	}
	for (unsigned i = 0; i < NAMES; i++)
		compare(i);
	mount->ops->unmount(mount);
	cr_expect_eq(allocated, 0);
	for (unsigned i = 0; i < NAMES; i++)
		if (model[i] != NULL)
			drop(i);
}

Test(tmpfs, changes)
{
	machine_registers.memory_size = 64 << 20;
	change_all("");
}

Test(tmpfs, changes_without_room)
{
	change_all("size=64K");
}

Test(tmpfs, options)
{
	static const char *const wrong[] = {
		"size=",  "size=0",     "size=-1", "size=4Q", "size=4KK",
		"mode=8", "mode=17777", "size",    "other"
	};

	machine_registers.memory_size = 64 << 20;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		cr_expect_eq(vfs_tmpfs.mount("x", wrong[i], false, &mount),
			     -EINVAL, "%s", wrong[i]);
	make_mount("size=1M,,mode=700");
	cr_expect_eq(mount->ops->unmount(mount), 0);
	cr_expect_eq(vfs_tmpfs.mount("x", "size=64", false, &mount), -ENOMEM);
	cr_expect_eq(allocated, 0);
}

/* Deeper than a recursion would go. */
Test(tmpfs, unmounts_what_is_deep)
{
	struct vfs_node *at, *below;

	make_mount("size=64M");
	at = mount->root;
	vfs_get(at);
	for (int i = 0; i < 100000; i++) {
		cr_assert_eq(at->ops->create(at, name_of(0), S_IFDIR | 0700,
					     &below),
			     0);
		vfs_put(at);
		at = below;
	}
	vfs_put(at);
	mount->ops->unmount(mount);
	cr_expect_eq(allocated, 0);
}
