/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Mounts of files in memory: their memory, beginning and end.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include <ilwaco/heap.h>
#include <ilwaco/registers.h>

#include "tmpfs.h"

#define SHARE 4 /* of the VM's memory, by default */

/* What a block takes on the heap. */
static size_t cost(size_t size)
{
	return (size + sizeof(uint32_t) + ILW_HEAP_ALIGN - 1) &
	       ~((size_t)ILW_HEAP_ALIGN - 1);
}

void *tmp_allocate(struct tmp_mount *mount, size_t size)
{
	void *block = NULL;

	if (cost(size) <= mount->limit - mount->used)
		block = ilw_heap_allocate_zeroed(size);
	if (block != NULL)
		mount->used += cost(size);
	return block;
}

void tmp_free(struct tmp_mount *mount, void *block, size_t size)
{
	if (block == NULL)
		return;
	mount->used -= cost(size);
	ilw_heap_free(block);
}

/* A number with a suffix K, M or G, or nothing, and the end of the word. */
static int read_size(const char *text, size_t length, size_t *size)
{
	static const char suffixes[] = "kmgKMG";
	unsigned long long value;
	const char *suffix;
	char *end;

	if (length == 0 || *text < '0' || *text > '9')
		return -EINVAL;
	value = strtoull(text, &end, 10);
	suffix = end == text + length ? NULL : strchr(suffixes, *end);
	if (suffix != NULL && value <= SIZE_MAX) {
		value <<= 10 * ((suffix - suffixes) % 3 + 1);
		end++;
	}
	if (end != text + length || value == 0)
		return -EINVAL;
	*size = value < SIZE_MAX ? (size_t)value : SIZE_MAX;
	return 0;
}

/* size=N, mode=N. */
static int read_option(const char *text, size_t length, size_t *size,
		       mode_t *mode)
{
	char *end;

	if (length > 5 && memcmp(text, "size=", 5) == 0)
		return read_size(text + 5, length - 5, size);
	if (length <= 5 || memcmp(text, "mode=", 5) != 0)
		return -EINVAL;
	*mode = (mode_t)strtoul(text + 5, &end, 8);
	return end == text + length && *mode <= 07777 ? 0 : -EINVAL;
}

static int read_options(const char *options, size_t *size, mode_t *mode)
{
	int result = 0;

	while (result == 0 && *options != '\0') {
		size_t length = strcspn(options, ",");

		if (length > 0)
			result = read_option(options, length, size, mode);
		options += length + (options[length] == ',');
	}
	return result;
}

static int tmp_statvfs(struct vfs_mount *mount, struct statvfs *status)
{
	const struct tmp_mount *tmp = tmp_mount_of(mount);

	status->f_bsize = status->f_frsize = TMP_PAGE;
	status->f_blocks = tmp->limit / TMP_PAGE;
	status->f_bfree = status->f_bavail = (tmp->limit - tmp->used) /
					     TMP_PAGE;
	status->f_ffree = status->f_favail = (tmp->limit - tmp->used) /
					     sizeof(struct tmp_node);
	status->f_files = (fsfilcnt_t)(tmp->files + status->f_ffree);
	return 0;
}

/* Any node in a directory, and its slot plus 1; NULL: it is empty. */
static struct tmp_node *any(struct tmp_node *directory, uint32_t *slot)
{
	const struct tmp_names *names = &directory->names;
	uint32_t i = names->room;

	while (names->count != 0 && i-- > 0)
		if (names->slots[i].node != NULL) {
			*slot = i + 1;
			return names->slots[i].node;
		}
	return NULL;
}

/* A loop, as directories can be deeper than the stack. */
static void free_all(struct tmp_node *root)
{
	struct tmp_node *at = root;

	for (;;) {
		uint32_t slot;
		struct tmp_node *node = any(at, &slot);

		if (node != NULL && S_ISDIR(node->node.type) &&
		    node->names.count != 0) {
			at = node;
		} else if (node != NULL) {
			tmp_remove(at, slot);
			if (S_ISDIR(node->node.type) || --node->links == 0)
				tmp_unmake(node);
		} else if (at != root) {
			at = at->parent;
		} else {
			break;
		}
	}
	tmp_unmake(root);
}

static int tmp_unmount(struct vfs_mount *mount)
{
	free_all(tmp_of(mount->root));
	free(tmp_mount_of(mount));
	return 0;
}

static const struct vfs_mount_ops mount_ops = {
	.statvfs = tmp_statvfs,
	.unmount = tmp_unmount,
};

static int tmp_mount_make(const char *source, const char *options,
			  bool read_only, struct vfs_mount **made)
{
	size_t size = ilw_registers()->memory_size / SHARE;
	mode_t mode = S_ISVTX | 0777;
	int result = read_options(options, &size, &mode);
	struct tmp_mount *mount;
	struct tmp_node *root;

	(void)source;
	(void)read_only;
	if (result < 0)
		return result;
	mount = calloc(1, sizeof(*mount));
	if (mount == NULL)
		return -ENOMEM;
	mount->limit = size;
	mount->next_number = 1;
	root = tmp_make(mount, S_IFDIR | mode);
	if (root == NULL) {
		free(mount);
		return -ENOMEM;
	}
	root->node.references = 1;
	root->parent = root;
	mount->mount.ops = &mount_ops;
	mount->mount.root = &root->node;
	*made = &mount->mount;
	return 0;
}

const struct vfs_type vfs_tmpfs = { "tmpfs", tmp_mount_make };
