/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Bundled files: reading them.  A file is a position in memory that is there
 * anyway.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ilwaco/preempt.h>

#include "file.h"
#include "tree.h"

static struct tree_file *of(struct file *file)
{
	return (struct tree_file *)(void *)file;
}

static ssize_t tree_read(struct file *file, void *data, size_t length)
{
	struct tree_file *tree = of(file);
	const char *contents = denali_file_data(&denali_files, tree->entry);
	size_t position, rest;

	if (S_ISDIR(tree->entry->mode))
		return -EISDIR;
	ilw_preempt_disable();
	position = tree->position;
	rest = position < tree->entry->size ? tree->entry->size - position : 0;
	if (length > rest)
		length = rest;
	tree->position = position + length;
	ilw_preempt_enable();
	memcpy(data, contents + position, length);
	return (ssize_t)length;
}

static off_t tree_seek(struct file *file, off_t offset, int whence)
{
	struct tree_file *tree = of(file);
	off_t base = 0, position;

	if (whence == SEEK_CUR)
		base = (off_t)tree->position;
	else if (whence == SEEK_END)
		base = (off_t)tree->entry->size;
	else if (whence != SEEK_SET)
		return -EINVAL;
	if (__builtin_add_overflow(base, offset, &position))
		return -EOVERFLOW;
	if (position < 0)
		return -EINVAL;
	tree->position = (size_t)position;
	return position;
}

static int tree_fstat(struct file *file, struct stat *status)
{
	tree_stat(of(file)->entry, status);
	return 0;
}

static int tree_close(struct file *file)
{
	free(of(file));
	return 0;
}

const struct file_ops tree_ops = {
	.read = tree_read,
	.seek = tree_seek,
	.stat = tree_fstat,
	.close = tree_close,
};

int tree_open(const struct denali_file *entry, int flags, struct file **file)
{
	struct tree_file *tree = malloc(sizeof *tree);

	if (tree == NULL)
		return -ENOMEM;
	file_init(&tree->file, &tree_ops, flags);
	tree->entry = entry;
	tree->position = 0;
	*file = &tree->file;
	return 0;
}
