/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The descriptor table: files, and two bits for each number, of which one says
 * that it is taken (so that the lowest free one is found a word at a time) and
 * the other is close-on-exec.
 *
 * The first 32 numbers need no memory but this.  The first three are the
 * console's from the start.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <ilwaco/heap.h>
#include <ilwaco/preempt.h>

#include "consolefile.h"
#include "descriptors.h"
#include "file.h"
#include "filelock.h"

#pragma weak filelock_closed

#define WORD 32
#define FIRST_SIZE WORD

int descriptors_limit = DESCRIPTORS_MAX;

static struct file *first_files[FIRST_SIZE] = {
	&console_file,
	&console_file,
	&console_file,
};
static uint32_t first_taken[FIRST_SIZE / WORD] = { 0x7 };
static uint32_t first_cloexec[FIRST_SIZE / WORD];

static struct {
	struct file **files;
	uint32_t *taken;
	uint32_t *cloexec;
	int size;     /* a multiple of WORD */
	int low_word; /* no word of taken before this has a free bit */
} table = { first_files, first_taken, first_cloexec, FIRST_SIZE, 0 };

static bool is_open(int fd)
{
	return fd >= 0 && fd < table.size && table.files[fd] != NULL;
}

static void set_bit(uint32_t *words, int fd, bool on)
{
	uint32_t bit = UINT32_C(1) << fd % WORD;

	if (on)
		words[fd / WORD] |= bit;
	else
		words[fd / WORD] &= ~bit;
}

/* Makes room for fd at least.  Doubles; one block holds all three arrays. */
static int grow(int fd)
{
	int size = table.size;
	size_t words, bytes;
	struct file **files;

	while (size <= fd)
		size *= 2;
	words = (size_t)size / WORD;
	bytes = (size_t)size * sizeof *files + 2 * words * sizeof(uint32_t);
	files = ilw_heap_allocate_zeroed(bytes);
	if (files == NULL)
		return -ENOMEM;
	memcpy(files, table.files, (size_t)table.size * sizeof *files);
	memcpy(files + size, table.taken, (size_t)table.size / 8);
	memcpy((uint32_t *)(files + size) + words, table.cloexec,
	       (size_t)table.size / 8);
	if (table.files != first_files)
		ilw_heap_free(table.files);
	table.files = files;
	table.taken = (uint32_t *)(files + size);
	table.cloexec = table.taken + words;
	table.size = size;
	return 0;
}

/* The lowest free number that is not below least. */
static int lowest(int least)
{
	int word = least / WORD;
	uint32_t below = (UINT32_C(1) << least % WORD) - 1;

	if (word < table.low_word) {
		word = table.low_word;
		below = 0;
	}
	for (; word < table.size / WORD; word++, below = 0) {
		uint32_t taken = table.taken[word] | below;

		if (taken != UINT32_MAX)
			return word * WORD + __builtin_ctz(~taken);
		if (word == table.low_word && below == 0)
			table.low_word = word + 1;
	}
	return least > table.size ? least : table.size;
}

static int make_room(int fd)
{
	if (fd >= descriptors_limit)
		return -EMFILE;
	return fd >= table.size ? grow(fd) : 0;
}

static int put_in(int fd, struct file *file)
{
	int error = make_room(fd);

	if (error != 0)
		return error;
	table.files[fd] = file;
	set_bit(table.taken, fd, true);
	set_bit(table.cloexec, fd, false);
	return fd;
}

static struct file *take_out(int fd)
{
	struct file *file;

	if (!is_open(fd))
		return NULL;
	file = table.files[fd];
	table.files[fd] = NULL;
	set_bit(table.taken, fd, false);
	if (table.low_word > fd / WORD)
		table.low_word = fd / WORD;
	return file;
}

int fd_install_from(struct file *file, int least)
{
	int fd;

	ilw_preempt_disable();
	fd = put_in(lowest(least), file);
	ilw_preempt_enable();
	return fd;
}

int fd_install(struct file *file)
{
	return fd_install_from(file, 0);
}

int fd_check(void)
{
	int fd, error;

	ilw_preempt_disable();
	fd = lowest(0);
	error = make_room(fd);
	ilw_preempt_enable();
	return error;
}

struct file *fd_get(int fd)
{
	struct file *file = NULL;

	ilw_preempt_disable();
	if (is_open(fd)) {
		file = table.files[fd];
		file->references++;
	}
	ilw_preempt_enable();
	return file;
}

/* A descriptor's reference. */
static int let_go(struct file *file)
{
	if (filelock_closed != NULL)
		filelock_closed(file);
	return file_put(file);
}

int fd_close(int fd)
{
	struct file *file;

	ilw_preempt_disable();
	file = take_out(fd);
	ilw_preempt_enable();
	return file != NULL ? let_go(file) : -EBADF;
}

int fd_replace(int fd, struct file *file)
{
	struct file *old;
	int result;

	if (fd < 0 || fd >= descriptors_limit)
		return -EBADF;
	ilw_preempt_disable();
	old = take_out(fd);
	result = put_in(fd, file);
	ilw_preempt_enable();
	if (old != NULL)
		(void)let_go(old);
	return result;
}

int fd_flags(int fd)
{
	int flags = -EBADF;

	ilw_preempt_disable();
	if (is_open(fd))
		flags = table.cloexec[fd / WORD] >> fd % WORD & 1;
	ilw_preempt_enable();
	return flags;
}

int fd_set_flags(int fd, int flags)
{
	int result = -EBADF;

	ilw_preempt_disable();
	if (is_open(fd)) {
		set_bit(table.cloexec, fd, flags & FD_CLOEXEC);
		result = 0;
	}
	ilw_preempt_enable();
	return result;
}
