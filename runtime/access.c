/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What may be done with a file.  There is one user, who may do all but write
 * where nothing can be written and execute what nobody can.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "syscall.h"
#include "vfsfile.h"
#include "vfspath.h"

VFS_NEEDS(vfs_begin_in);

static int check(struct vfs_node *node, int mode)
{
	struct stat status = { 0 };
	int result = vfs_stat(node, &status);

	if (result < 0)
		return result;
	if ((mode & W_OK) && (S_ISREG(node->type) || S_ISDIR(node->type)))
		result = vfs_check_writable(node);
	if ((mode & X_OK) && !(status.st_mode & 0111))
		result = -EACCES;
	return result;
}

int faccessat(int folder, const char *name, int mode, int flags)
{
	struct vfs_path path;
	int result = -EINVAL;

	if ((flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW)) == 0 &&
	    (mode & ~(R_OK | W_OK | X_OK)) == 0)
		result = vfs_find(&path, folder, name,
				  flags & AT_SYMLINK_NOFOLLOW ? 0 : VFS_FOLLOW);
	if (result == 0) {
		result = check(path.node, mode);
		vfs_end(&path);
	}
	return (int)syscall_result(result);
}

int access(const char *name, int mode)
{
	return faccessat(AT_FDCWD, name, mode, 0);
}
