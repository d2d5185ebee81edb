/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <reent.h>
#include <unistd.h>

#include "file.h"
#include "syscall.h"

off_t lseek(int fd, off_t offset, int whence)
{
	struct file *file = fd_get(fd);
	off_t result = -EBADF;

	if (file != NULL) {
		result = -ESPIPE;
		if (file->ops->seek != NULL)
			result = file->ops->seek(file, offset, whence);
		file_put(file);
	}
	return syscall_offset(result);
}

/* newlib's streams call this name; errno is the same one. */
_off_t _lseek_r(struct _reent *reent, int fd, _off_t offset, int whence)
{
	(void)reent;
	return lseek(fd, offset, whence);
}
