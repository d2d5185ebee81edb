/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Reading and writing open files at a place.
 */
#include "storageio.h"

#include <errno.h>

#include "storage.h"

ssize_t file_read_at(struct file *file, void *data, size_t length, off_t offset)
{
	const struct storage_calls *calls = file->ops->storage;

	if ((file->flags & O_ACCMODE) == O_WRONLY)
		return -EBADF;
	if (calls == NULL || calls->pread == NULL)
		return -ESPIPE;
	return offset < 0 ? -EINVAL : calls->pread(file, data, length, offset);
}

ssize_t file_write_at(struct file *file, const void *data, size_t length,
		      off_t offset)
{
	const struct storage_calls *calls = file->ops->storage;

	if ((file->flags & O_ACCMODE) == O_RDONLY)
		return -EBADF;
	if (calls == NULL || calls->pwrite == NULL)
		return -ESPIPE;
	return offset < 0 ? -EINVAL : calls->pwrite(file, data, length, offset);
}
