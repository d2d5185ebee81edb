/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Owners of files: kept, though there is one user only.
 */
#include <fcntl.h>
#include <unistd.h>

#include "vfsattribute.h"

static struct vfs_change ownership(uid_t owner, gid_t group)
{
	return (struct vfs_change){
		.what = (owner != (uid_t)-1 ? VFS_OWNER : 0) |
			(group != (gid_t)-1 ? VFS_GROUP : 0),
		.owner = owner,
		.group = group,
	};
}

int fchownat(int folder, const char *name, uid_t owner, gid_t group, int flags)
{
	struct vfs_change change = ownership(owner, group);

	if (*name == '\0' && (flags & AT_EMPTY_PATH))
		return attribute_by_fd(folder, &change);
	return attribute_by_name(folder, name, &change, flags);
}

int chown(const char *name, uid_t owner, gid_t group)
{
	return fchownat(AT_FDCWD, name, owner, group, 0);
}

int lchown(const char *name, uid_t owner, gid_t group)
{
	return fchownat(AT_FDCWD, name, owner, group, AT_SYMLINK_NOFOLLOW);
}

int fchown(int fd, uid_t owner, gid_t group)
{
	struct vfs_change change = ownership(owner, group);

	return attribute_by_fd(fd, &change);
}
