/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Devices have no places: reading and writing at one is reading and writing.
 */
#include "storage.h"

#include "file.h"

static ssize_t device_pread(struct file *file, void *data, size_t length,
			    off_t offset)
{
	(void)offset;
	return file->ops->read(file, data, length);
}

static ssize_t device_pwrite(struct file *file, const void *data, size_t length,
			     off_t offset)
{
	(void)offset;
	return file->ops->write(file, data, length);
}

const struct storage_calls device_storage = {
	.pread = device_pread,
	.pwrite = device_pwrite,
};
