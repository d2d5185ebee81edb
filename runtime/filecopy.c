/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * From one open file to another: from where the bytes lie in memory if they do,
 * else a buffer at a time.
 */
#include "filecopy.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "storage.h"
#include "storageio.h"

#define BUFFER 16384u

static ssize_t put(struct file *to, off_t *to_offset, const void *data,
		   size_t length)
{
	ssize_t result;

	if (to_offset == NULL)
		return to->ops->write(to, data, length);
	result = file_write_at(to, data, length, *to_offset);
	if (result > 0)
		*to_offset += result;
	return result;
}

/* Until `to` takes less than it was given. */
static ssize_t copy_by(void *buffer, struct file_source *from, struct file *to,
		       off_t *to_offset, size_t length)
{
	ssize_t total = 0, part, done = 0;

	while ((size_t)total < length) {
		size_t rest = length - (size_t)total;

		part = file_read_at(from->file, buffer,
				    rest < BUFFER ? rest : BUFFER,
				    from->offset);
		if (part > 0)
			done = put(to, to_offset, buffer, (size_t)part);
		else
			done = part;
		if (done <= 0)
			break;
		from->offset += done;
		total += done;
		if (done < part)
			break;
	}
	return total != 0 ? total : done;
}

ssize_t file_copy(struct file_source *from, struct file *to, off_t *to_offset,
		  size_t length)
{
	const struct storage_calls *calls = from->file->ops->storage;
	size_t there = length;
	const void *view = NULL;
	void *buffer;
	ssize_t result;

	if (calls->view != NULL)
		view = calls->view(from->file, from->offset, &there);
	if (view != NULL) {
		result = put(to, to_offset, view,
			     there < length ? there : length);
		from->offset += result > 0 ? result : 0;
		return result;
	}
	buffer = malloc(BUFFER);
	if (buffer == NULL)
		return -ENOMEM;
	result = copy_by(buffer, from, to, to_offset, length);
	free(buffer);
	return result;
}

off_t file_place(struct file *file, const off_t *offset)
{
	if (offset != NULL)
		return *offset < 0 ? -EINVAL : *offset;
	return file->ops->seek != NULL ? file->ops->seek(file, 0, SEEK_CUR) :
					 -ESPIPE;
}

void file_set_place(struct file *file, off_t *offset, off_t place)
{
	if (offset != NULL)
		*offset = place;
	else
		(void)file->ops->seek(file, place, SEEK_SET);
}
