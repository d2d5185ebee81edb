/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Directories' entries come and go.  One that is added to loses its hash
 * index, if it has one.
 */
#include <errno.h>
#include <string.h>

#include "directory.h"

static uint8_t *block_at(const struct volume *volume, const struct place *place)
{
	uint32_t blocks = CACHE_PAGE >> volume->block_shift;

	return cache_data(place->page) +
	       (place->block % blocks << volume->block_shift);
}

/* A failure gives the page back. */
static int start_change(struct volume *volume, struct place *place)
{
	int error;

	volume_touch(volume);
	error = cache_change(&volume->cache, place->page,
			     volume_mask(volume, place->block));
	if (error != 0)
		cache_put(place->page);
	return error;
}

static void end_change(struct node *directory, struct place *place)
{
	struct volume *volume = volume_of(&directory->vfs);

	ext2fs_dir_block_csum_set(volume->fs, (ext2_ino_t)directory->vfs.number,
				  entry_at(block_at(volume, place), 0));
	cache_put(place->page);
}

static int type_of(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return EXT2_FT_REG_FILE;
	case S_IFDIR:
		return EXT2_FT_DIR;
	case S_IFLNK:
		return EXT2_FT_SYMLINK;
	case S_IFIFO:
		return EXT2_FT_FIFO;
	case S_IFSOCK:
		return EXT2_FT_SOCK;
	case S_IFCHR:
		return EXT2_FT_CHRDEV;
	case S_IFBLK:
		return EXT2_FT_BLKDEV;
	default:
		return EXT2_FT_UNKNOWN;
	}
}

static void set_entry(const struct volume *volume, struct ext2_dir_entry *entry,
		      struct vfs_name name, uint32_t number, mode_t mode)
{
	int type = EXT2_FT_UNKNOWN;

	if (ext2fs_has_feature_filetype(volume->fs->super))
		type = type_of(mode);
	entry->inode = number;
	ext2fs_dirent_set_name_len(entry, (int)name.length);
	ext2fs_dirent_set_file_type(entry, type);
	if (entry->name != name.text)
		memcpy(entry->name, name.text, name.length);
}

static void add_tail(const struct volume *volume, uint8_t *data)
{
	if (directory_has_sums(volume))
		ext2fs_initialize_dirent_tail(
			volume->fs, EXT2_DIRENT_TAIL(data, volume->block_size));
}

/* A block of an index looks like one whose first entry, or whose second after
 * ".", is free to its very end. */
static bool is_index(const struct volume *volume, uint8_t *data, uint32_t block)
{
	struct ext2_dir_entry *entry = entry_at(data, 0);

	if (block == 0)
		return true;
	return entry->inode == 0 && entry->rec_len == volume->block_size;
}

static int make_leaf(struct node *directory, uint32_t block)
{
	struct volume *volume = volume_of(&directory->vfs);
	struct place place;
	uint8_t *data;
	uint32_t last;
	int error = directory_block(directory, block, &place, &data);

	if (error != 0)
		return error;
	if (!is_index(volume, data, block)) {
		cache_put(place.page);
		return 0;
	}
	error = start_change(volume, &place);
	if (error != 0)
		return error;
	last = block == 0 ? entry_at(data, 0)->rec_len : 0;
	if (last + ENTRY_HEADER + 4 > directory_end(volume)) {
		cache_put(place.page);
		return -EIO;
	}
	entry_at(data, last)->rec_len = (__u16)(directory_end(volume) - last);
	add_tail(volume, data);
	end_change(directory, &place);
	return 0;
}

static int drop_index(struct node *directory)
{
	uint32_t blocks = directory_blocks(directory);
	int error = 0;

	if (!directory_has_sums(volume_of(&directory->vfs)))
		blocks = 0;
	for (uint32_t i = 0; i < blocks && error == 0; i++)
		error = make_leaf(directory, i);
	if (error != 0)
		return error;
	directory->inode.i_flags &= ~(__u32)EXT2_INDEX_FL;
	directory->dirty = true;
	return 0;
}

/* Bytes of an entry that its name does not need. */
static uint32_t room_in(const struct ext2_dir_entry *entry)
{
	if (entry->inode == 0)
		return entry->rec_len;
	return entry->rec_len -
	       entry_length((uint32_t)ext2fs_dirent_name_len(entry));
}

static struct ext2_dir_entry *find_room(const struct volume *volume,
					uint8_t *data, uint32_t wanted)
{
	struct ext2_dir_entry *entry;

	for (uint32_t at = 0; at < directory_end(volume);
	     at += entry->rec_len) {
		entry = entry_at(data, at);
		if (room_in(entry) >= wanted)
			return entry;
	}
	return NULL;
}

/* The part of an entry that is free, as an entry of its own. */
static struct ext2_dir_entry *split(struct ext2_dir_entry *entry)
{
	uint32_t used = entry->rec_len - room_in(entry);
	struct ext2_dir_entry *rest = entry_at((uint8_t *)entry, used);

	if (used == 0)
		return entry;
	rest->rec_len = (__u16)(entry->rec_len - used);
	entry->rec_len = (__u16)used;
	return rest;
}

/* A new block at the end, all of it free. */
static int grow(struct node *directory, struct place *place, uint8_t **data)
{
	struct volume *volume = volume_of(&directory->vfs);
	uint64_t size = node_size(directory);
	struct run run;
	int error;

	if (size + volume->block_size > INT32_MAX)
		return -ENOSPC;
	error = map_allocate(directory, (uint32_t)(size >> volume->block_shift),
			     1, &run);
	if (error == 0)
		error = volume_block(volume, run.physical, false, &place->page,
				     data);
	if (error != 0)
		return error;
	place->block = run.physical;
	error = start_change(volume, place);
	if (error != 0)
		return error;
	memset(*data, 0, volume->block_size);
	entry_at(*data, 0)->rec_len = (__u16)directory_end(volume);
	add_tail(volume, *data);
	place->page->checked |= volume_mask(volume, place->block);
	node_set_size(directory, size + volume->block_size);
	return 0;
}

/* A block that has room for a name; its change has begun. */
static int start_adding(struct node *directory, uint32_t wanted,
			struct place *place)
{
	struct volume *volume = volume_of(&directory->vfs);
	uint32_t blocks = directory_blocks(directory);
	uint8_t *data;
	int error;

	for (uint32_t i = 0; i < blocks; i++) {
		error = directory_block(directory, i, place, &data);
		if (error != 0)
			return error;
		place->entry = find_room(volume, data, wanted);
		if (place->entry != NULL)
			return start_change(volume, place);
		cache_put(place->page);
	}
	error = grow(directory, place, &data);
	if (error == 0)
		place->entry = entry_at(data, 0);
	return error;
}

int directory_add(struct node *directory, struct vfs_name name,
		  const struct node *node)
{
	struct volume *volume = volume_of(&directory->vfs);
	struct place place;
	int error = 0;

	if ((directory->inode.i_flags & EXT2_INDEX_FL) != 0)
		error = drop_index(directory);
	if (error == 0)
		error = start_adding(
			directory, entry_length((uint32_t)name.length), &place);
	if (error != 0)
		return error;
	set_entry(volume, split(place.entry), name, (uint32_t)node->vfs.number,
		  node->vfs.type);
	end_change(directory, &place);
	node_touch(directory, NODE_MODIFIED);
	return 0;
}

/* The entry of that name; the change of its block has begun. */
static int start_changing(struct node *directory, struct vfs_name name,
			  struct place *place)
{
	int error = directory_find(directory, name, place);

	if (error != 0)
		return error;
	return start_change(volume_of(&directory->vfs), place);
}

int directory_remove(struct node *directory, struct vfs_name name)
{
	struct place place;
	int error = start_changing(directory, name, &place);

	if (error != 0)
		return error;
	if (place.before != NULL)
		place.before->rec_len = (__u16)(place.before->rec_len +
						place.entry->rec_len);
	else
		place.entry->inode = 0;
	end_change(directory, &place);
	node_touch(directory, NODE_MODIFIED);
	return 0;
}

int directory_replace(struct node *directory, struct vfs_name name,
		      const struct node *node)
{
	struct volume *volume = volume_of(&directory->vfs);
	struct place place;
	int error = start_changing(directory, name, &place);

	if (error != 0)
		return error;
	name.text = place.entry->name;
	set_entry(volume, place.entry, name, (uint32_t)node->vfs.number,
		  node->vfs.type);
	end_change(directory, &place);
	node_touch(directory, NODE_MODIFIED);
	return 0;
}

int directory_start(struct node *directory, const struct node *parent)
{
	static const struct vfs_name self = { ".", 1 }, above = { "..", 2 };
	int error = directory_add(directory, self, directory);

	return error != 0 ? error : directory_add(directory, above, parent);
}
