/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Opening what is there, for reading: what <fcntl.h> makes of open() where the
 * flags are constants that ask for no more.  openat.c has the whole.
 */
#include <fcntl.h>

#include "syscall.h"
#include "vfsfile.h"
#include "vfspath.h"

#pragma weak openat

int __open_present(const char *name, int flags)
{
	struct vfs_path path;
	struct file *file = NULL;
	int result;

	/* There may be FIFOs to wait for: fifo.c has it. */
	if (openat != NULL)
		return openat(AT_FDCWD, name, flags);
	syscall_testcancel();
	result = vfs_find(&path, AT_FDCWD, name,
			  flags & O_NOFOLLOW ? 0 : VFS_FOLLOW);
	if (result == 0) {
		result = vfs_open(path.node, flags, &file);
		vfs_end(&path);
	}
	return (int)syscall_result(vfs_install(result, file, flags));
}
