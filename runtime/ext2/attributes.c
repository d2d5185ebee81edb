/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What an inode says of its file besides where it lies.
 */
#include <sys/stat.h>
#include <time.h>

#include "volume.h"

/* Inodes of 128 bytes end before the fields beyond i_osd2. */
#define HAS_EXTRA(node, field)                                                 \
	(EXT2_INODE_SIZE(volume_of(&(node)->vfs)->fs->super) >                 \
		 EXT2_GOOD_OLD_INODE_SIZE &&                                   \
	 offsetof(struct ext2_inode_large, field) +                            \
			 sizeof((node)->inode.field) <=                        \
		 (size_t)EXT2_GOOD_OLD_INODE_SIZE +                            \
			 (node)->inode.i_extra_isize)

uint64_t node_size(const struct node *node)
{
	uint64_t size = node->inode.i_size;

	if (!S_ISLNK(node->inode.i_mode))
		size |= (uint64_t)node->inode.i_size_high << 32;
	return size;
}

void node_set_size(struct node *node, uint64_t size)
{
	node->inode.i_size = (__u32)size;
	node->inode.i_size_high = (__u32)(size >> 32);
	node->dirty = true;
	node->resized = true;
	if (size >> 31 != 0 && S_ISREG(node->inode.i_mode))
		ext2fs_set_feature_large_file(volume_of(&node->vfs)->fs->super);
}

/* Seconds since 1970 have 34 bits where there is room for them. */
static void get_time(uint32_t seconds, bool has_extra, uint32_t extra,
		     struct timespec *time)
{
	time->tv_sec = (int32_t)seconds;
	time->tv_nsec = 0;
	if (!has_extra)
		return;
	time->tv_sec += (time_t)((uint64_t)(extra & 3) << 32);
	time->tv_nsec = (long)(extra >> 2);
	if (time->tv_nsec > 999999999)
		time->tv_nsec = 0;
}

static uint32_t extra_of(const struct timespec *time)
{
	int64_t seconds = time->tv_sec;
	uint32_t epoch = (uint32_t)((seconds - (int32_t)seconds) >> 32) & 3;

	return (uint32_t)time->tv_nsec << 2 | epoch;
}

#define GET_TIME(node, name, to)                                               \
	get_time((node)->inode.i_##name, HAS_EXTRA(node, i_##name##_extra),    \
		 (node)->inode.i_##name##_extra, to)

#define SET_TIME(node, name, from)                                             \
	do {                                                                   \
		(node)->inode.i_##name = (__u32)(from)->tv_sec;                \
		if (HAS_EXTRA(node, i_##name##_extra))                         \
			(node)->inode.i_##name##_extra = extra_of(from);       \
	} while (0)

void node_touch(struct node *node, unsigned what)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if ((what & NODE_ACCESSED) != 0)
		SET_TIME(node, atime, &now);
	if ((what & NODE_MODIFIED) != 0)
		SET_TIME(node, mtime, &now);
	SET_TIME(node, ctime, &now);
	node->dirty = true;
	volume_touch(volume_of(&node->vfs));
}

/* As it is on the disk: nothing here opens a device by its number. */
static dev_t device_number(const struct node *node)
{
	if (!S_ISCHR(node->inode.i_mode) && !S_ISBLK(node->inode.i_mode))
		return 0;
	return (dev_t)(node->inode.i_block[0] != 0 ? node->inode.i_block[0] :
						     node->inode.i_block[1]);
}

int node_stat(struct vfs_node *vfs, struct stat *status)
{
	struct node *node = node_of(vfs);
	struct volume *volume = volume_of(vfs);

	status->st_ino = vfs->number;
	status->st_mode = node->inode.i_mode;
	status->st_nlink = node->inode.i_links_count;
	status->st_uid = (uid_t)inode_uid(node->inode);
	status->st_gid = (gid_t)inode_gid(node->inode);
	status->st_rdev = device_number(node);
	status->st_size = (off_t)node_size(node);
	status->st_blksize = (blksize_t)volume->block_size;
	status->st_blocks = (blkcnt_t)ext2fs_get_stat_i_blocks(
		volume->fs, (struct ext2_inode *)&node->inode);
	GET_TIME(node, atime, &status->st_atim);
	GET_TIME(node, mtime, &status->st_mtim);
	GET_TIME(node, ctime, &status->st_ctim);
	return 0;
}

int node_change(struct vfs_node *vfs, const struct vfs_change *change)
{
	struct node *node = node_of(vfs);
	int error = volume_begin(volume_of(vfs));

	if (error != 0)
		return error;
	if ((change->what & VFS_MODE) != 0)
		node->inode.i_mode = (__u16)((node->inode.i_mode & S_IFMT) |
					     (change->mode & 07777));
	if ((change->what & VFS_OWNER) != 0) {
		node->inode.i_uid = (__u16)change->owner;
		ext2fs_set_i_uid_high(node->inode, change->owner >> 16);
	}
	if ((change->what & VFS_GROUP) != 0) {
		node->inode.i_gid = (__u16)change->group;
		ext2fs_set_i_gid_high(node->inode, change->group >> 16);
	}
	if ((change->what & VFS_ACCESSED) != 0)
		SET_TIME(node, atime, &change->accessed);
	if ((change->what & VFS_MODIFIED) != 0)
		SET_TIME(node, mtime, &change->modified);
	node_touch(node, NODE_CHANGED);
	return 0;
}
