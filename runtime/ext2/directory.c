/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Directories as lists of entries, which those with a hash index are too, for
 * who reads them or removes entries.
 *
 * A block is checked when it comes from the disk: then entries are inside it.
 */
#include <errno.h>
#include <string.h>

#include "directory.h"

static bool is_sound(struct node *directory, uint8_t *data)
{
	struct volume *volume = volume_of(&directory->vfs);
	uint32_t at = 0;

	while (at < directory_end(volume)) {
		struct ext2_dir_entry *entry = entry_at(data, at);
		uint32_t name = (uint32_t)ext2fs_dirent_name_len(entry);

		if (entry->rec_len < ENTRY_HEADER + 4 ||
		    entry->rec_len % 4 != 0 ||
		    entry->rec_len < entry_length(name) ||
		    entry->rec_len > volume->block_size - at)
			return false;
		at += entry->rec_len;
	}
	return ext2fs_dir_block_csum_verify(volume->fs,
					    (ext2_ino_t)directory->vfs.number,
					    entry_at(data, 0)) != 0;
}

int directory_block(struct node *directory, uint32_t logical,
		    struct place *place, uint8_t **data)
{
	struct volume *volume = volume_of(&directory->vfs);
	struct run run;
	uint8_t mask;
	int error = map_find(directory, logical, &run);

	if (error == 0 && (run.physical == 0 || run.unwritten))
		error = -EIO;
	if (error == 0)
		error = volume_block(volume, run.physical, true, &place->page,
				     data);
	if (error != 0)
		return error;
	place->block = run.physical;
	place->before = NULL;
	mask = volume_mask(volume, run.physical);
	if ((place->page->checked & mask) == mask)
		return 0;
	if (!is_sound(directory, *data)) {
		cache_put(place->page);
		return -EIO;
	}
	place->page->checked |= mask;
	return 0;
}

static bool is_named(const struct ext2_dir_entry *entry, struct vfs_name name)
{
	return entry->inode != 0 &&
	       (size_t)ext2fs_dirent_name_len(entry) == name.length &&
	       memcmp(entry->name, name.text, name.length) == 0;
}

/* The first entry of a block that is chosen; NULL: none. */
static struct ext2_dir_entry *search(struct node *directory, uint8_t *data,
				     struct vfs_name name, struct place *place)
{
	uint32_t end = directory_end(volume_of(&directory->vfs));
	struct ext2_dir_entry *entry;

	for (uint32_t at = 0; at < end; at += entry->rec_len) {
		entry = entry_at(data, at);
		if (is_named(entry, name))
			return entry;
		place->before = entry;
	}
	return NULL;
}

int directory_find(struct node *directory, struct vfs_name name,
		   struct place *place)
{
	uint32_t blocks = directory_blocks(directory);

	for (uint32_t i = 0; i < blocks; i++) {
		uint8_t *data;
		int error = directory_block(directory, i, place, &data);

		if (error != 0)
			return error;
		place->entry = search(directory, data, name, place);
		if (place->entry != NULL)
			return 0;
		cache_put(place->page);
	}
	return -ENOENT;
}

/* The first entry of a block at *at or after it that is in use; 1, its place in
 * *at, its page in use; 0: none. */
int directory_next(struct node *directory, uint32_t block, uint32_t *at,
		   struct place *place)
{
	uint32_t end = directory_end(volume_of(&directory->vfs));
	struct ext2_dir_entry *entry;
	uint8_t *data;
	int error = directory_block(directory, block, place, &data);

	if (error != 0)
		return error;
	for (uint32_t i = 0; i < end; i += entry->rec_len) {
		entry = entry_at(data, i);
		if (i < *at || entry->inode == 0)
			continue;
		*at = i;
		place->entry = entry;
		return 1;
	}
	cache_put(place->page);
	return 0;
}
