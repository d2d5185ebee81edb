/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Mounting and unmounting.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "options.h"
#include "volume.h"

static void destroy(struct volume *volume)
{
	ilw_timer_cancel(&volume->timer);
	device_finish(&volume->device);
	while (volume->nodes != NULL) {
		struct node *node = volume->nodes;

		volume->nodes = node->next;
		free(node);
	}
	if (volume->fs != NULL) {
		space_finish(volume);
		ext2fs_free(volume->fs);
	}
	journal_free(&volume->journal);
	cache_free(&volume->cache);
	free(volume->dirty_groups);
	free(volume->scratch);
	free(volume);
}

/* Whether somebody refers to another node than the root, or to that twice. */
static bool is_used(const struct volume *volume)
{
	const struct node *node = volume->nodes;

	return node != NULL && (node->next != NULL || node->vfs.references > 1);
}

/* Files without names are open still, when the program ends. */
static void free_orphans(struct volume *volume)
{
	while (volume->orphans != NULL && !volume->failed)
		orphan_free(volume->orphans);
}

static int unmount(struct vfs_mount *mount)
{
	struct volume *volume = (struct volume *)mount;
	int error;

	free_orphans(volume);
	error = volume_checkpoint(volume);
	if (error == 0)
		error = super_end(volume);
	volumes_remove(volume);
	volume->failed = true;
	if (!is_used(volume))
		destroy(volume);
	return error;
}

static int sync_all(struct vfs_mount *mount)
{
	return volume_commit((struct volume *)mount);
}

static int tell(struct vfs_mount *mount, struct statvfs *status)
{
	struct volume *volume = (struct volume *)mount;
	struct ext2_super_block *super = volume->fs->super;
	uint64_t kept = ext2fs_r_blocks_count(super);

	status->f_bsize = volume->block_size;
	status->f_frsize = volume->block_size;
	status->f_blocks = (fsblkcnt_t)ext2fs_blocks_count(super);
	status->f_bfree = (fsblkcnt_t)ext2fs_free_blocks_count(super);
	status->f_bavail = status->f_bfree > kept ?
				   status->f_bfree - (fsblkcnt_t)kept :
				   0;
	status->f_files = super->s_inodes_count;
	status->f_ffree = super->s_free_inodes_count;
	status->f_favail = super->s_free_inodes_count;
	return 0;
}

static const struct vfs_mount_ops mount_ops = {
	.statvfs = tell,
	.sync = sync_all,
	.unmount = unmount,
};

/* The superblock's sums are as old as the last unmount. */
static void count_free(ext2_filsys fs)
{
	uint64_t blocks = 0;
	uint32_t inodes = 0;

	for (dgrp_t i = 0; i < fs->group_desc_count; i++) {
		blocks += ext2fs_bg_free_blocks_count(fs, i);
		inodes += ext2fs_bg_free_inodes_count(fs, i);
	}
	ext2fs_free_blocks_count_set(fs->super, blocks);
	fs->super->s_free_inodes_count = inodes;
}

/* Opens what is on the disk, and refuses what is not understood. */
static int open_checked(struct volume *volume, bool replayed)
{
	uint64_t room = (uint64_t)ilw_disk_blocks(volume->device.disk) *
			ILW_DISK_BLOCK;
	int mended = super_mend(volume, replayed);
	int error = mended < 0 ? mended :
				 volume_open(volume, volume->mount.read_only);

	if (error != 0)
		return error;
	if (ext2fs_blocks_count(volume->fs->super) > UINT32_MAX ||
	    ext2fs_blocks_count(volume->fs->super) > room >>
		    volume->block_shift)
		return -EINVAL;
	nodes_intercept(volume);
	error = features_check(volume->fs->super, &volume->mount.read_only);
	if (error == 0 && mended > 0 && !volume->mount.read_only)
		error = super_rewrite(volume);
	return error;
}

/* A log that was replayed may have changed the superblock and the groups. */
static int open_journal(struct volume *volume)
{
	bool whole = ext2fs_superblock_csum_verify(volume->fs,
						   volume->fs->super) != 0;
	int error = 0;

	if (ext2fs_has_feature_journal(volume->fs->super))
		error = journal_start(volume, volume->mount.read_only);
	if (!whole && (error != 0 || !volume->journal.open))
		return -EINVAL;
	if (error != 0 || !volume->journal.open)
		return error;
	ext2fs_free(volume->fs);
	volume->fs = NULL;
	return open_checked(volume, true);
}

static int prepare_writing(struct volume *volume)
{
	ext2_filsys fs = volume->fs;
	int error;

	if (volume->mount.read_only)
		return 0;
	volume->valid = (fs->super->s_state & EXT2_VALID_FS) != 0;
	/* Was it left in use?  Then it is, and unmounting it makes it clean.
	 * The log may be empty yet, and would not be replayed. */
	if (ext2fs_has_feature_journal_needs_recovery(fs->super) &&
	    volume->journal.run_count != 0 && !volume->journal.open) {
		error = journal_empty(volume, false);
		if (error != 0)
			return error;
	}
	volume->began = volume->journal.open;
	if (volume->journal.open)
		ext2fs_set_feature_journal_needs_recovery(fs->super);
	error = ext2_error(ext2fs_check_desc(fs));
	if (error != 0)
		return error;
	fs->default_bitmap_type = EXT2FS_BMAP64_RBTREE;
	error = ext2_error(ext2fs_read_bitmaps(fs));
	if (error != 0)
		return error;
	count_free(fs);
	volume->dirty_groups = calloc(fs->group_desc_count / 8 + 1, 1);
	if (volume->dirty_groups == NULL)
		return -ENOMEM;
	error = space_start(volume);
	return error != 0 ? error : orphans_recover(volume);
}

static int open_root(struct volume *volume)
{
	struct node *root;
	int error = node_get(volume, EXT2_ROOT_INO, &root);

	if (error != 0)
		return error;
	volume->mount.root = &root->vfs;
	return S_ISDIR(root->vfs.type) ? 0 : -EINVAL;
}

static int open_volume(struct volume *volume)
{
	int error = open_checked(volume, false);

	if (error != 0)
		return error;
	volume->scratch = malloc(CACHE_PAGE);
	if (volume->scratch == NULL)
		return -ENOMEM;
	error = open_journal(volume);
	if (error == 0)
		error = prepare_writing(volume);
	return error != 0 ? error : open_root(volume);
}

static int mount(const char *source, const char *options, bool read_only,
		 struct vfs_mount **result)
{
	struct options wanted = { .cache = 0 };
	struct volume *volume;
	int error = options_read(source, options, &wanted);

	if (error != 0)
		return error;
	volume = calloc(1, sizeof(*volume));
	if (volume == NULL)
		return -ENOMEM;
	volume->mount.ops = &mount_ops;
	volume->mount.read_only = read_only ||
				  ilw_disk_is_read_only(wanted.disk);
	volume->device.disk = wanted.disk;
	if (!volumes_add(volume)) {
		free(volume);
		return -EBUSY;
	}
	vfs_lock(&volume->mount);
	error = cache_make(&volume->cache, &volume->device, wanted.cache);
	if (error == 0)
		error = open_volume(volume);
	if (error != 0)
		volumes_remove(volume);
	vfs_unlock(&volume->mount);
	if (error != 0) {
		destroy(volume);
		return error;
	}
	*result = &volume->mount;
	return 0;
}

const struct vfs_type vfs_ext2 = { .name = "ext2", .mount = mount };
