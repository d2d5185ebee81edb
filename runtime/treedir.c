/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What is in a bundled directory, and what only some programs ask of bundled
 * files.
 *
 * The cursor is 0 for ".", 1 for "..", then counts what is fixed and, behind
 * that, the table's entries, whose order has what is in a directory behind it,
 * if not at once; in /dev/fd it counts descriptors.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

#include "descriptors.h"
#include "tree.h"

#define FIRST 2
#define FIRST_ENTRY (FIRST + TREE_FIXED)

static int tell(struct vfs_entry *out, const char *name, size_t length,
		ino_t number, mode_t type)
{
	if (length >= sizeof(out->name))
		return -EOVERFLOW;
	out->number = number;
	out->type = type & S_IFMT;
	memcpy(out->name, name, length + 1);
	return 1;
}

static int tell_descriptor(uint32_t *cursor, struct vfs_entry *out)
{
	int fd = (int)*cursor - FIRST;

	while (fd < descriptors_limit && fd_flags(fd) < 0)
		fd++;
	*cursor = (uint32_t)fd + FIRST + 1;
	if (fd >= descriptors_limit)
		return 0;
	out->number = tree_number(NULL, TREE_FIXED + 1 + (unsigned)fd);
	out->type = S_IFCHR;
	sprintf(out->name, "%d", fd);
	return 1;
}

static int tell_fixed(unsigned fixed, struct vfs_entry *out)
{
	const struct tree_fixed *what = &tree_fixed[fixed];

	return tell(out, what->name, strlen(what->name),
		    tree_number(NULL, fixed),
		    fixed < TREE_DEVICES ? S_IFDIR : S_IFCHR);
}

/* The name in the directory of the entry, or NULL. */
static const char *name_in(const struct denali_file *directory,
			   const struct denali_file *entry)
{
	const struct denali_files *files = tree_files();
	const char *path = denali_file_path(files, directory);
	const char *name = denali_file_path(files, entry);
	size_t length = directory->path_length;

	if (length == 1) /* the root ends with the slash */
		length = 0;
	if (strncmp(path, name, length) != 0 || name[length] != '/')
		return NULL;
	name += length + 1;
	return *name != '\0' && strchr(name, '/') == NULL ? name : NULL;
}

/* 0: it is in another directory, or is a fixed one. */
static int tell_entry(const struct tree_node *in,
		      const struct denali_file *entry, struct vfs_entry *out)
{
	const char *text = name_in(tree_entry(in), entry);
	struct vfs_name name = { text, 0 };

	if (text == NULL)
		return 0;
	name.length = strlen(text);
	if (tree_find_fixed(in->fixed, name) != TREE_NONE)
		return 0;
	return tell(out, text, name.length, tree_number(entry, TREE_NONE),
		    entry->mode);
}

static int tell_dots(const struct tree_node *in, uint32_t at,
		     struct vfs_entry *out)
{
	if (at == 0)
		return tell(out, ".", 1, in->node.number, S_IFDIR);
	if (in->parent != NULL)
		in = in->parent;
	return tell(out, "..", 2, in->node.number, S_IFDIR);
}

int tree_readdir(struct vfs_node *directory, uint32_t *cursor,
		 struct vfs_entry *out)
{
	const struct tree_node *in = tree_of(directory);
	uint32_t count = 0, at;
	int result = 0;

	if (*cursor < FIRST)
		return tell_dots(in, (*cursor)++, out);
	if (in->fixed == TREE_FD)
		return tell_descriptor(cursor, out);
	if (tree_entry(in) != NULL)
		count = tree_files()->count;
	for (at = *cursor; result == 0 && at < FIRST_ENTRY; at++)
		if (tree_fixed[at - FIRST].parent == in->fixed)
			result = tell_fixed(at - FIRST, out);
	for (; result == 0 && at < FIRST_ENTRY + count; at++)
		result = tell_entry(
			in, tree_files()->entries + at - FIRST_ENTRY, out);
	*cursor = at;
	return result;
}

const void *tree_view(struct vfs_node *node, off_t offset, size_t *length)
{
	const struct denali_file *entry = tree_of(node)->entry;

	if (entry == NULL || offset >= (off_t)entry->size)
		return NULL;
	*length = entry->size - (size_t)offset;
	return (const char *)denali_file_data(tree_files(), entry) + offset;
}

/* There is room for nothing but what is there. */
int tree_statvfs(struct vfs_mount *mount, struct statvfs *status)
{
	(void)mount;
	status->f_bsize = status->f_frsize = 4096;
	status->f_blocks = (tree_files()->length + 4095) / 4096;
	status->f_files = TREE_FIXED + tree_files()->count;
	return 0;
}
