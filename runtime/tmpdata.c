/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Contents of files in memory: pages, those that were written.  What lies
 * behind the size in the last page is zero.
 */
#include <errno.h>
#include <string.h>

#include "tmpfs.h"

#define TABLE_BITS 6
_Static_assert(TMP_TABLE == 1 << TABLE_BITS, "entries of a table");
#define TABLE_SIZE (TMP_TABLE * sizeof(void *))

/* How many pages there can be in a tree. */
static uint64_t span(unsigned height)
{
	return (uint64_t)1 << (TABLE_BITS * height);
}

static int raise_to(struct tmp_node *node, uint64_t page)
{
	struct tmp_data *data = &node->data;

	while (page >= span(data->height)) {
		if (data->top != NULL) {
			void **table = tmp_allocate(tmp_mount(node),
						    TABLE_SIZE);

			if (table == NULL)
				return -ENOSPC;
			table[0] = data->top;
			data->top = table;
		}
		data->height++;
	}
	return 0;
}

/* Where the pointer to a page is; NULL: nowhere yet, or there is no room. */
static void **find(struct tmp_node *node, uint64_t page, bool make)
{
	struct tmp_data *data = &node->data;
	void **at = &data->top;

	if (page >= span(data->height) && (!make || raise_to(node, page) < 0))
		return NULL;
	for (unsigned level = data->height; level > 0; level--) {
		if (*at == NULL && make)
			*at = tmp_allocate(tmp_mount(node), TABLE_SIZE);
		if (*at == NULL)
			return NULL;
		at = (void **)*at +
		     ((page >> (TABLE_BITS * (level - 1))) & (TMP_TABLE - 1));
	}
	return at;
}

/* A page; NULL: all zero so far, or there is no room. */
static char *get_page(struct tmp_node *node, uint64_t page, bool make)
{
	void **at = find(node, page, make);

	if (at == NULL)
		return NULL;
	if (*at == NULL && make) {
		*at = tmp_allocate(tmp_mount(node), TMP_PAGE);
		node->data.pages += *at != NULL;
	}
	return *at;
}

/* Frees what is not before page of a tree that begins with page first. */
static void cut(struct tmp_node *node, void **at, unsigned height,
		uint64_t first, uint64_t page)
{
	struct tmp_mount *mount = tmp_mount(node);
	void **table = *at;

	if (table == NULL || first + span(height) <= page)
		return;
	for (unsigned i = 0; height > 0 && i < TMP_TABLE; i++)
		cut(node, &table[i], height - 1, first + i * span(height - 1),
		    page);
	if (first < page)
		return;
	tmp_free(mount, table, height > 0 ? TABLE_SIZE : TMP_PAGE);
	node->data.pages -= height == 0;
	*at = NULL;
}

void tmp_cut(struct tmp_node *node, uint64_t page)
{
	cut(node, &node->data.top, node->data.height, 0, page);
	if (node->data.top == NULL)
		node->data.height = 0;
}

static uint64_t pages_of(uint64_t size)
{
	return (size + TMP_PAGE - 1) / TMP_PAGE;
}

static size_t shorter(size_t length, uint64_t offset)
{
	size_t rest = TMP_PAGE - (size_t)(offset % TMP_PAGE);

	return length < rest ? length : rest;
}

ssize_t tmp_read(struct vfs_node *node, void *to, size_t length, off_t offset)
{
	struct tmp_node *file = tmp_of(node);
	uint64_t at = (uint64_t)offset;
	size_t done = 0;

	if (at >= file->size)
		return 0;
	if (length > file->size - at)
		length = (size_t)(file->size - at);
	while (done < length) {
		size_t part = shorter(length - done, at + done);
		const char *page = get_page(file, (at + done) / TMP_PAGE,
					    false);

		if (page != NULL)
			memcpy((char *)to + done, page + (at + done) % TMP_PAGE,
			       part);
		else
			memset((char *)to + done, 0, part);
		done += part;
	}
	tmp_touch_accessed(file);
	return (ssize_t)done;
}

ssize_t tmp_write(struct vfs_node *node, const void *data, size_t length,
		  off_t offset)
{
	struct tmp_node *file = tmp_of(node);
	uint64_t at = (uint64_t)offset;
	size_t done = 0;

	if (at >= TMP_SIZE_MAX)
		return -EFBIG;
	if (length > TMP_SIZE_MAX - at)
		length = (size_t)(TMP_SIZE_MAX - at);
	while (done < length) {
		size_t part = shorter(length - done, at + done);
		char *page = get_page(file, (at + done) / TMP_PAGE, true);

		if (page == NULL)
			break;
		memcpy(page + (at + done) % TMP_PAGE, (const char *)data + done,
		       part);
		done += part;
	}
	if (done == 0 && length > 0)
		return -ENOSPC;
	if (at + done > file->size)
		file->size = at + done;
	tmp_touch_modified(file);
	return (ssize_t)done;
}

int tmp_truncate(struct vfs_node *node, off_t size)
{
	struct tmp_node *file = tmp_of(node);
	uint64_t new = (uint64_t)size;
	char *last;

	if (new > TMP_SIZE_MAX)
		return -EFBIG;
	if (new < file->size) {
		tmp_cut(file, pages_of(new));
		last = get_page(file, new / TMP_PAGE, false);
		if (last != NULL)
			memset(last + new % TMP_PAGE, 0,
			       TMP_PAGE - new % TMP_PAGE);
	}
	file->size = new;
	tmp_touch_modified(file);
	return 0;
}

int tmp_reserve(struct vfs_node *node, off_t offset, off_t length)
{
	struct tmp_node *file = tmp_of(node);
	uint64_t end = (uint64_t)offset + (uint64_t)length;

	if (end > TMP_SIZE_MAX)
		return -EFBIG;
	for (uint64_t at = (uint64_t)offset / TMP_PAGE; at * TMP_PAGE < end;
	     at++)
		if (get_page(file, at, true) == NULL) {
			tmp_cut(file, pages_of(file->size));
			return -ENOSPC;
		}
	if (end > file->size)
		file->size = end;
	tmp_touch_changed(file);
	return 0;
}
