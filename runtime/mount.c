/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * mount(2) and umount(2).
 */
#include <fcntl.h>
#include <sys/mount.h>

#include "syscall.h"
#include "vfsmount.h"

int mount(const char *source, const char *target, const char *type,
	  unsigned long flags, const void *data)
{
	const unsigned long known = MS_RDONLY | MS_NOSUID | MS_NODEV |
				    MS_NOEXEC | MS_NOATIME | MS_NODIRATIME |
				    MS_RELATIME;
	int result = -EINVAL;

	if (source != NULL && target != NULL && type != NULL &&
	    (flags & ~known) == 0)
		result = vfs_mount(source, target, type,
				   data != NULL ? data : "",
				   (flags & MS_RDONLY) != 0);
	return (int)syscall_result(result);
}

int umount2(const char *target, int flags)
{
	struct vfs_mount *mount = NULL;
	struct vfs_path path;
	int result = -EINVAL;

	if ((flags & ~UMOUNT_NOFOLLOW) == 0)
		result = vfs_find(&path, AT_FDCWD, target,
				  flags & UMOUNT_NOFOLLOW ? 0 : VFS_FOLLOW);
	if (result == 0) {
		if (vfs_same(path.node, path.node->mount->root) &&
		    path.node->mount->covered != NULL)
			mount = path.node->mount;
		vfs_end(&path);
		result = mount != NULL ? vfs_unmount(mount) : -EINVAL;
	}
	return (int)syscall_result(result);
}

int umount(const char *target)
{
	return umount2(target, 0);
}
