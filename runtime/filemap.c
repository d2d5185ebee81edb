/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Mappings of files: reading them in, and what is shared back.
 *
 * Nothing tells which pages were written to.  So a shared mapping keeps a sum
 * of each page as the file has it, and what still has that sum is not written:
 * it would undo what write() has done meanwhile.
 */
#include "filemap.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <ilwaco/sync.h>

#include "file.h"
#include "storage.h"
#include "vfs.h"

#define PAGE DENALI_PAGE_SIZE

struct shared {
	struct shared *next;
	struct page_range range;
	struct file *file; /* a reference */
	off_t offset;      /* of the range in the file */
	uint64_t sums[];   /* a page each */
};

static struct shared *all;
static struct ilw_mutex lock = ILW_MUTEX_INIT;

static uint64_t sum_of(const char *page)
{
	const uint32_t *words = (const uint32_t *)(const void *)page;
	uint64_t sum = 0xcbf29ce484222325;

	for (size_t i = 0; i < PAGE / sizeof(*words); i++)
		sum = (sum ^ words[i]) * 0x100000001b3;
	return sum;
}

static int check_file(const struct file *file, int protection, int flags)
{
	int access = file->flags & O_ACCMODE;

	if (access == O_WRONLY ||
	    ((flags & MAP_SHARED) != 0 && (protection & PROT_WRITE) != 0 &&
	     access != O_RDWR))
		return -EACCES;
	return 0;
}

static bool is_regular(struct file *file)
{
	const struct storage_calls *storage = file->ops->storage;

	return storage != NULL && storage->node != NULL &&
	       S_ISREG(storage->node(file)->type);
}

int filemap_check(int fd, int protection, int flags)
{
	struct file *file = fd_get(fd);
	int result = -ENODEV;

	if (file == NULL)
		return -EBADF;
	if (is_regular(file))
		result = check_file(file, protection, flags);
	file_put(file);
	return result;
}

static int fill(struct page_range range, struct file *file, off_t offset)
{
	size_t done = 0;
	ssize_t part = 1;

	while (done < range.length && part > 0) {
		part = file->ops->storage->pread(file, range.start + done,
						 range.length - done,
						 offset + (off_t)done);
		if (part > 0)
			done += (size_t)part;
	}
	return part < 0 ? (int)part : 0;
}

int filemap_fill(struct page_range range, int fd, off_t offset)
{
	struct file *file = fd_get(fd);
	int result = file != NULL ? fill(range, file, offset) : -EBADF;

	if (file != NULL)
		file_put(file);
	return result;
}

/* Without its sums. */
static struct shared *make(struct page_range range, struct file *file,
			   off_t offset)
{
	size_t pages = range.length / PAGE;
	struct shared *shared;

	shared = malloc(sizeof(*shared) + pages * sizeof(shared->sums[0]));
	if (shared == NULL)
		return NULL;
	shared->range = range;
	shared->file = file;
	shared->offset = offset;
	return shared;
}

static void add(struct shared *shared)
{
	shared->next = all;
	all = shared;
}

int filemap_share(struct page_range range, int fd, off_t offset)
{
	struct file *file = fd_get(fd);
	struct shared *shared;

	if (file == NULL)
		return -EBADF;
	if ((file->flags & O_ACCMODE) != O_RDWR) {
		file_put(file);
		return 0;
	}
	shared = make(range, file, offset);
	if (shared == NULL) {
		file_put(file);
		return -ENOMEM;
	}
	for (size_t i = 0; i < range.length / PAGE; i++)
		shared->sums[i] = sum_of(range.start + i * PAGE);
	ilw_mutex_lock(&lock);
	add(shared);
	ilw_mutex_unlock(&lock);
	return 0;
}

static off_t size_of(struct file *file)
{
	struct stat status = { 0 };

	return file->ops->stat(file, &status) < 0 ? 0 : status.st_size;
}

/* Where it belongs, in append mode too. */
static ssize_t write_back(struct file *file, const char *data, size_t length,
			  off_t offset)
{
	struct vfs_node *node = file->ops->storage->node(file);
	ssize_t result;

	vfs_lock(node->mount);
	result = node->ops->write(node, data, length, offset);
	vfs_unlock(node->mount);
	return result;
}

/* What is past the file's end is nobody's. */
static int write_page(struct shared *shared, size_t page, off_t size)
{
	const char *start = shared->range.start + page * PAGE;
	off_t offset = shared->offset + (off_t)(page * PAGE);
	size_t length = PAGE;
	uint64_t sum = sum_of(start);
	ssize_t done;

	if (sum == shared->sums[page] || offset >= size)
		return 0;
	if ((off_t)length > size - offset)
		length = (size_t)(size - offset);
	done = write_back(shared->file, start, length, offset);
	if (done < 0)
		return (int)done;
	shared->sums[page] = sum;
	return (size_t)done == length ? 0 : -ENOSPC;
}

/* A page that may not be read is made readable for it. */
static int write_readable(struct shared *shared, size_t page, off_t size)
{
	struct page_range range = { shared->range.start + page * PAGE, PAGE };
	int access = mapping_access(range), result;

	if (access != PROT_NONE)
		return write_page(shared, page, size);
	result = mapping_protect(range, PROT_READ);
	if (result == 0)
		result = write_page(shared, page, size);
	mapping_protect(range, PROT_NONE);
	return result;
}

/* The pages of a mapping that a range has; none: empty. */
static void pages_of(const struct shared *shared, struct page_range range,
		     size_t *first, size_t *end)
{
	uintptr_t start = (uintptr_t)shared->range.start;
	uintptr_t from = (uintptr_t)range.start, to = from + range.length;

	from = from > start ? from - start : 0;
	to = to > start ? to - start : 0;
	if (to > shared->range.length)
		to = shared->range.length;
	*first = from / PAGE;
	*end = from < to ? to / PAGE : *first;
}

static int sync_one(struct shared *shared, size_t first, size_t end,
		    bool durable)
{
	struct file *file = shared->file;
	off_t size = size_of(file);
	int result = 0;

	for (size_t page = first; page < end && result == 0; page++)
		result = write_readable(shared, page, size);
	if (durable && result == 0 && file->ops->storage->sync != NULL)
		result = file->ops->storage->sync(file, true);
	return result;
}

int filemap_sync(struct page_range range, bool durable)
{
	size_t first, end;
	int result = 0;

	ilw_mutex_lock(&lock);
	for (struct shared *at = all; at != NULL && result == 0;
	     at = at->next) {
		pages_of(at, range, &first, &end);
		if (first < end)
			result = sync_one(at, first, end, durable);
	}
	ilw_mutex_unlock(&lock);
	return result;
}

/* The mapping's pages from a number on, as one of its own. -ENOMEM. */
static int split(const struct shared *old, size_t first)
{
	size_t bytes = first * PAGE, rest = old->range.length - bytes;
	struct page_range range = { old->range.start + bytes, rest };
	struct shared *shared;

	shared = make(range, old->file, old->offset + (off_t)bytes);
	if (shared == NULL)
		return -ENOMEM;
	memcpy(shared->sums, old->sums + first, rest / PAGE * sizeof(uint64_t));
	file_get(shared->file);
	add(shared);
	return 0;
}

/* Takes pages out of the middle, or from the beginning or the end on: what is
 * left may be none. */
static int take_out(struct shared *shared, size_t first, size_t end)
{
	size_t pages = shared->range.length / PAGE;
	int result = end < pages ? split(shared, end) : 0;

	if (result == 0)
		shared->range.length = first * PAGE;
	return result;
}

static void end_shared(struct shared *shared)
{
	struct shared **link = &all;

	while (*link != shared)
		link = &(*link)->next;
	*link = shared->next;
	file_put(shared->file);
	free(shared);
}

static struct shared *find_shared(struct page_range range, size_t *first,
				  size_t *end)
{
	struct shared *shared = all;

	for (; shared != NULL; shared = shared->next) {
		pages_of(shared, range, first, end);
		if (*first < *end)
			break;
	}
	return shared;
}

int filemap_forget(struct page_range range)
{
	struct shared *shared;
	size_t first, end;
	int result = 0;

	ilw_mutex_lock(&lock);
	while (result == 0 &&
	       (shared = find_shared(range, &first, &end)) != NULL) {
		(void)sync_one(shared, first, end, false);
		result = take_out(shared, first, end);
		if (shared->range.length == 0)
			end_shared(shared);
	}
	ilw_mutex_unlock(&lock);
	return result;
}

void filemap_stop(void)
{
	filemap_sync((struct page_range){ NULL, SIZE_MAX & ~(PAGE - 1) },
		     false);
}
