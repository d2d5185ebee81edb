/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Bundled files: finding them.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "tree.h"

/* What is at the address of the table if nothing was bundled. */
static const struct denali_files no_files = { DENALI_FILES_VERSION, 0, 0, 0 };

static const struct denali_files *table(void)
{
	const struct denali_files *files = &denali_files;

	return files != NULL ? files : &no_files;
}

/* Takes the last name off a path of length characters; the root stays. */
static size_t parent(const char *path, size_t length)
{
	while (length > 0 && path[--length] != '/')
		;
	return length;
}

/* There is no working directory but the root. */
int tree_normalise(const char *path, char *out)
{
	size_t length = 0;

	if (*path == '\0')
		return -ENOENT;
	while (*path != '\0') {
		size_t name = strcspn(path, "/");

		if (name == 2 && path[0] == '.' && path[1] == '.') {
			length = parent(out, length);
		} else if (name > 0 && !(name == 1 && path[0] == '.')) {
			if (length + 1 + name >= PATH_MAX)
				return -ENAMETOOLONG;
			out[length] = '/';
			memcpy(out + length + 1, path, name);
			length += 1 + name;
		}
		path += name;
		path += strspn(path, "/");
	}
	if (length == 0)
		out[length++] = '/';
	out[length] = '\0';
	return 0;
}

const struct denali_file *tree_find(const char *path)
{
	const struct denali_files *files = table();
	uint32_t low = 0, high = files->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct denali_file *entry = &files->entries[middle];
		int order = strcmp(path, denali_file_path(files, entry));

		if (order == 0)
			return entry;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

int tree_lookup(const char *path, const struct denali_file **entry)
{
	char normal[PATH_MAX];
	int error = tree_normalise(path, normal);

	if (error != 0)
		return error;
	*entry = tree_find(normal);
	return *entry != NULL ? 0 : -ENOENT;
}

void tree_stat(const struct denali_file *entry, struct stat *status)
{
	status->st_ino = (ino_t)(entry - table()->entries) + 1;
	status->st_mode = entry->mode;
	status->st_nlink = 1;
	status->st_size = (off_t)entry->size;
	status->st_blksize = 1024;
	status->st_blocks = (blkcnt_t)((entry->size + 511) / 512);
}
