/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What is in a directory, for newlib's readdir() and those that live off it.
 *
 * A position is 0 for ".", 1 for ".." and, from 2 on, that in the table of
 * files, whose order has what is in a directory behind it, if not at once.
 */
#include <dirent.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>

#include "syscall.h"
#include "tree.h"

#define FIRST 2 /* position of the table's first */

int getdents(int fd, void *data, int room);

/* The name in the directory of the entry, or NULL. */
static const char *name_in(const struct denali_file *directory,
			   const struct denali_file *entry)
{
	const char *path = denali_file_path(&denali_files, directory);
	const char *name = denali_file_path(&denali_files, entry);
	size_t length = directory->path_length;

	if (length == 1) /* the root ends with the slash */
		length = 0;
	if (strncmp(path, name, length) != 0 || name[length] != '/')
		return NULL;
	name += length + 1;
	return *name != '\0' && strchr(name, '/') == NULL ? name : NULL;
}

/* The name at the position, or after it, which moves on; NULL: no more. */
static const char *find(const struct tree_file *tree, size_t *position,
			const struct denali_file **entry)
{
	const char *name = NULL;

	*entry = tree->entry;
	if (*position < FIRST)
		return *position == 0 ? "." : "..";
	for (; *position - FIRST < denali_files.count; ++*position) {
		*entry = &denali_files.entries[*position - FIRST];
		name = name_in(tree->entry, *entry);
		if (name != NULL)
			break;
	}
	return name;
}

static size_t fill(struct dirent *out, const char *name,
		   const struct denali_file *entry, size_t next)
{
	size_t length = strlen(name);
	size_t size = (offsetof(struct dirent, d_name) + length + 8) / 8 * 8;

	out->d_ino = (ino_t)(entry - denali_files.entries) + 1;
	out->d_off = (off_t)next;
	out->d_reclen = (unsigned short)size;
	out->d_type = S_ISDIR(entry->mode) ? DT_DIR : DT_REG;
	memcpy(out->d_name, name, length + 1);
	return size;
}

static int read_entries(struct tree_file *tree, char *data, size_t room)
{
	const struct denali_file *entry;
	size_t filled = 0, position = tree->position;
	const char *name;

	if (!S_ISDIR(tree->entry->mode))
		return -ENOTDIR;
	while ((name = find(tree, &position, &entry)) != NULL) {
		if (strlen(name) >= sizeof((struct dirent *)0)->d_name)
			return -EOVERFLOW;
		if (room - filled < sizeof(struct dirent))
			break;
		filled += fill((struct dirent *)(void *)(data + filled), name,
			       entry, ++position);
	}
	if (filled == 0 && name != NULL)
		return -EINVAL;
	tree->position = position;
	return (int)filled;
}

int getdents(int fd, void *data, int room)
{
	struct file *file = fd_get(fd);
	int result = -ENOTDIR;

	if (file == NULL)
		return (int)syscall_result(-EBADF);
	if (file->ops == &tree_ops && room > 0)
		result = read_entries((struct tree_file *)(void *)file, data,
				      (size_t)room);
	file_put(file);
	return (int)syscall_result(result);
}
