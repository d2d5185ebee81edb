/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Directories from one end to the other.  A cursor is an offset in bytes; the
 * entry there may have been joined with the one before it meanwhile.
 */
#include <errno.h>
#include <string.h>

#include "volume.h"

static mode_t type_of(const struct ext2_dir_entry *entry)
{
	static const mode_t types[] = { 0,       S_IFREG, S_IFDIR,  S_IFCHR,
					S_IFBLK, S_IFIFO, S_IFSOCK, S_IFLNK };
	unsigned type = (unsigned)ext2fs_dirent_file_type(entry);

	return type < sizeof(types) / sizeof(types[0]) ? types[type] : 0;
}

static void tell(const struct ext2_dir_entry *from, struct vfs_entry *entry)
{
	size_t length = (size_t)ext2fs_dirent_name_len(from);

	entry->number = from->inode;
	entry->type = type_of(from);
	memcpy(entry->name, from->name, length);
	entry->name[length] = '\0';
}

int directory_read(struct vfs_node *vfs, uint32_t *cursor,
		   struct vfs_entry *entry)
{
	struct node *directory = node_of(vfs);
	uint32_t size = (uint32_t)node_size(directory);
	uint32_t block = volume_of(vfs)->block_size;

	if (directory->inode.i_links_count == 0) /* it has been removed */
		return 0;
	while (*cursor < size) {
		struct place place;
		uint32_t at = *cursor % block;
		int error = directory_next(directory, *cursor / block, &at,
					   &place);

		if (error < 0)
			return error;
		*cursor -= *cursor % block;
		if (error == 0) {
			*cursor += block;
			continue;
		}
		tell(place.entry, entry);
		*cursor += at + place.entry->rec_len;
		cache_put(place.page);
		return 1;
	}
	return 0;
}

int directory_is_empty(struct node *directory)
{
	struct vfs_entry entry;
	uint32_t cursor = 0;
	int result;

	do {
		result = directory_read(&directory->vfs, &cursor, &entry);
	} while (result > 0 && (strcmp(entry.name, ".") == 0 ||
				strcmp(entry.name, "..") == 0));
	if (result < 0)
		return result;
	return result == 0 ? 0 : -ENOTEMPTY;
}
